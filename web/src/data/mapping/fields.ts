import type { FieldSource, Mapping } from '../../api/types.ts'

export type FieldType = 'text' | 'time' | 'amount' | 'number' | 'identifier'
export interface Field {
  name: string
  type: FieldType
}
const field = (name: string, type: FieldType = 'text'): Field => ({ name, type })
const who = [
  field('customer_number', 'identifier'),
  field('email', 'identifier'),
  field('phone', 'identifier'),
  field('name', 'identifier'),
]

/** The canonical fields of each kind of file, in the order a person thinks of them. */
export const fieldsOf: Record<Mapping['kind'], readonly Field[]> = {
  orders: [
    field('order_id'),
    field('ordered_at', 'time'),
    ...who,
    field('amount', 'amount'),
    field('quantity', 'number'),
    field('unit_price', 'amount'),
    field('discount', 'amount'),
    field('cost', 'amount'),
    field('currency'),
    field('product_id'),
    field('product_name'),
    field('category'),
    field('line_id'),
    field('channel'),
    field('place'),
    field('city'),
    field('country'),
  ],
  customers: [
    ...who,
    field('first_seen_at', 'time'),
    field('city'),
    field('country'),
    field('gender'),
    field('birthday', 'time'),
  ],
  products: [
    field('product_id'),
    field('product_name'),
    field('category'),
    field('brand'),
    field('price', 'amount'),
    field('cost', 'amount'),
    field('currency'),
  ],
  touches: [
    ...who,
    field('touched_at', 'time'),
    field('campaign'),
    field('channel'),
    field('outcome'),
    field('reason'),
  ],
}

/** Fields to show: those known for the kind, then whatever else the mapping already speaks of. */
export function fieldsToShow(mapping: Mapping, missing: readonly string[]): Field[] {
  const known = fieldsOf[mapping.kind]
  const names = new Set(known.map((f) => f.name))
  const others = [...Object.keys(mapping.fields), ...missing].filter((name) => !names.has(name))
  return [...known, ...[...new Set(others)].map((name) => field(name))]
}

export type How = 'column' | 'constant' | 'expression' | 'none'
export function howOf(source: FieldSource | undefined): How {
  if (!source) return 'none'
  if (source.column !== undefined) return 'column'
  return source.expression !== undefined ? 'expression' : 'constant'
}

/** The mapping with one field changed; `null` takes the field out. Optional parts that no longer apply go. */
export function withField(mapping: Mapping, name: string, source: FieldSource | null): Mapping {
  const fields = { ...mapping.fields }
  if (source === null) delete fields[name]
  else fields[name] = source
  return { ...mapping, fields }
}
