import { assertOpenShare } from '../errors.ts'
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
 * @returns a bounded interval, or an unbounded one when the control's mean is within noise of 0
 * @throws InvalidInputError for impossible sums
 * Source: Fieller (1954), independent means, normal quantile.
 */
export function ratioOfMeans(control: SampleSummary, treated: SampleSummary, level = 0.95): RatioInterval {
  assertSummary('control', control)
  assertSummary('treated', treated)
  assertOpenShare('level', level)
  const z2 = normalQuantile(0.5 + level / 2) ** 2
  const a = meanOf(control)
  const b = meanOf(treated)
  const va = varianceOf(control) / control.n
  const vb = varianceOf(treated) / treated.n
  // Roots of ρ²(a² − z²va) − 2ρab + (b² − z²vb) = 0.
  const lead = a * a - z2 * va
  const ratio = b / a
  if (!(lead > 0)) {
    return { ratio, lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY, bounded: false, level }
  }
  const root = Math.sqrt(Math.max(0, z2 * (a * a * vb + b * b * va - z2 * va * vb)))
  return { ratio, lower: (a * b - root) / lead, upper: (a * b + root) / lead, bounded: true, level }
}
