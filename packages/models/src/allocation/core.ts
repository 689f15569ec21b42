import { type Alternatives, alternativesOf } from './alternatives.ts'
import { type DualPoint, type PassRequest, reachWith, type Scales } from './dual.ts'
import { pricingOf } from './net-values.ts'
import { type PassSums, visitBest } from './pass.ts'
import { nearest } from './plan.ts'
import type { AllocationRows } from './rows.ts'
import { dot, smoothPrices } from './smooth-prices.ts'

/**
 * Ends the dual: almost every customer's choice is settled, so the prices are solved exactly over the few whose best
 * bundles lead least, and one full pass proves the bound. Where others would change after all, the core grows.
 */
export function* polish(
  rows: AllocationRows,
  scales: Scales,
  jitter: number,
  start: DualPoint,
): Generator<PassRequest, DualPoint, PassSums> {
  const customers = rows.starts.length - 1
  let point = start
  for (let size = 3_000; ; size *= 4) {
    const pricing = pricingOf(rows, point.prices, jitter)
    const lead = new Float32Array(customers)
    visitBest(rows, pricing, 0, customers, 1, (customer, _, two) => {
      lead[customer] = two.bestValue - two.secondValue
    })
    const core = nearest(lead, size)
    const edge = Math.max(1e-4 * scales.value, lead[core[core.length - 1] ?? 0] ?? 0)
    const window = core.length === customers ? Infinity : 30 * edge
    const listed = alternativesOf(rows, pricing, core, { window, most: 100 })
    const here = bestOf(listed, point.prices)
    const fixedUse = point.use.map((u, r) => u - (here.use[r] as number))
    const limits = rows.limits.map((limit, r) => limit - (fixedUse[r] as number))
    const fixedValue =
      point.bound - dot(point.prices, rows.limits) + dot(point.prices, point.use) - here.value
    // A customer without candidates leads by ∞.
    // Whoever has no candidates leads by ∞.
    const from = Math.min(0.3 * scales.value, Math.max(edge / 3, 1e-7 * scales.value))
    const prices = smoothPrices(
      listed,
      limits,
      point.prices,
      { from, to: 1e-8 * scales.value },
      reachWith(scales),
    )
    const predicted = fixedValue + bestOf(listed, prices).net + dot(prices, limits)
    const sums: PassSums = yield { prices, kernelWidth: Number.MIN_VALUE, jitter }
    const bound = sums.best + dot(prices, rows.limits)
    const better = bound < point.bound
    const agreed = bound <= predicted + 1e-10 * Math.abs(bound)
    if (better) point = { prices, bound, use: sums.use }
    if (agreed || core.length === customers || size >= 40_000) return point
  }
}

/** Each customer's best at these prices: what they are worth, with and without prices, and use. */
function bestOf(a: Alternatives, prices: Float64Array): { net: number; value: number; use: Float64Array } {
  const n = prices.length
  const use = new Float64Array(n)
  let total = 0
  let value = 0
  for (let i = 0; i < a.customers.length; i++) {
    let top = -Infinity
    let at = a.starts[i] as number
    for (let b = at; b < (a.starts[i + 1] as number); b++) {
      let net = a.values[b] as number
      for (let r = 0; r < n; r++) net -= (prices[r] as number) * (a.use[b * n + r] as number)
      if (net > top) {
        top = net
        at = b
      }
    }
    total += top
    value += a.values[at] as number
    for (let r = 0; r < n; r++) use[r] = (use[r] as number) + (a.use[at * n + r] as number)
  }
  return { net: total, value, use }
}
