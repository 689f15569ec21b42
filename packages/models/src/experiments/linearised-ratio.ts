import { assertFinite, InvalidInputError } from '../errors.ts'
import { assertSummary, type SampleSummary } from './summary.ts'

/**
 * One arm's numerator y beside its denominator d, unit by unit (money beside orders, clicks beside views): six sums, so
 * that an engine can compute them in one pass.
 */
export interface RatioSummary extends SampleSummary {
  /** Σ d */
  denominatorSum: number
  /** Σ d² */
  denominatorSumSquares: number
  /** Σ y d */
  crossSum: number
}

/**
 * A ratio metric Σ y / Σ d of one arm as a mean: the sums of zᵢ = R + (yᵢ − R dᵢ) / d̄, whose mean is the ratio R and whose
 * variance is the one the delta method gives R. To be given to `differenceOfMeans`, as control or as treated, with any of
 * its options. Units are what was drawn (customers), however many orders each has.
 * @param arm six sums of the arm, n ≥ 2
 * @throws InvalidInputError for sums that contradict each other, or a denominator that adds up to 0
 * Source: Deng, Knoblich & Lu (2018), "Applying the delta method in metric analytics", section 3.
 * @example
 * import { linearisedRatio, meanOf } from '@liangti/models'
 * const arm = { n: 2, sum: 3, sumSquares: 5, denominatorSum: 4, denominatorSumSquares: 10, crossSum: 7 }
 * meanOf(linearisedRatio(arm)) // → .75
 */
export function linearisedRatio(arm: RatioSummary): SampleSummary {
  assertSummary('arm', arm)
  const d = { n: arm.n, sum: arm.denominatorSum, sumSquares: arm.denominatorSumSquares }
  assertSummary('arm.denominator', d)
  assertFinite('arm.crossSum', arm.crossSum)
  if (d.sum === 0)
    throw new InvalidInputError('arm.denominatorSum', 'is 0: a ratio to nothing is not defined.')
  const ratio = arm.sum / d.sum
  const mean = d.sum / arm.n
  // Σ (y − R d)² = Σ y² − 2R Σ y d + R² Σ d², about its mean, which is 0.
  const squares = arm.sumSquares - 2 * ratio * arm.crossSum + ratio * ratio * d.sumSquares
  const size = arm.sumSquares + Math.abs(2 * ratio * arm.crossSum) + ratio * ratio * d.sumSquares
  if (squares < -1e-9 * size)
    throw new InvalidInputError(
      'arm.crossSum',
      'implies a correlation above 1: the sums are not of the same units.',
    )
  const about = squares > 1e-13 * size ? squares / (mean * mean) : 0
  return { n: arm.n, sum: ratio * arm.n, sumSquares: about + ratio * ratio * arm.n }
}
