import type { RfmclMeasures } from '@liangti/models'
import { emptyCode } from '../../table/columns.ts'

const day = 86_400_000

/** Rows of the file, one entry each; times in milliseconds, customers, orders and categories as codes. */
export interface Purchases {
  customer: Uint32Array
  /** How many codes there are. */
  customers: number
  time: Float64Array
  amount: Float64Array
  /** Rows with the same code are one order; null: each row is one. */
  order: Uint32Array | null
  /** An empty cell is no category. */
  category: Uint32Array | null
}

/** Of everybody with a purchase up to the end; `categories` are 0 throughout where the file names none. */
export interface CustomerMeasures extends RfmclMeasures {
  /** Code of each. */
  who: number[]
  recencyDays: Float64Array
  frequency: Float64Array
  monetary: Float64Array
  categories: Float64Array
  lengthDays: Float64Array
}

/** @param end the last millisecond that counts */
export function measuresOf(rows: Purchases, end: number): CustomerMeasures {
  const { customers } = rows
  const last = new Float64Array(customers).fill(-Infinity)
  const first = new Float64Array(customers).fill(Infinity)
  const [frequency, monetary, categories] = [0, 0, 0].map(() => new Float64Array(customers)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  const isNewOrder = firstTime(customers)
  const isNewCategory = firstTime(customers)
  for (let i = 0; i < rows.customer.length; i++) {
    const time = rows.time[i] as number
    const c = rows.customer[i] as number
    if (time > end || c === emptyCode) continue
    last[c] = Math.max(last[c] as number, time)
    first[c] = Math.min(first[c] as number, time)
    monetary[c] = (monetary[c] as number) + (rows.amount[i] as number)
    if (rows.order === null || isNewOrder(rows.order[i] as number, c))
      frequency[c] = (frequency[c] as number) + 1
    const category = rows.category?.[i] ?? emptyCode
    if (category !== emptyCode && isNewCategory(category, c)) categories[c] = (categories[c] as number) + 1
  }
  // Who first bought after the end is nobody's customer yet.
  const who = [...last.keys()].filter((c) => last[c] !== -Infinity)
  const of = (values: Float64Array) => Float64Array.from(who, (c) => values[c] as number)
  const daysTo = (time: number) => Math.floor(end / day) - Math.floor(time / day)
  return {
    who,
    recencyDays: of(last).map(daysTo),
    frequency: of(frequency),
    monetary: of(monetary),
    categories: of(categories),
    lengthDays: of(first).map(daysTo),
  }
}

function firstTime(customers: number): (code: number, customer: number) => boolean {
  const seen = new Set<number>()
  return (code, customer) => {
    const key = code * customers + customer
    if (seen.has(key)) return false
    seen.add(key)
    return true
  }
}
