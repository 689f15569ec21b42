import { assertPositive } from '../errors.ts'
import { digamma } from '../numerics/digamma.ts'
import { logGamma } from '../numerics/gamma-function.ts'
import { DropoutMean } from './dropout-mean.ts'
import { maximiseLikelihood, namedFit, type PurchaseFit } from './fit.ts'
import { type PurchaseForecast, purchaseForecast } from './purchase-forecast.ts'
import { assertHistory, collapseHistories, exposureOf, type PurchaseHistories } from './purchase-history.ts'

/** Rates are gamma(r, α), the chance to drop out at a purchase is Beta(a, b); α in the unit of age. */
export interface BgNbdParameters {
  readonly r: number
  readonly alpha: number
  readonly a: number
  readonly b: number
}

/**
 * `bg`: a customer drops out at a repeat purchase only, so nobody without one has left. `mbg`: also at the first.
 */
export type DropoutKind = 'bg' | 'mbg'

/**
 * BG/NBD, fitted by maximum likelihood over all customers.
 * @param histories n ≥ 1 customers, at least one of them with a repeat purchase; equal ones are counted once, so a
 *   million customers on a grid of days cost what their distinct histories cost
 * @throws InvalidInputError for an impossible history, or when nobody bought again (r has no estimate)
 * Source: Fader, Hardie & Lee (2005), "Counting your customers" the easy way; equation 6.
 * @example
 * import { fitBgNbd } from '@liangti/models'
 * const histories = {
 *   frequency: Float64Array.of(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 9, 12),
 *   recency: Float64Array.of(0, 0, 0, 0, 0, 0, 0, 0, 3, 8, 20, 31, 9, 28, 12, 35, 33, 22, 38, 37),
 *   age: new Float64Array(20).fill(39),
 * }
 * const fit = fitBgNbd(histories)
 * fit.converged // → true
 * fit.logLikelihood // → -155.6808
 * fit.parameters.alpha // → 6.47
 */
export function fitBgNbd(histories: PurchaseHistories): PurchaseFit<BgNbdParameters> {
  return fitGeometric('bg', histories)
}

/**
 * MBG/NBD: BG/NBD whose customers may drop out right after the first purchase too.
 * @param histories, throws as `fitBgNbd`
 * Source: Batislam, Denizel & Filiztekin (2007), Empirical validation and comparison of models for customer base analysis.
 */
export function fitMbgNbd(histories: PurchaseHistories): PurchaseFit<BgNbdParameters> {
  return fitGeometric('mbg', histories)
}

/**
 * Probability that a customer is still active.
 * @param kind which of the two models the parameters belong to
 * @param frequency, recency, age one history, unit of α
 * @returns number in [0, 1]; 1 for BG/NBD without repeat purchase
 * @throws InvalidInputError for parameters not above 0 or an impossible history
 * Source: as the fits; in logarithms, so that frequent buyers seen long ago do not overflow.
 * @example
 * import { bgNbdAlive } from '@liangti/models'
 * const cdnow = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 }
 * bgNbdAlive('bg', cdnow, 2, 30.43, 38.86) // → 0.7266
 */
export function bgNbdAlive(
  kind: DropoutKind,
  parameters: BgNbdParameters,
  frequency: number,
  recency: number,
  age: number,
): number {
  assertParameters(parameters)
  assertHistory(frequency, recency, age)
  return alive(kind, parameters, frequency, recency, age)
}

/**
 * Expectations under fitted parameters.
 * @throws InvalidInputError for parameters not above 0; its methods for t < 0 or an impossible history
 * Source: Fader, Hardie & Lee (2005), equations 9 and 10, as means over the dropout probability (see `DropoutMean`).
 * @example
 * import { bgNbdForecast } from '@liangti/models'
 * const cdnow = bgNbdForecast('bg', { r: 0.242593, alpha: 4.413532, a: 0.792886, b: 2.425753 })
 * cdnow.conditional(39, 2, 30.43, 38.86) // → 1.2259
 * cdnow.unconditional(78) // → 1.858
 */
export function bgNbdForecast(kind: DropoutKind, parameters: BgNbdParameters): PurchaseForecast {
  assertParameters(parameters)
  const { r, alpha, a, b } = parameters
  // Purchases survived: the first one counts in the modified model.
  const first = kind === 'mbg' ? 1 : 0
  const mean = new DropoutMean(a, b + first)
  const conditional = (t: number, x: number, recency: number, age: number) =>
    alive(kind, parameters, x, recency, age) * mean.mean(r + x, alpha + age, t, b + x + first)
  return purchaseForecast({
    conditional,
    unconditional: (t) => (kind === 'mbg' ? b / (a + b) : 1) * mean.mean(r, alpha, t, b + first),
  })
}

function alive(kind: DropoutKind, p: BgNbdParameters, x: number, recency: number, age: number): number {
  if (kind === 'bg' && x === 0) return 1
  const left = Math.log(p.a) - Math.log(p.b + x - (kind === 'bg' ? 1 : 0))
  return 1 / (1 + Math.exp(left + (p.r + x) * Math.log((p.alpha + age) / (p.alpha + recency))))
}

function fitGeometric(kind: DropoutKind, histories: PurchaseHistories): PurchaseFit<BgNbdParameters> {
  const collapsed = collapseHistories(histories)
  const { customers, repeats, time } = exposureOf(collapsed)
  const rate = repeats / time
  const fit = maximiseLikelihood(likelihoodOf(kind, collapsed), customers, [
    [0.5, 0.5 / rate, 1, 3],
    [1, 1 / rate, 0.5, 1],
    [0.1, 0.05 / rate, 2, 10],
  ])
  return namedFit(
    fit,
    (v): BgNbdParameters => ({
      r: v[0] as number,
      alpha: v[1] as number,
      a: v[2] as number,
      b: v[3] as number,
    }),
  )
}

interface Collapsed extends PurchaseHistories {
  readonly count: Float64Array
}

/** The logarithm of equation 6 and its gradient; what depends on x alone is computed once a distinct x. */
function likelihoodOf(kind: DropoutKind, { frequency, recency, age, count }: Collapsed) {
  const levels = [...new Set(frequency)]
  const positions = new Map(levels.map((x, i) => [x, i]))
  const level = Uint32Array.from(frequency, (x) => positions.get(x) as number)
  const byLevel = new Float64Array(levels.length * 4)
  const held = kind === 'mbg' ? 1 : 0
  return (parameters: Float64Array, gradient: Float64Array): number => {
    const [r, alpha, a, b] = parameters as unknown as [number, number, number, number]
    const base = logGamma(a + b) - logGamma(b) - logGamma(r)
    const [psiR, psiAb, psiB] = [digamma(r), digamma(a + b), digamma(b)]
    levels.forEach((x, l) => {
      const end = x + held
      byLevel[l * 4] = base + logGamma(r + x) + logGamma(b + end) - logGamma(a + b + end)
      byLevel[l * 4 + 1] = digamma(r + x) - psiR + Math.log(alpha)
      byLevel[l * 4 + 2] = psiAb - digamma(a + b + end)
      byLevel[l * 4 + 3] = psiAb + digamma(b + end) - psiB - digamma(a + b + end)
    })
    const rLogAlpha = r * Math.log(alpha)
    let [value, dr, dAlpha, da, db] = [0, 0, 0, 0, 0]
    for (let i = 0; i < count.length; i++) {
      const x = frequency[i] as number
      const at = (level[i] as number) * 4
      const [end, last] = [alpha + (age[i] as number), alpha + (recency[i] as number)]
      const [logEnd, logLast] = [Math.log(end), Math.log(last)]
      const stay = -(r + x) * logEnd
      let [total, weightLeft] = [stay, 0]
      const denominator = b + x - 1 + held
      if (held === 1 || x > 0) {
        const leave = Math.log(a / denominator) - (r + x) * logLast
        const top = Math.max(stay, leave)
        total = top + Math.log(Math.exp(stay - top) + Math.exp(leave - top))
        weightLeft = Math.exp(leave - total)
      }
      const weightStay = 1 - weightLeft
      const n = count[i] as number
      value += n * ((byLevel[at] as number) + rLogAlpha + total)
      dr += n * ((byLevel[at + 1] as number) - weightStay * logEnd - weightLeft * logLast)
      dAlpha += n * (r / alpha - (r + x) * (weightStay / end + weightLeft / last))
      da += n * ((byLevel[at + 2] as number) + weightLeft / a)
      db += n * ((byLevel[at + 3] as number) - (weightLeft === 0 ? 0 : weightLeft / denominator))
    }
    gradient[0] = dr
    gradient[1] = dAlpha
    gradient[2] = da
    gradient[3] = db
    return value
  }
}

function assertParameters(parameters: BgNbdParameters): void {
  for (const name of ['r', 'alpha', 'a', 'b'] as const) assertPositive(`parameters.${name}`, parameters[name])
}
