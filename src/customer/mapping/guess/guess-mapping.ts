import { canonicalFields, type FieldType, kindsWithAttributes, requiredGroups } from '../canonical-fields.ts'
import type { FieldSource, ImportKind, Mapping } from '../mapping.schema.ts'
import { type ColumnProfile, type Look, profileColumns } from './columns.ts'
import { guessConsents } from './consent-columns.ts'
import { eventNames } from './event-synonyms.ts'
import { orderExtras } from './order-extras.ts'
import { quotedColumn } from './quoted-column.ts'
import { plainName, synonyms } from './synonyms.ts'

export interface Guess {
  kind: ImportKind
  /** 0 to 1: how much of what the kind needs was found, and how clearly it beat the others. */
  confidence: number
  mapping: Mapping
  columns: ColumnProfile[]
}

/** Looks that a field of a type can have; others are not taken however the column is called. */
const fitting: Partial<Record<FieldType, ReadonlySet<Look>>> = {
  datetime: new Set(['date', 'datetime', 'empty']),
  birthday: new Set(['date', 'datetime', 'empty']),
  day: new Set(['date', 'datetime', 'text', 'empty']),
  number: new Set(['integer', 'decimal', 'empty']),
  money: new Set(['integer', 'decimal', 'empty']),
  email: new Set(['email', 'empty']),
  phone: new Set(['phone', 'integer', 'text', 'empty']),
}

/** A mapping from the names and the values of the columns; nothing else is known about the file. */
export function guessMapping(header: readonly string[], rows: readonly (readonly string[])[]): Guess {
  const columns = profileColumns(header, rows)
  const guesses = (['orders', 'customers', 'products', 'touches', 'events'] as const)
    .map((kind) => guessKind(kind, columns, rows))
    .sort((a, b) => b.score - a.score)
  const [best, next] = guesses
  if (!best) throw new Error('no kind to guess from')
  const lead = best.score - (next?.score ?? 0)
  const confidence = best.complete ? Math.min(1, 0.6 + Math.max(0, lead) / 10) : 0.3
  return { kind: best.kind, confidence, mapping: best.mapping, columns }
}

function guessKind(
  kind: ImportKind,
  columns: readonly ColumnProfile[],
  rows: readonly (readonly string[])[],
) {
  const taken = new Map<string, ColumnProfile>()
  const used = new Set<string>()
  // Exact names first, in the order of the lists; a column serves one field.
  for (const [field, names] of Object.entries(synonyms[kind])) {
    const type = canonicalFields[kind][field]?.type
    const column = names
      .map((name) =>
        columns.find((one) => !used.has(one.name) && plainName(one.name) === name && fits(type, one)),
      )
      .find((one) => one !== undefined)
    if (!column) continue
    taken.set(field, column)
    used.add(column.name)
  }
  takeByLook(kind, columns, taken, used)
  const fields: Record<string, FieldSource> = {}
  for (const [field, column] of taken) fields[field] = sourceOf(column)
  if (kind === 'orders') Object.assign(fields, orderExtras(columns, rows, taken))
  if (kind === 'products') {
    const path = categoryPath(columns)
    if (path) fields.category = { expression: path }
  }
  const names = kind === 'events' ? eventNames(taken.get('event')?.distinct ?? []) : null
  if (fields.event && names) fields.event = { ...fields.event, values: names }
  const consents = kind === 'customers' ? guessConsents(columns, used) : null
  for (const name of consents?.columns ?? []) used.add(name)
  const complete = requiredGroups[kind].every((group) => group.some((name) => fields[name]))
  const mapping: Mapping = { version: 1, kind, source: 'file', repeats: 'drop', fields, attributes: {} }
  if (kindsWithAttributes.has(kind)) mapping.attributes = leftovers(columns, fields, consents?.columns)
  if (consents && consents.consents.length > 0) mapping.consents = consents.consents
  const currency = currencyOf(columns)
  if (currency && !fields.currency && kind !== 'customers') mapping.currency = currency
  return { kind, mapping, complete, score: scoreOf(kind, taken, columns, complete) }
}

function fits(type: FieldType | undefined, column: ColumnProfile): boolean {
  const looks = type === undefined ? undefined : fitting[type]
  return looks === undefined
    ? type !== 'account' || !['email', 'phone', 'date', 'datetime'].includes(column.looksLike)
    : looks.has(column.looksLike)
}

/** E-mails and telephones are known by sight, whatever the column is called. */
function takeByLook(
  kind: ImportKind,
  columns: readonly ColumnProfile[],
  taken: Map<string, ColumnProfile>,
  used: Set<string>,
): void {
  if (kind === 'products') return
  for (const look of ['email', 'phone'] as const) {
    if (taken.has(look)) continue
    const column = columns.find((one) => one.looksLike === look && !used.has(one.name))
    if (!column) continue
    taken.set(look, column)
    used.add(column.name)
  }
  if (kind === 'orders' && !taken.has('ts')) {
    const dates = columns.filter(
      (one) => (one.looksLike === 'date' || one.looksLike === 'datetime') && !used.has(one.name),
    )
    const [only] = dates
    if (only && dates.length === 1) {
      taken.set('ts', only)
      used.add(only.name)
    }
  }
}

function sourceOf(column: ColumnProfile): FieldSource {
  return {
    column: column.name,
    ...(column.format === null ? {} : { format: column.format }),
    ...(column.decimalComma ? { decimalComma: true } : {}),
  }
}

/**
 * How well a kind explains the file. Orders have money and a time; a customer list has one row a customer; a product
 * list one row a product; touches a campaign or an answer; events a name and a time.
 */
function scoreOf(
  kind: ImportKind,
  taken: ReadonlyMap<string, ColumnProfile>,
  columns: readonly ColumnProfile[],
  complete: boolean,
): number {
  let score = (complete ? 4 : 0) + taken.size / Math.max(1, columns.length)
  const unique = (field: string) => taken.get(field)?.unique === true
  switch (kind) {
    case 'orders':
      if (taken.has('ts') && (taken.has('amount') || taken.has('unit_price'))) score += 2
      if (taken.has('order_id')) score += 1
      if (!complete) score -= 2
      return score
    case 'customers':
      if (unique('customer') || unique('email') || unique('phone')) score += 2
      else score -= 3
      return score
    case 'products':
      if (unique('product_id')) score += 2
      else score -= 3
      return score
    case 'touches':
      return score + (taken.has('campaign') || taken.has('outcome') ? 1.5 : -3)
    case 'events':
      return score + (complete ? 1 : -3)
  }
}

/** Department, category and the like, from the widest to the narrowest. */
function categoryPath(columns: readonly ColumnProfile[]): string | null {
  const levels = [
    'department',
    'productcategory',
    'category',
    'subcategory',
    'producttype',
    '一级类目',
    '二级类目',
    '三级类目',
    '大类',
    '中类',
    '小类',
  ]
  const found = levels.flatMap((level) =>
    columns.filter((column) => plainName(column.name) === level).map((column) => quotedColumn(column.name)),
  )
  return found.length > 1 ? `path(${found.join(', ')})` : null
}

/** Columns nothing else wanted become attributes; those whose name or values point to a person are left out. */
function leftovers(
  columns: readonly ColumnProfile[],
  fields: Readonly<Record<string, FieldSource>>,
  others: ReadonlySet<string> = new Set(),
): Record<string, FieldSource> {
  const mapped = new Set([...Object.values(fields).flatMap((field) => field.column ?? []), ...others])
  const attributes: Record<string, FieldSource> = {}
  for (const column of columns) {
    if (mapped.has(column.name) || ['email', 'phone', 'empty'].includes(column.looksLike)) continue
    if (/name|address|passport|idcard|ssn|socsec|姓名|地址|身份证|证件|备注|note|remark/i.test(column.name))
      continue
    const name = attributeName(column.name, Object.keys(attributes).length)
    if (!(name in attributes)) attributes[name] = { column: column.name }
  }
  return attributes
}

function attributeName(column: string, index: number): string {
  const name = column
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
  return name === '' ? `attribute_${index + 1}` : name.slice(0, 60)
}

/** Some files name their currency in a header: dollar_value, Amount (EUR), 金额（元）. */
function currencyOf(columns: readonly ColumnProfile[]): string | null {
  const text = columns.map((column) => column.name).join(' ')
  const code = /[([（_\s](USD|EUR|GBP|CNY|JPY|HKD|TWD|AUD|CAD|SGD|KRW)[)\]）_\s]?(?:$|\s)/i.exec(text)?.[1]
  if (code) return code.toUpperCase()
  if (/dollar|\bUS\$/i.test(text)) return 'USD'
  if (/元[)）]|人民币|rmb/i.test(text)) return 'CNY'
  return null
}
