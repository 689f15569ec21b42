import type { AllocationRows } from './rows.ts'
import { optionPrices } from './rows.ts'

/** What solving needs to know beside the rows. */
export interface Pricing {
  /** One a row, each ≥ 0. */
  prices: Float64Array
  /** See `optionPrices`. */
  ofOptions: Float64Array | null
  /** Up to this much is taken off each value, by a hash of the candidate, so that quantised values do not tie. */
  jitter: number
  /** Number of the first candidate of this part in the whole, so that a part's hashes are the whole's. */
  offset: number
}

export function pricingOf(rows: AllocationRows, prices: Float64Array, jitter: number, offset = 0): Pricing {
  return { prices, ofOptions: optionPrices(rows, prices), jitter, offset }
}

/** Net value (value − price · use) of candidates `from` to `to` of one run of customers, into `net` from 0 on. */
export function netValues(
  rows: AllocationRows,
  pricing: Pricing,
  from: number,
  to: number,
  net: Float64Array,
): void {
  const { budgets: m, costs } = rows
  const { prices, jitter } = pricing
  net.set(rows.values.subarray(from, to))
  let column = 0
  for (; column + 4 <= m; column += 4) subtractFour(net, costs, prices, column, m, from, to)
  for (; column < m; column++) subtractOne(net, costs, prices[column] as number, column, m, from, to)
  if (jitter > 0)
    for (let k = from; k < to; k++)
      net[k - from] = (net[k - from] as number) - jitter * hashed(k + pricing.offset)
}

/** Prices of options' own limits; apart, because it needs to know where customers begin. */
export function subtractOptionPrices(
  rows: AllocationRows,
  ofOptions: Float64Array,
  first: number,
  last: number,
  net: Float64Array,
): void {
  const { starts, options } = rows
  const base = starts[first] as number
  for (let i = first; i < last; i++) {
    const start = starts[i] as number
    const end = starts[i + 1] as number
    for (let k = start; k < end; k++) {
      const option = options === null ? k - start : (options[k] as number)
      net[k - base] = (net[k - base] as number) - (ofOptions[option] as number)
    }
  }
}

// Unrolled by hand: this is the innermost loop of all, run over every candidate some twenty times.
function subtractFour(
  net: Float64Array,
  costs: Float64Array,
  prices: Float64Array,
  column: number,
  m: number,
  from: number,
  to: number,
): void {
  const a = prices[column] as number
  const b = prices[column + 1] as number
  const c = prices[column + 2] as number
  const d = prices[column + 3] as number
  for (let i = 0, at = from * m + column; i < to - from; i++, at += m)
    net[i] =
      (net[i] as number) -
      (a * (costs[at] as number) +
        b * (costs[at + 1] as number) +
        c * (costs[at + 2] as number) +
        d * (costs[at + 3] as number))
}

function subtractOne(
  net: Float64Array,
  costs: Float64Array,
  price: number,
  column: number,
  m: number,
  from: number,
  to: number,
): void {
  if (price === 0) return
  for (let i = 0, at = from * m + column; i < to - from; i++, at += m)
    net[i] = (net[i] as number) - price * (costs[at] as number)
}

/** What jitter takes off the value of a candidate. */
export function jitterOf(pricing: Pricing, candidate: number): number {
  return pricing.jitter > 0 ? pricing.jitter * hashed(candidate + pricing.offset) : 0
}

function hashed(index: number): number {
  let t = Math.imul(index + 0x6d2b79f5, 0x9e3779b1)
  t = Math.imul(t ^ (t >>> 15), t | 1)
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
}
