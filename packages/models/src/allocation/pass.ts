import { type BestTwo, bestTwoOf, findBestTwo } from './best-bundles.ts'
import { netValues, type Pricing, subtractOptionPrices } from './net-values.ts'
import { type AllocationRows, addUse } from './rows.ts'

/**
 * What one pass over customers gives at given prices: sums, so that parts of the customers can be done anywhere and
 * merged. This is the map and reduce form of the method.
 */
export interface PassSums {
  /** Σ net value of each customer's best bundle. */
  best: number
  /** What the best bundles use of each row. */
  use: Float64Array
  /** rows × rows, how use answers to prices: Σ of kernel weight · Δuse · Δuseᵀ between the best and second-best. */
  curvature: Float64Array
}

export function emptySums(rows: number): PassSums {
  return { best: 0, use: new Float64Array(rows), curvature: new Float64Array(rows * rows) }
}

/** Adds `part` to `sums`, in place. */
export function mergeSums(sums: PassSums, part: PassSums): PassSums {
  sums.best += part.best
  for (let r = 0; r < sums.use.length; r++) sums.use[r] = (sums.use[r] as number) + (part.use[r] as number)
  for (let r = 0; r < sums.curvature.length; r++)
    sums.curvature[r] = (sums.curvature[r] as number) + (part.curvature[r] as number)
  return sums
}

/** Candidates whose net values are held at once; they and their costs stay in the first cache. */
const blockSize = 512

/**
 * Visits customers in order with their best two bundles at the given prices.
 * @param stride visits one customer in so many
 */
export function visitBest(
  rows: AllocationRows,
  pricing: Pricing,
  first: number,
  last: number,
  stride: number,
  visit: (customer: number, start: number, two: BestTwo) => void,
): void {
  const two = bestTwoOf(rows)
  const net = new Float64Array(Math.max(blockSize, two.order.length))
  const { starts } = rows
  let i = first
  while (i < last) {
    let end = i + 1
    if (stride === 1)
      while (end < last && (starts[end + 1] as number) - (starts[i] as number) <= net.length) end += 1
    const base = starts[i] as number
    netValues(rows, pricing, base, starts[end] as number, net)
    if (pricing.ofOptions) subtractOptionPrices(rows, pricing.ofOptions, i, end, net)
    for (let c = i; c < end; c++) {
      const start = starts[c] as number
      findBestTwo(rows, net, start - base, start, (starts[c + 1] as number) - start, two)
      visit(c, start, two)
    }
    i = stride === 1 ? end : i + stride
  }
}

/**
 * One pass over customers `first` to `last`.
 * @param kernelWidth customers whose best bundle leads by less than this, in the unit of value, make the curvature
 */
export function passOver(
  rows: AllocationRows,
  pricing: Pricing,
  kernelWidth: number,
  first: number,
  last: number,
  stride = 1,
): PassSums {
  const n = rows.rows
  const sums = emptySums(n)
  const { use, curvature } = sums
  const delta = new Float64Array(n)
  let total = 0
  visitBest(rows, pricing, first, last, stride, (_, start, two) => {
    total += two.bestValue
    for (let j = 0; j < two.bestCount; j++) addUse(rows, two.best[j] as number, start, 1, use)
    const lead = two.bestValue - two.secondValue
    if (!(lead < kernelWidth)) return
    const weight = (1 - lead / kernelWidth) / kernelWidth
    delta.fill(0)
    for (let j = 0; j < two.bestCount; j++) addUse(rows, two.best[j] as number, start, 1, delta)
    for (let j = 0; j < two.secondCount; j++) addUse(rows, two.second[j] as number, start, -1, delta)
    for (let r = 0; r < n; r++) {
      const scaled = weight * (delta[r] as number)
      if (scaled === 0) continue
      for (let s = 0; s <= r; s++)
        curvature[r * n + s] = (curvature[r * n + s] as number) + scaled * (delta[s] as number)
    }
  })
  for (let r = 0; r < n; r++)
    for (let s = 0; s < r; s++) curvature[s * n + r] = curvature[r * n + s] as number
  sums.best = total
  return sums
}

/** Customers are cut into this many parts whoever works on them, so that sums never depend on the threads. */
export const passParts = 64

export function partBounds(customers: number, part: number): { first: number; last: number } {
  return {
    first: Math.floor((customers * part) / passParts),
    last: Math.floor((customers * (part + 1)) / passParts),
  }
}
