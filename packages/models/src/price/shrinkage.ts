import { assertFinite, assertOpenShare, InvalidInputError } from '../errors.ts'
import { normalQuantile } from '../numerics/normal.ts'

/** One group's own estimate; null where the group alone says nothing. */
export type OwnEstimate = { readonly estimate: number; readonly standardError: number } | null

export interface Shrunk {
  /** Between the group's own estimate and the mean of all; the mean itself where the group says nothing. */
  readonly estimate: number
  readonly standardError: number
  readonly lower: number
  readonly upper: number
  /** Weight of the group's own estimate, in [0, 1]. */
  readonly ownWeight: number
}

export interface Shrinkage {
  readonly groups: readonly Shrunk[]
  /** Mean of the groups' true values, and its standard error. */
  readonly mean: number
  readonly meanError: number
  /** Standard deviation of the true values between groups, ≥ 0. */
  readonly spread: number
}

/**
 * Empirical Bayes: estimates of many groups shrunk towards their common mean, the noisier the further. The spread between
 * groups is the one at which the estimates scatter as much as they should.
 * @param own estimates of the groups, at least one of them known
 * @param level of the intervals, in (0, 1); they count the error of the mean, not that of the spread
 * @throws InvalidInputError when no group has an estimate, or one is not finite or has an error below 0
 * Source: Paule & Mandel (1982) for the spread; Morris (1983), "Parametric empirical Bayes inference", for the rest.
 * @example
 * import { shrinkTowardsMean } from '@liangti/models'
 * const { groups, spread } = shrinkTowardsMean([
 *   { estimate: -1, standardError: 0.5 },
 *   { estimate: -3, standardError: 0.5 },
 *   null,
 * ])
 * spread // → 1.323
 * groups[2].estimate // → -2
 */
export function shrinkTowardsMean(own: readonly OwnEstimate[], level = 0.95): Shrinkage {
  assertOpenShare('level', level)
  const known = own.filter((e) => e !== null)
  known.forEach(({ estimate, standardError }, i) => {
    assertFinite(`own[${i}].estimate`, estimate)
    if (!(standardError >= 0 && Number.isFinite(standardError)))
      throw new InvalidInputError(
        `own[${i}].standardError`,
        `must be a finite number of at least 0, not ${standardError}.`,
      )
  })
  if (known.length === 0) throw new InvalidInputError('own', 'has no estimate to learn from.')
  const variance = spreadSquared(known)
  const { mean, meanVariance } = meanAt(known, variance)
  const z = normalQuantile(0.5 + level / 2)
  const groups = own.map((group): Shrunk => {
    const noise = group === null ? Infinity : group.standardError ** 2
    // No spread and no noise at all: each group is its own, and they agree.
    const ownWeight = group === null ? 0 : noise + variance === 0 ? 1 : variance / (variance + noise)
    const estimate = group === null ? mean : mean + ownWeight * (group.estimate - mean)
    const within = group === null ? variance : ownWeight * noise
    const standardError = Math.sqrt(within + (1 - ownWeight) ** 2 * meanVariance)
    return {
      estimate,
      standardError,
      lower: estimate - z * standardError,
      upper: estimate + z * standardError,
      ownWeight,
    }
  })
  return { groups, mean, meanError: Math.sqrt(meanVariance), spread: Math.sqrt(variance) }
}

type Known = NonNullable<OwnEstimate>

function meanAt(known: readonly Known[], variance: number): { mean: number; meanVariance: number } {
  const exact = known.filter((e) => e.standardError ** 2 + variance === 0)
  if (exact.length > 0)
    return { mean: exact.reduce((sum, e) => sum + e.estimate / exact.length, 0), meanVariance: 0 }
  let [weights, sum] = [0, 0]
  for (const { estimate, standardError } of known) {
    const weight = 1 / (standardError ** 2 + variance)
    weights += weight
    sum += weight * estimate
  }
  return { mean: sum / weights, meanVariance: 1 / weights }
}

/** The variance at which Σ (estimate − mean)² / (error² + variance) is the number of groups less one; 0 where it is below. */
function spreadSquared(known: readonly Known[]): number {
  const scatter = (variance: number) => {
    const { mean } = meanAt(known, variance)
    return known.reduce((sum, e) => {
      const gap = (e.estimate - mean) ** 2
      return gap === 0 ? sum : sum + gap / (e.standardError ** 2 + variance)
    }, 0)
  }
  const wanted = known.length - 1
  if (known.length < 2 || scatter(0) <= wanted) return 0
  const mean = known.reduce((sum, e) => sum + e.estimate / known.length, 0)
  let [low, high] = [0, known.reduce((sum, e) => sum + (e.estimate - mean) ** 2, 0) + 1e-300]
  for (let i = 0; i < 200 && high - low > 1e-14 * high; i++) {
    const middle = (low + high) / 2
    if (scatter(middle) > wanted) low = middle
    else high = middle
  }
  return (low + high) / 2
}
