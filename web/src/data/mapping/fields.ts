import { consentChannels, standardPurposes } from '../../../../src/customer/consent/purposes.ts'
import { canonicalFields, choices } from '../../../../src/customer/mapping/canonical-fields.ts'
import type { FieldSource, Localized, Mapping } from '../../api/types.ts'

export interface Field {
  name: string
  label: Localized
  shape: 'time' | 'amount' | 'day' | 'plain'
  /** Whether words of the file may stand for others; those of people themselves are read as they are. */
  hasWords?: boolean
  /** The few values it takes. */
  options?: readonly { value: string; label: Localized }[]
}

const shapes: Record<string, Field['shape']> = {
  datetime: 'time',
  birthday: 'day',
  day: 'day',
  money: 'amount',
}

/** Fields to show: those an import of this kind can fill, then whatever else the mapping already speaks of. */
export function fieldsToShow(
  mapping: Mapping,
  missing: readonly string[],
  own: readonly Field[] = [],
): Field[] {
  const known = Object.entries(canonicalFields[mapping.kind]).map(([name, field]) => ({
    name,
    label: field.label,
    shape: shapes[field.type] ?? 'plain',
    hasWords: field.type === 'text' || field.type === 'choice',
    ...optionsOf(`${mapping.kind}.${name}`),
  }))
  const names = new Set([...known, ...own].map((f) => f.name))
  const others = [...Object.keys(mapping.fields), ...missing].filter((name) => !names.has(name))
  return [
    ...known,
    ...own,
    ...[...new Set(others)].map((name) => ({
      name,
      label: { en: name, 'zh-CN': name },
      shape: 'plain' as const,
    })),
  ]
}

/** By the words files mostly use for them. */
function optionsOf(field: string): Pick<Field, 'options'> {
  const known = choices[field]
  if (!known) return {}
  const chinese = (words: readonly string[]) => words.find((word) => /\p{Script=Han}/u.test(word))
  return {
    options: Object.entries(known).map(([value, words]) => ({
      value,
      label: { en: value, 'zh-CN': chinese(words) ?? value },
    })),
  }
}

/** The dates of customers a workspace has besides the standard ones, as fields of a file. */
export function ownDates(kinds: readonly { id: string; label: string }[]): Field[] {
  return kinds.map(({ id, label }) => ({
    name: `date_${id}`,
    label: { en: label, 'zh-CN': label },
    shape: 'day' as const,
  }))
}

/** The name of a field of a kind of file, of an attribute or a consent, in all languages. */
export function fieldLabel(kind: Mapping['kind'], name: string): Localized {
  const [, purpose, channel] = /^consents\.([^.]+)\.([^.]+)$/.exec(name) ?? []
  if (purpose !== undefined && channel !== undefined) return consentLabel(purpose, channel)
  return canonicalFields[kind][name]?.label ?? { en: name, 'zh-CN': name }
}

function consentLabel(purpose: string, channel: string): Localized {
  const of = standardPurposes.find(({ id }) => id === purpose)?.label ?? { en: purpose, 'zh-CN': purpose }
  const by = consentChannels.find(({ id }) => id === channel)?.label
  return {
    en: `Consent: ${of.en}${by ? `, ${by.en}` : ''}`,
    'zh-CN': `同意：${of['zh-CN']}${by ? `，${by['zh-CN']}` : ''}`,
  }
}

/** The name of a customer's attribute: the customer file's own words for it. */
export function attributeLabel(name: string): Localized {
  return fieldLabel('customers', name)
}

export type How = 'column' | 'constant' | 'expression' | 'none'
export function howOf(source: FieldSource | undefined): How {
  if (!source) return 'none'
  if (source.column !== undefined) return 'column'
  return source.expression !== undefined ? 'expression' : 'constant'
}

/** The mapping with one field changed; `null` takes the field out. */
export function withField(mapping: Mapping, name: string, source: FieldSource | null): Mapping {
  const fields = { ...mapping.fields }
  if (source === null) delete fields[name]
  else fields[name] = source
  return { ...mapping, fields }
}
