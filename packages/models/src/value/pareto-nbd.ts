import { assertPositive } from '../errors.ts'
import { digamma } from '../numerics/digamma.ts'
import { logGamma } from '../numerics/gamma-function.ts'
import { legendreRule } from '../numerics/quadrature.ts'
import { maximiseLikelihood, namedFit, type PurchaseFit } from './fit.ts'
import { type PurchaseForecast, purchaseForecast } from './purchase-forecast.ts'
import {
  assertHistory,
  type CollapsedHistories,
  collapseHistories,
  exposureOf,
  type PurchaseHistories,
} from './purchase-history.ts'

/** Purchase rates are gamma(r, α), death rates gamma(s, β); α and β in the unit of age. */
export interface ParetoNbdParameters {
  readonly r: number
  readonly alpha: number
  readonly s: number
  readonly beta: number
}

/**
 * Pareto/NBD, fitted by maximum likelihood over all customers.
 * @param histories n ≥ 1 customers, at least one with a repeat purchase
 * @throws InvalidInputError for an impossible history, or when nobody bought again
 * Source: Schmittlein, Morrison & Colombo (1987); the likelihood as Fader & Hardie (2005), A note on deriving the
 *   Pareto/NBD model, with its integral over the time of death by a Gauss rule instead of two hypergeometric functions.
 * @example
 * import { fitParetoNbd } from '@liangti/models'
 * const fit = fitParetoNbd({
 *   frequency: Float64Array.of(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 9, 12),
 *   recency: Float64Array.of(0, 0, 0, 0, 0, 0, 0, 0, 3, 8, 20, 31, 9, 28, 12, 35, 33, 22, 38, 37),
 *   age: new Float64Array(20).fill(39),
 * })
 * fit.logLikelihood // → -155.2856
 */
export function fitParetoNbd(histories: PurchaseHistories): PurchaseFit<ParetoNbdParameters> {
  const collapsed = collapseHistories(histories)
  const { customers, repeats, time } = exposureOf(collapsed)
  const perTime = repeats / time
  const mean = time / customers
  const fit = maximiseLikelihood(likelihoodOf(collapsed), customers, [
    [0.5, 0.5 / perTime, 0.5, mean],
    [1, 1 / perTime, 1, 3 * mean],
    [0.2, 0.1 / perTime, 0.3, mean / 3],
  ])
  return namedFit(
    fit,
    (v): ParetoNbdParameters => ({
      r: v[0] as number,
      alpha: v[1] as number,
      s: v[2] as number,
      beta: v[3] as number,
    }),
  )
}

/**
 * Probability that a customer is still alive under Pareto/NBD.
 * @throws InvalidInputError for parameters not above 0 or an impossible history
 * Source: as `fitParetoNbd`.
 * @example
 * import { paretoNbdAlive } from '@liangti/models'
 * const cdnow = { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 }
 * paretoNbdAlive(cdnow, 26, 30.86, 31) // → 0.9979
 */
export function paretoNbdAlive(
  parameters: ParetoNbdParameters,
  frequency: number,
  recency: number,
  age: number,
): number {
  assertParameters(parameters)
  assertHistory(frequency, recency, age)
  return alive(parameters, frequency, recency, age)
}

/**
 * Expectations under fitted parameters.
 * @throws InvalidInputError for parameters not above 0; its methods for t < 0 or an impossible history
 * Source: Schmittlein, Morrison & Colombo (1987), equations 17 and 22; with s at 1 by its limit.
 */
export function paretoNbdForecast(parameters: ParetoNbdParameters): PurchaseForecast {
  assertParameters(parameters)
  const { r, alpha, s, beta } = parameters
  const conditional = (t: number, x: number, recency: number, age: number) =>
    alive(parameters, x, recency, age) * ((r + x) / (alpha + age)) * lifeWithin(t, s, beta + age)
  return purchaseForecast({
    conditional,
    unconditional: (t) => (r / alpha) * lifeWithin(t, s, beta),
  })
}

/** Mean part of the coming t that is lived, death rates being gamma(s, beta): b/(s−1)·(1 − (b/(b+t))^(s−1)). */
function lifeWithin(t: number, s: number, beta: number): number {
  const log = Math.log1p(t / beta)
  const y = (s - 1) * log
  // (1 − e^−y)/y tends to 1.
  return beta * log * (Math.abs(y) < 1e-12 ? 1 : -Math.expm1(-y) / y)
}

function alive(p: ParetoNbdParameters, x: number, recency: number, age: number): number {
  const slopes = new Float64Array(4)
  const died = logDeath(p, x, recency, age, slopes)
  const lives = -(p.r + x) * Math.log(p.alpha + age) - p.s * Math.log(p.beta + age)
  return 1 / (1 + Math.exp(died - lives))
}

const nodes = 12
const rule = legendreRule(nodes)

/**
 * ln of s·∫ (α+y)^−(r+x) (β+y)^−(s+1) dy from recency to age, and its slopes by r, α, s, β. With v = ln of the smaller
 * of α+y and β+y the integrand falls like an exponential, at most r+x+s steep: panels of at most e^12 of fall keep
 * the rule exact to about 1e-12, and nothing is left to add after e^40.
 */
function logDeath(
  { r, alpha, s, beta }: ParetoNbdParameters,
  x: number,
  recency: number,
  age: number,
  slopes: Float64Array,
): number {
  slopes.fill(0)
  if (age === recency) return -Infinity
  const byAlpha = alpha <= beta
  const near = (byAlpha ? alpha : beta) + recency
  const far = (byAlpha ? beta : alpha) + recency
  // Powers of near+y (less one, which dy = (near + y) dv takes) and of far+y.
  const [nearPower, farPower] = byAlpha ? [r + x - 1, s + 1] : [s, r + x]
  const length = Math.log1p((age - recency) / near)
  const gentlest = nearPower + (farPower * near) / far
  const end = gentlest > 0 ? Math.min(length, 40 / gentlest) : length
  const panels = Math.ceil(end / Math.min(1.5, 12 / (r + x + s)))
  const step = end / panels
  const [logNear, logFar] = [Math.log(near), Math.log(far)]
  let [sum, nearLogs, farLogs, nearParts, farParts] = [0, 0, 0, 0, 0]
  for (let p = 0; p < panels; p++)
    for (let i = 0; i < nodes; i++) {
      const v = (p + (rule.points[i] as number)) * step
      const grown = near * Math.expm1(v)
      const farLog = Math.log1p(grown / far)
      const term = (rule.weights[i] as number) * Math.exp(-nearPower * v - farPower * farLog)
      sum += term
      nearLogs += term * (logNear + v)
      farLogs += term * (logFar + farLog)
      nearParts += term / (near + grown)
      farParts += term / (far + grown)
    }
  slopes[0] = -(byAlpha ? nearLogs : farLogs) / sum
  slopes[1] = (-(r + x) * (byAlpha ? nearParts : farParts)) / sum
  slopes[2] = -(byAlpha ? farLogs : nearLogs) / sum + 1 / s
  slopes[3] = (-(s + 1) * (byAlpha ? farParts : nearParts)) / sum
  return Math.log(s) - nearPower * logNear - farPower * logFar + Math.log(sum * step)
}

function likelihoodOf({ frequency, recency, age, count }: CollapsedHistories) {
  const slopes = new Float64Array(4)
  const tables = new Map<number, { gamma: number; psi: number }>()
  return (parameters: Float64Array, gradient: Float64Array): number => {
    const [r, alpha, s, beta] = parameters as unknown as [number, number, number, number]
    const [gammaR, psiR, logAlpha, logBeta] = [logGamma(r), digamma(r), Math.log(alpha), Math.log(beta)]
    tables.clear()
    let value = 0
    gradient.fill(0)
    for (let i = 0; i < count.length; i++) {
      const x = frequency[i] as number
      const t = age[i] as number
      let level = tables.get(x)
      if (!level) {
        level = { gamma: logGamma(r + x) - gammaR, psi: digamma(r + x) - psiR }
        tables.set(x, level)
      }
      const [logA, logB] = [Math.log(alpha + t), Math.log(beta + t)]
      const lives = -(r + x) * logA - s * logB
      const died = logDeath({ r, alpha, s, beta }, x, recency[i] as number, t, slopes)
      const top = Math.max(lives, died)
      const total = top + Math.log(Math.exp(lives - top) + Math.exp(died - top))
      const death = Math.exp(died - total)
      const life = 1 - death
      const n = count[i] as number
      value += n * (level.gamma + r * logAlpha + s * logBeta + total)
      add(gradient, 0, n * (level.psi + logAlpha - life * logA + death * (slopes[0] as number)))
      add(gradient, 1, n * (r / alpha - (life * (r + x)) / (alpha + t) + death * (slopes[1] as number)))
      add(gradient, 2, n * (logBeta - life * logB + death * (slopes[2] as number)))
      add(gradient, 3, n * (s / beta - (life * s) / (beta + t) + death * (slopes[3] as number)))
    }
    return value
  }
}

function add(to: Float64Array, at: number, value: number): void {
  to[at] = (to[at] as number) + value
}

function assertParameters(parameters: ParetoNbdParameters): void {
  for (const name of ['r', 'alpha', 's', 'beta'] as const)
    assertPositive(`parameters.${name}`, parameters[name])
}
