import { assertCount, assertPositive, InvalidInputError } from '../errors.ts'
import { chiSquaredTails } from '../numerics/chi-squared.ts'

export interface SampleRatioTest {
  /** Pearson's X². */
  statistic: number
  degreesOfFreedom: number
  /** Chance of a split at least this uneven when the draw works. Below 0.001 something is broken. */
  pValue: number
}

/**
 * Sample-ratio mismatch: do the counts of the arms fit the shares they were drawn with?
 * @param counts units seen in each arm, two or more arms
 * @param weights intended weights, same length, each > 0; they need not add up to 1. Default: equal arms
 * @returns p 1 where nobody is in any arm
 * @throws InvalidInputError for other shapes
 * Source: Pearson's chi-squared goodness of fit, arms − 1 degrees of freedom.
 */
export function sampleRatioMismatch(counts: readonly number[], weights?: readonly number[]): SampleRatioTest {
  if (counts.length < 2) throw new InvalidInputError('counts', 'needs at least two arms.')
  const shares = weights ?? counts.map(() => 1)
  if (shares.length !== counts.length)
    throw new InvalidInputError('weights', `has ${shares.length} entries for ${counts.length} arms.`)
  for (const [i, count] of counts.entries()) assertCount(`counts[${i}]`, count)
  for (const [i, weight] of shares.entries()) assertPositive(`weights[${i}]`, weight)
  const total = counts.reduce((sum, count) => sum + count, 0)
  const weight = shares.reduce((sum, w) => sum + w, 0)
  const degreesOfFreedom = counts.length - 1
  if (total === 0) return { statistic: 0, degreesOfFreedom, pValue: 1 }
  let statistic = 0
  counts.forEach((count, i) => {
    const expected = (total * (shares[i] ?? 0)) / weight
    statistic += (count - expected) ** 2 / expected
  })
  return { statistic, degreesOfFreedom, pValue: chiSquaredTails(statistic, degreesOfFreedom).upper }
}
