import type { ContractBody, FieldRule } from './contract.schema.ts'

/** One difference between two versions; breaking where data that kept the old one may break the new one. */
export interface ContractChange {
  field: string
  what:
    | 'added'
    | 'removed'
    | 'type'
    | 'required'
    | 'values'
    | 'range'
    | 'pattern'
    | 'length'
    | 'unique'
    | 'freshness'
  before: string
  after: string
  breaking: boolean
}

/** What changed, field by field. Tightening breaks; loosening and dropping a rule does not. */
export function diffContracts(before: ContractBody, after: ContractBody): ContractChange[] {
  const changes: ContractChange[] = []
  for (const field of new Set([...Object.keys(before.fields), ...Object.keys(after.fields)])) {
    const old = before.fields[field]
    const now = after.fields[field]
    if (!old && now) {
      const demands = Object.keys(demandsOf(now)).length > 0
      changes.push({ field, what: 'added', before: '', after: words(now), breaking: demands })
    } else if (old && !now)
      changes.push({ field, what: 'removed', before: words(old), after: '', breaking: false })
    else if (old && now) changes.push(...ruleChanges(field, old, now))
  }
  const [was, is] = [before.freshnessHours, after.freshnessHours]
  if (was !== is)
    changes.push({
      field: '',
      what: 'freshness',
      before: was === null ? '' : `${was} h`,
      after: is === null ? '' : `${is} h`,
      breaking: is !== null && (was === null || is < was),
    })
  return changes
}

export function isCompatible(changes: readonly ContractChange[]): boolean {
  return changes.every(({ breaking }) => !breaking)
}

function ruleChanges(field: string, old: FieldRule, now: FieldRule): ContractChange[] {
  const changes: ContractChange[] = []
  const add = (what: ContractChange['what'], before: unknown, after: unknown, breaking: boolean) =>
    changes.push({ field, what, before: String(before ?? ''), after: String(after ?? ''), breaking })
  if (old.type !== now.type)
    add(
      'type',
      old.type,
      now.type,
      now.type !== undefined && !(old.type === 'integer' && now.type === 'number'),
    )
  if (old.required !== now.required) add('required', old.required, now.required, now.required)
  if (old.unique !== now.unique) add('unique', old.unique, now.unique, now.unique)
  const oldValues = old.values?.join(', ')
  const nowValues = now.values?.join(', ')
  if (oldValues !== nowValues)
    add(
      'values',
      oldValues,
      nowValues,
      now.values !== undefined &&
        !(old.values ?? [null]).every((one) => one !== null && now.values?.includes(one)),
    )
  if (old.min !== now.min || old.max !== now.max)
    add(
      'range',
      range(old),
      range(now),
      (now.min !== undefined && now.min > (old.min ?? Number.NEGATIVE_INFINITY)) ||
        (now.max !== undefined && now.max < (old.max ?? Number.POSITIVE_INFINITY)),
    )
  if (old.pattern !== now.pattern) add('pattern', old.pattern, now.pattern, now.pattern !== undefined)
  if (old.maxLength !== now.maxLength)
    add(
      'length',
      old.maxLength,
      now.maxLength,
      now.maxLength !== undefined && now.maxLength < (old.maxLength ?? Number.POSITIVE_INFINITY),
    )
  return changes
}

const range = ({ min, max }: FieldRule) =>
  min === undefined && max === undefined ? '' : `${min ?? ''} … ${max ?? ''}`

/** The rules of a field that data can break. */
function demandsOf(rule: FieldRule): Partial<FieldRule> {
  return Object.fromEntries(
    Object.entries(rule).filter(([, value]) => value !== undefined && value !== false),
  ) as Partial<FieldRule>
}

function words(rule: FieldRule): string {
  return Object.entries(demandsOf(rule))
    .map(([name, value]) =>
      value === true ? name : `${name} ${Array.isArray(value) ? value.join('|') : value}`,
    )
    .join(', ')
}
