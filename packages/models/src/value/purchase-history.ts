import { InvalidInputError } from '../errors.ts'

/**
 * What the purchase models know of customers: one entry each, all of the same length, one unit of time.
 * `frequency`: repeat purchases, whole numbers ≥ 0. `recency`: from the first to the last purchase, 0 where there was
 * one only. `age`: from the first purchase to the cut-off, ≥ recency.
 */
export interface PurchaseHistories {
  readonly frequency: Float64Array
  readonly recency: Float64Array
  readonly age: Float64Array
}

/** Customers of equal history counted once: `count[i]` of them, and `group[c]` says which entry customer c belongs to. */
export interface CollapsedHistories extends PurchaseHistories {
  readonly count: Float64Array
  readonly group: Uint32Array
}

/** @throws InvalidInputError naming the first entry that cannot be a history, or when there is none */
export function assertHistories(histories: PurchaseHistories): void {
  const { frequency, recency, age } = histories
  const n = frequency.length
  if (n === 0) throw new InvalidInputError('histories', 'is empty: there is no customer to learn from.')
  if (recency.length !== n || age.length !== n)
    throw new InvalidInputError(
      'histories',
      `has ${n} frequencies, ${recency.length} recencies and ${age.length} ages; it needs one of each a customer.`,
    )
  for (let i = 0; i < n; i++) assertHistory(frequency[i] as number, recency[i] as number, age[i] as number, i)
}

/** @throws InvalidInputError unless the three are one customer's history; `at` is named in the message */
export function assertHistory(frequency: number, recency: number, age: number, at?: number): void {
  const place = at === undefined ? '' : `[${at}]`
  if (!Number.isInteger(frequency) || frequency < 0)
    throw new InvalidInputError(
      `frequency${place}`,
      `must be a whole number of at least 0, not ${frequency}.`,
    )
  if (!(recency >= 0 && Number.isFinite(recency)))
    throw new InvalidInputError(`recency${place}`, `must be a finite number of at least 0, not ${recency}.`)
  if (!(age >= recency && Number.isFinite(age)))
    throw new InvalidInputError(
      `age${place}`,
      `must be a finite number of at least the recency ${recency}, not ${age}.`,
    )
  if (frequency === 0 && recency > 0)
    throw new InvalidInputError(
      `recency${place}`,
      `must be 0 for a customer without repeat purchase, not ${recency}.`,
    )
}

/** Equal histories become one, in the order of first appearance; O(n) by hashing. */
export function collapseHistories(histories: PurchaseHistories): CollapsedHistories {
  assertHistories(histories)
  const { frequency, recency, age } = histories
  const n = frequency.length
  const bits = Math.max(4, Math.ceil(Math.log2(n * 2)))
  const slots = new Int32Array(2 ** bits).fill(-1)
  const mask = slots.length - 1
  const first: number[] = []
  const count: number[] = []
  const group = new Uint32Array(n)
  const pair = new Float64Array(2)
  const words = new Uint32Array(pair.buffer)
  for (let i = 0; i < n; i++) {
    const [x, t, a] = [frequency[i] as number, recency[i] as number, age[i] as number]
    pair[0] = t
    pair[1] = a
    let hash = Math.imul(x + 1, 0x9e3779b1)
    for (let w = 0; w < 4; w++) hash = Math.imul(hash ^ (words[w] as number) ^ (hash >>> 15), 0x85ebca6b)
    let slot = (hash ^ (hash >>> 13)) & mask
    for (;;) {
      const g = slots[slot] as number
      if (g < 0) {
        slots[slot] = first.length
        group[i] = first.length
        first.push(i)
        count.push(1)
        break
      }
      const j = first[g] as number
      if (frequency[j] === x && recency[j] === t && age[j] === a) {
        group[i] = g
        count[g] = (count[g] as number) + 1
        break
      }
      slot = (slot + 1) & mask
    }
  }
  const of = (values: Float64Array) => Float64Array.from(first, (i) => values[i] as number)
  return {
    frequency: of(frequency),
    recency: of(recency),
    age: of(age),
    count: Float64Array.from(count),
    group,
  }
}

/** Repeat purchases and time at risk of all customers. @throws InvalidInputError where either is 0: no rate can be fitted */
export function exposureOf({ frequency, age, count }: CollapsedHistories): {
  customers: number
  repeats: number
  time: number
} {
  let [customers, repeats, time] = [0, 0, 0]
  for (let i = 0; i < count.length; i++) {
    const n = count[i] as number
    customers += n
    repeats += n * (frequency[i] as number)
    time += n * (age[i] as number)
  }
  if (repeats === 0)
    throw new InvalidInputError(
      'frequency',
      'is 0 for every customer: nobody bought again, nothing can be fitted.',
    )
  if (time === 0) throw new InvalidInputError('age', 'is 0 for every customer: nobody had time to buy again.')
  return { customers, repeats, time }
}
