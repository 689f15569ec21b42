import type { ImportKind } from '../../mapping/mapping.schema.ts'

/** What rows are of; they wait in a staging table before they are stored. */
export type Dataset = ImportKind

/** How a canonical field is read from the waiting rows; all texts are SQL of the program. */
export interface FieldSql {
  /** The row has a value. Null where blanks are filled with a default before they get here. */
  filled: string | null
  value: string
  /** A number to take mean and deviation of. */
  number?: string
  /** Few values, that say nothing about a person: their shares are kept. */
  category?: true
}

const text = (name: string): FieldSql => ({ filled: `${name} != ''`, value: name })
const category = (name: string): FieldSql => ({ ...text(name), category: true })
const amount = (name: string): FieldSql => ({
  filled: `${name} IS NOT NULL`,
  value: name,
  number: `toFloat64(${name})`,
})
const always = (name: string): FieldSql => ({ filled: 'true', value: name })
/** What a row says of a prospect waits as a list. */
const ofLead = (at: number): FieldSql => text(`JSONExtractString(lead, ${at})`)
const defaulted = (name: string): FieldSql => ({ filled: null, value: name })

/** Addresses are in the ledger; the waiting row says only which it had. */
const who = {
  customer: { filled: 'person_key > 0', value: 'person_key' },
  email: { filled: "position(reach, 'email') > 0", value: 'person_key' },
  phone: { filled: "position(reach, 'sms') > 0", value: 'person_key' },
} as const

/** Fields that are nowhere in a row once it was read (names, card numbers, addresses) are counted by person in the ledger. */
export const datasetFields: Readonly<Record<Dataset, Readonly<Record<string, FieldSql>>>> = {
  orders: {
    order_id: text('order_id'),
    line_id: text('line_id'),
    ts: always('ts_ms'),
    ...who,
    product_id: text('product_id'),
    product_name: text('product_name'),
    category: category('category'),
    brand: category('brand'),
    quantity: { ...defaulted('quantity'), number: 'quantity' },
    unit_price: amount('unit_price'),
    amount: { ...always('amount'), number: 'toFloat64(amount)' },
    discount: { ...defaulted('discount'), number: 'toFloat64(discount)' },
    cost: amount('cost'),
    currency: { ...defaulted('currency'), category: true },
    kind: { ...defaulted('kind'), category: true },
    channel: category('channel'),
    place_id: text('place_id'),
    coupon: text('coupon'),
    country: category('country'),
    region: category('region'),
    city: text('city'),
  },
  customers: {
    ...who,
    birthday: { filled: 'birth_year != 0', value: 'birth_year' },
    gender: category('gender'),
    country: category('country'),
    region: category('region'),
    city: text('city'),
    tier: category('tier'),
    language: category('language'),
    first_seen: { filled: 'first_seen_ms IS NOT NULL', value: 'first_seen_ms' },
    // What a company is called stays with the waiting rows: a sole trader's is the name of a person.
    company: { filled: "works != ''", value: 'person_key' },
    prospect_stage: { ...ofLead(1), category: true },
    prospect_reason: { ...ofLead(3), category: true },
    prospect_owner: ofLead(4),
    prospect_source: ofLead(5),
  },
  products: {
    product_id: text('product_id'),
    name: text('name'),
    category: category('category'),
    brand: category('brand'),
    price: amount('price'),
    cost: amount('cost'),
    currency: { ...defaulted('currency'), category: true },
  },
  touches: {
    ts: always('ts_ms'),
    ...who,
    campaign: text('campaign'),
    channel: category('channel'),
    kind: { ...defaulted('kind'), category: true },
    step: category('step'),
    outcome: category('outcome'),
    reason: category('reason'),
    agent: text('agent'),
    cost: { ...defaulted('cost'), number: 'toFloat64(cost)' },
    currency: { ...defaulted('currency'), category: true },
  },
  events: {
    ts: always('ts_ms'),
    event: category('event'),
    ...who,
    event_id: text('event_id'),
    product_id: text('product_id'),
    category: category('category'),
    channel: category('channel'),
    value: { ...defaulted('value'), number: 'toFloat64(value)' },
  },
}

/** Fields that only the ledger sees: kept as identifiers of the person. */
export const ledgerFields = ['name', 'card', 'address'] as const

/** Time of a row, milliseconds; null where rows of the dataset have none. */
export const timeOf: Readonly<Record<Dataset, string | null>> = {
  orders: 'ts_ms',
  touches: 'ts_ms',
  customers: 'first_seen_ms',
  products: null,
  events: 'ts_ms',
}

/** What must differ between two rows of one run for both to say something. */
export const uniqueBy: Readonly<Record<Dataset, string>> = {
  orders: 'row_key',
  touches: 'row_key',
  customers: 'person_key',
  products: 'product_id',
  events: 'row_key',
}

/** An attribute of a customer or product file, or a property of an event file, by its name. */
export function attributeSql(dataset: Dataset, name: string): FieldSql {
  const column = dataset === 'events' ? 'properties' : 'attributes'
  const value = `JSONExtractString(${column}, '${name.replace(/[^a-z0-9_]/g, '')}')`
  return { filled: `${value} != ''`, value, category: true }
}
