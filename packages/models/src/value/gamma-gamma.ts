import { assertPositive, InvalidInputError } from '../errors.ts'
import { digamma } from '../numerics/digamma.ts'
import { logGamma } from '../numerics/gamma-function.ts'
import type { PurchaseFit } from './fit.ts'
import { maximiseLikelihood } from './fit.ts'

/** Values of a customer's purchases are gamma(p, ν), the scales ν of customers gamma(q, v); v in the unit of value. */
export interface GammaGammaParameters {
  readonly p: number
  readonly q: number
  readonly v: number
}

/**
 * Gamma-Gamma: what a purchase of a customer is worth, pulled from the customer's mean towards everybody's.
 * @param purchases purchases behind each mean, > 0; customers without one must be left out
 * @param meanValue mean value of those purchases, > 0, any one unit
 * @throws InvalidInputError for unequal lengths, no customer, a count or value that is not above 0, or equal values of
 *   all customers (nothing differs, nothing to fit)
 * Source: Fader & Hardie (2013), The Gamma-Gamma model of monetary value, equation 1a.
 * @example
 * import { fitGammaGamma } from '@liangti/models'
 * const purchases = Float64Array.of(2, 1, 5, 3, 1, 2, 4, 1)
 * const fit = fitGammaGamma(purchases, Float64Array.of(23.5, 5, 41.2, 95, 60, 28, 12, 150))
 * fit.logLikelihood // → -39.0827
 */
export function fitGammaGamma(
  purchases: Float64Array,
  meanValue: Float64Array,
): PurchaseFit<GammaGammaParameters> {
  const n = purchases.length
  if (n === 0) throw new InvalidInputError('purchases', 'is empty: there is no customer to learn from.')
  if (meanValue.length !== n)
    throw new InvalidInputError('meanValue', `has ${meanValue.length} entries, purchases ${n}.`)
  let mean = 0
  for (let i = 0; i < n; i++) {
    assertPositive(`purchases[${i}]`, purchases[i] as number)
    assertPositive(`meanValue[${i}]`, meanValue[i] as number)
    mean += (meanValue[i] as number) / n
  }
  if (meanValue.every((value) => value === meanValue[0]))
    throw new InvalidInputError('meanValue', 'is the same for every customer: its spread cannot be fitted.')
  // In units of the mean, so that the start suits cents and millions alike.
  const scaled = meanValue.map((value) => value / mean)
  const fit = maximiseLikelihood(likelihoodOf(purchases, scaled), n, [
    [3, 3, 1],
    [1, 2, 1],
    [10, 5, 0.5],
  ])
  let shift = 0
  for (let i = 0; i < n; i++) shift += Math.log(mean)
  const named = (v: Float64Array, unit: number): GammaGammaParameters => ({
    p: v[0] as number,
    q: v[1] as number,
    v: (v[2] as number) * unit,
  })
  return {
    parameters: named(fit.parameters, mean),
    logLikelihood: fit.logLikelihood - shift,
    converged: fit.converged,
    logErrors: named(fit.logErrors, 1),
  }
}

/**
 * Expected value of a purchase of one customer, or of a customer nothing is known of (`purchases` 0).
 * @returns in the unit of `meanValue`; Infinity where the parameters give no mean (p·purchases + q ≤ 1)
 * @throws InvalidInputError for parameters not above 0, a negative count, or a value not above 0 behind purchases
 * Source: Fader & Hardie (2013), equation 5.
 * @example
 * import { gammaGammaMean } from '@liangti/models'
 * const cdnow = { p: 6.2488, q: 3.74459, v: 15.44775 }
 * gammaGammaMean(cdnow, 0, 0) // → 35.171
 * gammaGammaMean(cdnow, 2, 22.35) // → 24.6586
 */
export function gammaGammaMean(
  { p, q, v }: GammaGammaParameters,
  purchases: number,
  meanValue: number,
): number {
  assertPositive('parameters.p', p)
  assertPositive('parameters.q', q)
  assertPositive('parameters.v', v)
  if (!(purchases >= 0 && Number.isFinite(purchases)))
    throw new InvalidInputError('purchases', `must be a finite number of at least 0, not ${purchases}.`)
  if (purchases > 0) assertPositive('meanValue', meanValue)
  const weight = p * purchases + q - 1
  return weight > 0 ? (p * (v + purchases * (purchases > 0 ? meanValue : 0))) / weight : Infinity
}

function likelihoodOf(purchases: Float64Array, meanValue: Float64Array) {
  return (parameters: Float64Array, gradient: Float64Array): number => {
    const [p, q, v] = parameters as unknown as [number, number, number]
    const [gammaQ, psiQ, logV] = [logGamma(q), digamma(q), Math.log(v)]
    let [value, dp, dq, dv] = [0, 0, 0, 0]
    for (let i = 0; i < purchases.length; i++) {
      const [x, m] = [purchases[i] as number, meanValue[i] as number]
      const px = p * x
      const sum = v + x * m
      const [logSum, logXm] = [Math.log(sum), Math.log(x * m)]
      value +=
        logGamma(px + q) - logGamma(px) - gammaQ + q * logV + px * logXm - Math.log(m) - (px + q) * logSum
      const psiBoth = digamma(px + q)
      dp += x * (psiBoth - digamma(px) + logXm - logSum)
      dq += psiBoth - psiQ + logV - logSum
      dv += q / v - (px + q) / sum
    }
    gradient[0] = dp
    gradient[1] = dq
    gradient[2] = dv
    return value
  }
}
