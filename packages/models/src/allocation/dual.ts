import { alternativesOf } from './alternatives.ts'
import { pricingOf } from './net-values.ts'
import { priceStep } from './newton-step.ts'
import { type PassSums, passOver } from './pass.ts'
import type { AllocationRows } from './rows.ts'
import { dot, moved, smoothPrices } from './smooth-prices.ts'

/** What the solver asks of whoever drives it: one pass over all customers at these prices. */
export interface PassRequest {
  prices: Float64Array
  /** See `passOver`. */
  kernelWidth: number
  /** See `Pricing`. */
  jitter: number
}

export interface DualPoint {
  prices: Float64Array
  /** No plan is worth more (for the jittered values, where there is jitter). */
  bound: number
  use: Float64Array
}

/** Typical sizes, so that steps can be judged whatever the units. */
export interface Scales {
  /** Mean |value|. */
  value: number
  /** Mean |use| of each row where it is used at all. */
  use: Float64Array
}

export function scalesOf(rows: AllocationRows): Scales {
  const customers = rows.starts.length - 1
  const stride = Math.max(1, Math.floor(customers / 20_000))
  const use = new Float64Array(rows.rows).fill(1)
  const sums = new Float64Array(rows.budgets)
  const counts = new Float64Array(rows.budgets)
  let value = 0
  let seen = 0
  for (let i = 0; i < customers; i += stride)
    for (let k = rows.starts[i] as number; k < (rows.starts[i + 1] as number); k++) {
      value += Math.abs(rows.values[k] as number)
      seen += 1
      for (let m = 0; m < rows.budgets; m++) {
        const cost = Math.abs(rows.costs[k * rows.budgets + m] as number)
        if (cost === 0) continue
        sums[m] = (sums[m] as number) + cost
        counts[m] = (counts[m] as number) + 1
      }
    }
  for (let m = 0; m < rows.budgets; m++)
    if ((counts[m] as number) > 0) use[m] = (sums[m] as number) / (counts[m] as number)
  return { value: seen > 0 && value > 0 ? value / seen : 1, use }
}

export function reachWith(scales: Scales): (prices: Float64Array) => Float64Array {
  return (prices) => prices.map((p, r) => 4 * Math.max(p, scales.value / (scales.use[r] as number)))
}

/**
 * Prices from a few customers, for the start: 4,000 by log-sum-exp from 0, then 60,000 by kernel steps; limits are
 * scaled to the sample.
 */
export function warmPrices(
  rows: AllocationRows,
  scales: Scales,
  jitter: number,
  hopeless: number,
): Float64Array {
  const customers = rows.starts.length - 1
  const nothing = new Float64Array(rows.rows)
  if (customers === 0) return nothing
  const stride = Math.max(1, Math.floor(customers / 4_000))
  const sample = Array.from({ length: Math.ceil(customers / stride) }, (_, i) => i * stride)
  const limits = rows.limits.map((limit) => (limit * sample.length) / customers)
  const listed = alternativesOf(rows, pricingOf(rows, nothing, 0), sample, { window: Infinity, most: 200 })
  const to = scales.value / Math.sqrt(sample.length)
  const reach = reachWith(scales)
  const prices = smoothPrices(listed, limits, nothing, { from: 0.3 * scales.value, to }, reach, hopeless)
  const step = Math.floor(customers / 60_000)
  if (step < 2) return prices
  const wider = Math.ceil(customers / step)
  const scaled = rows.limits.map((limit) => (limit * wider) / customers)
  const steps = kernelSteps(
    scaled,
    prices,
    scales,
    { from: to, floor: scales.value / Math.sqrt(wider) },
    jitter,
    hopeless,
  )
  let next = steps.next()
  while (!next.done) {
    const { prices: at, kernelWidth } = next.value
    next = steps.next(passOver(rows, pricingOf(rows, at, jitter), kernelWidth, 0, customers, step))
  }
  return next.value.prices
}

/**
 * Kernel Newton steps on the exact dual. Yields the passes it needs and is given their sums.
 * @param hopeless stops as soon as the dual is below this: no plan can be
 */
export function* kernelSteps(
  limits: Float64Array,
  start: Float64Array,
  scales: Scales,
  widths: { from: number; floor: number },
  jitter: number,
  hopeless = -Infinity,
): Generator<PassRequest, DualPoint, PassSums> {
  const reach = reachWith(scales)
  let width = widths.from
  let passes = 1
  let prices = start
  let sums: PassSums = yield { prices, kernelWidth: width, jitter }
  let bound = sums.best + dot(prices, limits)
  for (let stalls = 0; stalls < 2 && passes < 40 && bound >= hopeless; ) {
    const gradient = limits.map((limit, r) => limit - (sums.use[r] as number))
    const step = priceStep(prices, gradient, sums.curvature, reach(prices))
    const fall = dot(gradient, step)
    if (!(fall < 0)) break
    let share = 1
    const nextWidth = () => Math.max(widths.floor, width * (share === 1 ? 0.35 : 0.8))
    let at = moved(prices, step, share)
    let after: PassSums = yield { prices: at, kernelWidth: nextWidth(), jitter }
    passes += 1
    let reached = after.best + dot(at, limits)
    while (reached > bound + 1e-4 * share * fall && share > 1e-3 && passes < 40) {
      const slope = dot(limits, step) - dot(after.use, step)
      share *= Math.min(0.6, Math.max(0.1, fall / (fall - slope)))
      at = moved(prices, step, share)
      after = yield { prices: at, kernelWidth: nextWidth(), jitter }
      passes += 1
      reached = after.best + dot(at, limits)
    }
    const gain = bound - reached
    if (gain <= 1e-10 * Math.abs(bound)) stalls += 1
    width = nextWidth()
    if (gain <= 0) {
      // Nearer customers say more about the next step than those just used.
      sums = yield { prices, kernelWidth: width, jitter }
      passes += 1
      continue
    }
    prices = at
    sums = after
    bound = reached
  }
  return { prices, bound, use: sums.use }
}
