import { type BestTwo, bestTwoOf, findBestTwo } from './best-bundles.ts'
import { jitterOf, netValues, type Pricing, subtractOptionPrices } from './net-values.ts'
import { type AllocationRows, addUse, excludes, optionAt } from './rows.ts'

/** Bundles of some customers, listed one by one: what small exact work is done on. */
export interface Alternatives {
  /** Numbers of the customers, in the order given. */
  customers: Uint32Array
  /** First alternative of each, then the count of all. */
  starts: Uint32Array
  /** What each is worth, less jitter where the pricing has any; without prices. */
  values: Float64Array
  /** Alternatives × rows. */
  use: Float64Array
  /** Candidates of alternative a: members[memberStarts[a]] up to memberStarts[a + 1]. */
  memberStarts: Uint32Array
  members: Uint32Array
  /** False where a customer had more within the window than the limit let in. */
  complete: boolean
}

export interface AlternativesOptions {
  /** Bundles that trail the customer's best by more than this net value are left out. */
  window: number
  /** Most bundles of one customer; the best are kept. */
  most: number
}

interface Found {
  net: number
  members: number[]
}

/** The bundles of the customers named, best first by net value at these prices; none at all is among them. */
export function alternativesOf(
  rows: AllocationRows,
  pricing: Pricing,
  customers: ArrayLike<number>,
  options: AlternativesOptions,
): Alternatives {
  const two = bestTwoOf(rows)
  const net = new Float64Array(two.order.length)
  const starts = new Uint32Array(customers.length + 1)
  const values: number[] = []
  const memberStarts: number[] = [0]
  const members: number[] = []
  let complete = true
  for (let i = 0; i < customers.length; i++) {
    const found = bundlesOf(rows, pricing, customers[i] as number, options, net, two)
    if (found.length > options.most) complete = false
    for (const bundle of found.slice(0, options.most)) {
      let value = 0
      for (const k of bundle.members) {
        members.push(k)
        value += (rows.values[k] as number) - jitterOf(pricing, k)
      }
      values.push(value)
      memberStarts.push(members.length)
    }
    starts[i + 1] = values.length
  }
  const kept: Alternatives = {
    customers: Uint32Array.from(customers),
    starts,
    values: Float64Array.from(values),
    use: new Float64Array(values.length * rows.rows),
    memberStarts: Uint32Array.from(memberStarts),
    members: Uint32Array.from(members),
    complete,
  }
  fillUse(rows, kept)
  return kept
}

function fillUse(rows: AllocationRows, a: Alternatives): void {
  for (let i = 0; i < a.customers.length; i++) {
    const start = rows.starts[a.customers[i] as number] as number
    for (let b = a.starts[i] as number; b < (a.starts[i + 1] as number); b++)
      for (let j = a.memberStarts[b] as number; j < (a.memberStarts[b + 1] as number); j++)
        addUse(rows, a.members[j] as number, start, 1, a.use, b * rows.rows)
  }
}

function bundlesOf(
  rows: AllocationRows,
  pricing: Pricing,
  customer: number,
  { window, most }: AlternativesOptions,
  net: Float64Array,
  two: BestTwo,
): Found[] {
  const start = rows.starts[customer] as number
  const end = rows.starts[customer + 1] as number
  netValues(rows, pricing, start, end, net)
  if (pricing.ofOptions) subtractOptionPrices(rows, pricing.ofOptions, customer, customer + 1, net)
  findBestTwo(rows, net, 0, start, end - start, two)
  const least = two.bestValue - window
  const order = Array.from({ length: end - start }, (_, k) => k).sort(
    (a, b) => (net[b] as number) - (net[a] as number) || a - b,
  )
  const found: Found[] = least <= 0 ? [{ net: 0, members: [] }] : []
  // By size: a long list stops short of large bundles rather than of single candidates.
  let layer: { net: number; members: number[]; next: number }[] = [{ net: 0, members: [], next: 0 }]
  for (let size = 1; size <= rows.cap && layer.length > 0 && found.length <= 16 * most; size++) {
    const wider: typeof layer = []
    for (const bundle of layer)
      for (let j = bundle.next; j < order.length && wider.length <= 16 * most; j++) {
        const k = order[j] as number
        const own = net[k] as number
        const value = bundle.net + own
        if (value + Math.max(0, own) * (rows.cap - size) < least) break
        if (!compatible(rows, start + k, start, bundle.members)) continue
        const members = [...bundle.members, start + k]
        wider.push({ net: value, members, next: j + 1 })
        if (value >= least) found.push({ net: value, members })
      }
    layer = wider
  }
  return found.sort((a, b) => b.net - a.net)
}

function compatible(
  rows: AllocationRows,
  candidate: number,
  start: number,
  members: readonly number[],
): boolean {
  const { conflicts } = rows
  if (conflicts === null) return true
  const option = optionAt(rows, candidate, start)
  return members.every((other) => !excludes(conflicts, option, optionAt(rows, other, start)))
}
