import type { Alternatives } from './alternatives.ts'
import { priceStep } from './newton-step.ts'

/** Sums of the smoothed dual: each customer takes each alternative with probability ∝ exp(net value ÷ τ). */
interface SmoothSums {
  dual: number
  gradient: Float64Array
  curvature: Float64Array
}

/**
 * Prices that minimise the dual of a listed problem, by Newton's method on log-sum-exp as τ falls.
 * @param hopeless stops where the dual is below this: no plan can be
 */
export function smoothPrices(
  alternatives: Alternatives,
  limits: Float64Array,
  start: Float64Array,
  temperatures: { from: number; to: number },
  reachOf: (prices: Float64Array) => Float64Array,
  hopeless = -Infinity,
): Float64Array {
  let prices: Float64Array = Float64Array.from(start)
  for (let tau = temperatures.from; ; tau = Math.max(temperatures.to, tau * 0.3)) {
    prices = atTemperature(alternatives, limits, prices, tau, reachOf, hopeless)
    if (tau <= temperatures.to) return prices
  }
}

function atTemperature(
  alternatives: Alternatives,
  limits: Float64Array,
  start: Float64Array,
  tau: number,
  reachOf: (prices: Float64Array) => Float64Array,
  hopeless: number,
): Float64Array {
  let prices = start
  let sums = smoothSums(alternatives, limits, prices, tau)
  for (let round = 0; round < 40 && sums.dual >= hopeless; round++) {
    const step = priceStep(prices, sums.gradient, sums.curvature, reachOf(prices))
    const fall = dot(sums.gradient, step)
    if (!(fall < -1e-7 * tau)) break
    let share = 1
    let next = moved(prices, step, share)
    let after = smoothSums(alternatives, limits, next, tau)
    while (after.dual > sums.dual + 1e-4 * share * fall && share > 1e-6) {
      const slope = dot(after.gradient, step)
      share *= Math.min(0.6, Math.max(0.1, fall / (fall - slope)))
      next = moved(prices, step, share)
      after = smoothSums(alternatives, limits, next, tau)
    }
    if (after.dual >= sums.dual) break
    prices = next
    sums = after
  }
  return prices
}

export function moved(prices: Float64Array, step: Float64Array, share: number): Float64Array {
  return prices.map((p, r) => Math.max(0, p + share * (step[r] as number)))
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let r = 0; r < a.length; r++) sum += (a[r] as number) * (b[r] as number)
  return sum
}

function smoothSums(a: Alternatives, limits: Float64Array, prices: Float64Array, tau: number): SmoothSums {
  const n = limits.length
  const gradient = Float64Array.from(limits)
  const curvature = new Float64Array(n * n)
  const mean = new Float64Array(n)
  let widest = 0
  for (let i = 0; i < a.customers.length; i++)
    widest = Math.max(widest, (a.starts[i + 1] as number) - (a.starts[i] as number))
  const net = new Float64Array(widest)
  let dual = dot(limits, prices)
  for (let i = 0; i < a.customers.length; i++) {
    const from = a.starts[i] as number
    const count = (a.starts[i + 1] as number) - from
    dual += shares(a, prices, tau, from, count, net)
    mean.fill(0)
    for (let b = 0; b < count; b++) {
      const share = net[b] as number
      if (share < 1e-14) continue
      const at = (from + b) * n
      for (let r = 0; r < n; r++) {
        const used = share * (a.use[at + r] as number)
        if (used === 0) continue
        mean[r] = (mean[r] as number) + used
        for (let s = 0; s <= r; s++)
          curvature[r * n + s] = (curvature[r * n + s] as number) + (used * (a.use[at + s] as number)) / tau
      }
    }
    for (let r = 0; r < n; r++) {
      const used = mean[r] as number
      gradient[r] = (gradient[r] as number) - used
      for (let s = 0; s <= r; s++)
        curvature[r * n + s] = (curvature[r * n + s] as number) - (used * (mean[s] as number)) / tau
    }
  }
  for (let r = 0; r < n; r++)
    for (let s = 0; s < r; s++) curvature[s * n + r] = curvature[r * n + s] as number
  return { dual, gradient, curvature }
}

/** Puts each alternative's share into `net`. @returns τ · log Σ exp(net ÷ τ) */
function shares(
  a: Alternatives,
  prices: Float64Array,
  tau: number,
  from: number,
  count: number,
  net: Float64Array,
): number {
  const n = prices.length
  let top = -Infinity
  for (let b = 0; b < count; b++) {
    let value = a.values[from + b] as number
    for (let r = 0, at = (from + b) * n; r < n; r++)
      value -= (prices[r] as number) * (a.use[at + r] as number)
    net[b] = value
    if (value > top) top = value
  }
  let sum = 0
  for (let b = 0; b < count; b++) {
    const e = Math.exp(((net[b] as number) - top) / tau)
    net[b] = e
    sum += e
  }
  for (let b = 0; b < count; b++) net[b] = (net[b] as number) / sum
  return top + tau * Math.log(sum)
}
