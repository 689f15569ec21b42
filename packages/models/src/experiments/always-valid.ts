import { assertCount, assertOpenShare, assertPositive } from '../errors.ts'
import { type Alternative, type Estimate, opened } from './estimate.ts'

export interface AlwaysValidOptions {
  /** Units in both arms so far, ≥ 2. */
  readonly n: number
  /** Units at which the interval is to be narrowest against its fixed-horizon rival: when you expect to decide. */
  readonly tuning: number
  /** Default 'two-sided'. */
  readonly alternative?: Alternative
  /** Confidence level in (0, 1); default that of the estimate. */
  readonly level?: number
}

/**
 * Turns an estimate into one that may be looked at after every unit: the interval covers the truth at all looks together,
 * and the p-value stays valid whenever the trial is stopped (asymptotic; the first looks want some tens of units an arm).
 * Half-width √s²·√(2(nρ²+1)·ln(√(nρ²+1)/α)/(nρ)²), s² = n·(standard error)²,
 * ρ = √((−2 ln α + ln(−2 ln α + 1))/tuning); one-sided with ln(1 + √(nρ²+1)/(2α)) and ρ at 2α.
 * @param estimate any effect with its standard error: of means, ratios, adjusted by CUPED, relative
 * @throws InvalidInputError outside the domain
 * Source: Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas (2021), "Time-uniform central limit theory and asymptotic
 *   confidence sequences", theorem 2.2 and its one-sided form; ρ and s² as in growthbook's sequential test.
 * @example
 * import { alwaysValid, differenceOfMeans } from '@liangti/models'
 * const control = { sum: 1396.87, sumSquares: 52377.9767, n: 3000 }
 * const treated = { sum: 2422.7, sumSquares: 134698.29, n: 3461 }
 * const once = differenceOfMeans(control, treated, { relative: true })
 * const { lower, upper } = alwaysValid(once, { n: 6461, tuning: 1000 })
 * const interval = [lower, upper] // → [-.55844, 1.56516]
 */
export function alwaysValid(estimate: Estimate, options: AlwaysValidOptions): Estimate {
  const { n, tuning, alternative = 'two-sided', level = estimate.level } = options
  assertCount('n', n, 2)
  assertPositive('tuning', tuning)
  assertOpenShare('level', level)
  const alpha = 1 - level
  const twoSided = alternative === 'two-sided'
  const optimum = -2 * Math.log(twoSided ? alpha : Math.min(0.999, 2 * alpha))
  const rhoSquared = (optimum + Math.log(optimum + 1)) / tuning
  const grown = n * rhoSquared + 1
  const log = twoSided ? Math.log(Math.sqrt(grown) / alpha) : Math.log1p(Math.sqrt(grown) / (2 * alpha))
  const { estimate: effect, standardError } = estimate
  // √s² / n = standard error / √n.
  const margin = standardError * Math.sqrt((2 * grown * log) / (n * rhoSquared))
  return {
    estimate: effect,
    standardError,
    degreesOfFreedom: Number.POSITIVE_INFINITY,
    ...opened(alternative, effect - margin, effect + margin),
    pValue: pValue(effect, standardError, alternative, n * rhoSquared),
    level,
  }
}

/** The level at which the interval would just touch 0, ρ kept. */
function pValue(effect: number, error: number, alternative: Alternative, information: number): number {
  const towards = alternative === 'less' ? -effect : effect
  if (error === 0) return (alternative === 'two-sided' ? effect !== 0 : towards > 0) ? 0 : 1
  const z = towards / error
  const exponent = (z * z * information) / (2 * (information + 1))
  const root = Math.sqrt(information + 1)
  if (alternative === 'two-sided') return Math.min(1, root * Math.exp(-exponent))
  return z <= 0 ? 1 : Math.min(1, root / (2 * Math.expm1(exponent)))
}
