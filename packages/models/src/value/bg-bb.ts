import { assertPositive, InvalidInputError } from '../errors.ts'
import { digamma } from '../numerics/digamma.ts'
import { logGamma } from '../numerics/gamma-function.ts'
import { maximiseLikelihood, namedFit, type PurchaseFit } from './fit.ts'
import { type PurchaseForecast, purchaseForecast } from './purchase-forecast.ts'
import {
  assertHistory,
  type CollapsedHistories,
  collapseHistories,
  exposureOf,
  type PurchaseHistories,
} from './purchase-history.ts'

/** The chance to buy at an opportunity is Beta(α, β), the chance to leave before one is Beta(γ, δ). */
export interface BgBbParameters {
  readonly alpha: number
  readonly beta: number
  readonly gamma: number
  readonly delta: number
}

/**
 * BG/BB for purchases at discrete opportunities (monthly donations, yearly renewals), by maximum likelihood.
 * @param histories `frequency` purchases at `age` opportunities, the last of them at opportunity `recency`; whole
 *   numbers, frequency ≤ recency ≤ age
 * @throws InvalidInputError for an impossible history, or when nobody bought at any opportunity
 * Source: Fader, Hardie & Shang (2010), Customer-base analysis in a discrete-time noncontractual setting, equation 7.
 * @example
 * import { fitBgBb } from '@liangti/models'
 * const fit = fitBgBb({
 *   frequency: Float64Array.of(6, 4, 2, 1, 0, 0, 3, 0, 5, 1),
 *   recency: Float64Array.of(6, 5, 4, 2, 0, 0, 6, 0, 6, 1),
 *   age: new Float64Array(10).fill(6),
 * })
 * fit.converged // → true
 */
export function fitBgBb(histories: PurchaseHistories): PurchaseFit<BgBbParameters> {
  const collapsed = collapseHistories(histories)
  assertDiscrete(collapsed)
  const { customers } = exposureOf(collapsed)
  const fit = maximiseLikelihood(likelihoodOf(collapsed), customers, [
    [1, 1, 1, 3],
    [0.5, 1, 0.5, 5],
    [2, 2, 1, 1],
  ])
  return namedFit(
    fit,
    (v): BgBbParameters => ({
      alpha: v[0] as number,
      beta: v[1] as number,
      gamma: v[2] as number,
      delta: v[3] as number,
    }),
  )
}

/**
 * Probability that a customer will still be there at the next opportunity.
 * @throws InvalidInputError for parameters not above 0 or an impossible history
 * Source: Fader, Hardie & Shang (2010), equation 11.
 */
export function bgBbAlive(
  parameters: BgBbParameters,
  frequency: number,
  recency: number,
  opportunities: number,
): number {
  assertParameters(parameters)
  assertHistory(frequency, recency, opportunities)
  const likelihood = logLikelihood(parameters, frequency, recency, opportunities)
  return Math.exp(joint(parameters, 0, 1, frequency, opportunities) - likelihood)
}

/**
 * Expectations under fitted parameters; t counts coming opportunities (its fraction is dropped).
 * @throws InvalidInputError for parameters not above 0; its methods for t < 0 or an impossible history
 * Source: Fader, Hardie & Shang (2010), equations 8 and 13, summed over opportunities: no pole at γ = 1.
 */
export function bgBbForecast(parameters: BgBbParameters): PurchaseForecast {
  assertParameters(parameters)
  const conditional = (t: number, x: number, recency: number, n: number) => {
    const likelihood = logLikelihood(parameters, x, recency, n)
    let sum = 0
    for (let j = 1; j <= Math.floor(t); j++) sum += Math.exp(joint(parameters, 1, j, x, n) - likelihood)
    return sum
  }
  return purchaseForecast({
    conditional,
    unconditional: (t) => conditional(t, 0, 0, 0),
    assertHistories: assertDiscrete,
  })
}

const logBeta = (a: number, b: number) => logGamma(a) + logGamma(b) - logGamma(a + b)

/** ln of: the history of x in n, `more` further purchases, and life up to opportunity n + ahead. */
function joint(p: BgBbParameters, more: number, ahead: number, x: number, n: number): number {
  return (
    logBeta(p.alpha + x + more, p.beta + n - x) -
    logBeta(p.alpha, p.beta) +
    logBeta(p.gamma, p.delta + n + ahead) -
    logBeta(p.gamma, p.delta)
  )
}

function logLikelihood(p: BgBbParameters, x: number, recency: number, n: number): number {
  return likelihoodOf({
    frequency: Float64Array.of(x),
    recency: Float64Array.of(recency),
    age: Float64Array.of(n),
    count: Float64Array.of(1),
  })(Float64Array.of(p.alpha, p.beta, p.gamma, p.delta), new Float64Array(4))
}

/** Equation 7: alive through opportunity n, or gone before opportunity recency + i + 1. */
function likelihoodOf({ frequency, recency, age, count }: Omit<CollapsedHistories, 'group'>) {
  return (parameters: Float64Array, gradient: Float64Array): number => {
    const [alpha, beta, gamma, delta] = parameters as unknown as [number, number, number, number]
    const base = logBeta(alpha, beta) + logBeta(gamma, delta)
    const [psiAb, psiGd] = [digamma(alpha + beta), digamma(gamma + delta)]
    const [psiA, psiB, psiG, psiD] = [digamma(alpha), digamma(beta), digamma(gamma), digamma(delta)]
    let value = 0
    gradient.fill(0)
    for (let i = 0; i < count.length; i++) {
      const [x, tx, n] = [frequency[i] as number, recency[i] as number, age[i] as number]
      const logs: number[] = [logBeta(alpha + x, beta + n - x) + logBeta(gamma, delta + n)]
      for (let j = tx; j < n; j++) logs.push(logBeta(alpha + x, beta + j - x) + logBeta(gamma + 1, delta + j))
      const top = Math.max(...logs)
      let sum = 0
      for (const log of logs) sum += Math.exp(log - top)
      const total = top + Math.log(sum)
      const customers = count[i] as number
      value += customers * (total - base)
      const slope = [psiAb - psiA, psiAb - psiB, psiGd - psiG, psiGd - psiD]
      logs.forEach((log, k) => {
        const weight = Math.exp(log - total)
        const seen = k === 0 ? n : tx + k - 1
        const left = k === 0 ? 0 : 1
        const both = digamma(alpha + beta + seen)
        const life = digamma(gamma + left + delta + seen)
        slope[0] = (slope[0] as number) + weight * (digamma(alpha + x) - both)
        slope[1] = (slope[1] as number) + weight * (digamma(beta + seen - x) - both)
        slope[2] = (slope[2] as number) + weight * (digamma(gamma + left) - life)
        slope[3] = (slope[3] as number) + weight * (digamma(delta + seen) - life)
      })
      for (let p = 0; p < 4; p++) gradient[p] = (gradient[p] as number) + customers * (slope[p] as number)
    }
    return value
  }
}

function assertDiscrete({ frequency, recency, age }: PurchaseHistories): void {
  for (let i = 0; i < frequency.length; i++) {
    if (!Number.isInteger(recency[i]) || !Number.isInteger(age[i]))
      throw new InvalidInputError(
        'recency',
        `and age count opportunities in BG/BB and must be whole numbers, not ${recency[i]} and ${age[i]}.`,
      )
    if ((frequency[i] as number) > (recency[i] as number))
      throw new InvalidInputError(
        'frequency',
        `must be at most the recency: ${frequency[i]} purchases cannot end at opportunity ${recency[i]}.`,
      )
  }
}

function assertParameters(parameters: BgBbParameters): void {
  for (const name of ['alpha', 'beta', 'gamma', 'delta'] as const)
    assertPositive(`parameters.${name}`, parameters[name])
}
