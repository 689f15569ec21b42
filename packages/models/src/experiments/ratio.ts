import { assertFinite, assertOpenShare, InvalidInputError } from '../errors.ts'
import { normalQuantile } from '../numerics/normal.ts'
import { assertSummary, meanOf, type SampleSummary, varianceOf } from './summary.ts'

export interface RatioInterval {
  /** Mean of treated ÷ mean of control. */
  ratio: number
  /** −Infinity and Infinity where the control's mean cannot be told from 0 at this level. */
  lower: number
  upper: number
  /** False where the interval is unbounded: no statement about the ratio is supported. */
  bounded: boolean
  level: number
}

/**
 * Ratio of the arms' means with Fieller's interval, which stays honest where the control's mean is small and the
 * delta method is not.
 * @param control, treated sums over all units, n ≥ 2 each
 * @param level confidence level in (0, 1)
 * @param critical how many standard errors the interval of the difference reaches below and above its estimate, where
 *   that is not made with the normal quantile: then both intervals agree on whether there is any effect at all
 * @returns a bounded interval, or an unbounded one when the control's mean is within noise of 0
 * @throws InvalidInputError for impossible sums
 * Source: Fieller (1954), independent means, normal quantile.
 */
export function ratioOfMeans(
  control: SampleSummary,
  treated: SampleSummary,
  level = 0.95,
  critical?: { lower: number; upper: number },
): RatioInterval {
  assertSummary('control', control)
  assertSummary('treated', treated)
  assertOpenShare('level', level)
  const normal = normalQuantile(0.5 + level / 2)
  const { lower: below, upper: above } = critical ?? { lower: normal, upper: normal }
  assertNotNegative('critical.lower', below)
  assertNotNegative('critical.upper', above)
  const a = meanOf(control)
  const b = meanOf(treated)
  const va = varianceOf(control) / control.n
  const vb = varianceOf(treated) / treated.n
  // ρ is kept while b − ρa is within `below` and `above` standard errors; where a < 0 its ends change places.
  const [zLower, zUpper] = a < 0 ? [above, below] : [below, above]
  const lower = root(-1, zLower)
  const upper = root(1, zUpper)
  const ratio = b / a
  if (lower === null || upper === null)
    return { ratio, lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY, bounded: false, level }
  return { ratio, lower, upper, bounded: true, level }

  /** A root of ρ²(a² − z²va) − 2ρab + (b² − z²vb) = 0. */
  function root(side: -1 | 1, z: number): number | null {
    const lead = a * a - z * z * va
    if (!(lead > 0)) return null
    const half = z * Math.sqrt(Math.max(0, a * a * vb + b * b * va - z * z * va * vb))
    return (a * b + side * half) / lead
  }
}

function assertNotNegative(argument: string, value: number): void {
  assertFinite(argument, value)
  if (value < 0) throw new InvalidInputError(argument, `must be at least 0, not ${value}.`)
}
