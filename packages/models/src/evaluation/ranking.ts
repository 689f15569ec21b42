import { InvalidInputError } from '../errors.ts'
import { assertScores, countPositives, tiedBlocks } from './ranked.ts'

/**
 * Probability that a positive row has a higher score than a negative one, ties counting half: the area under the ROC
 * curve. O(n log n).
 * @param scores one a row, higher meaning likelier; any scale, no NaN
 * @param target 0 or 1, one a row
 * @throws InvalidInputError for unequal lengths, other targets, or rows of one class only (the area is not defined)
 * Source: Hanley & McNeil (1982); the Mann-Whitney statistic with midranks.
 * @example
 * import { areaUnderRoc } from '@liangti/models'
 * areaUnderRoc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]) // → 0.75
 */
export function areaUnderRoc(scores: ArrayLike<number>, target: ArrayLike<number>): number {
  const { positives, negatives } = bothClasses(scores, target)
  let won = 0
  for (const block of tiedBlocks(scores, target)) {
    const below = negatives - (block.rowsSoFar - block.positivesSoFar)
    won += block.positives * (below + (block.rows - block.positives) / 2)
  }
  return won / positives / negatives
}

/**
 * Average precision: the precision at each score, weighted by the share of positives first found there. Not
 * interpolated; equal scores are one step. O(n log n).
 * @param scores one a row, no NaN
 * @param target 0 or 1, one a row
 * @throws InvalidInputError for unequal lengths, other targets, or no positive row
 * Source: the definition of scikit-learn's `average_precision_score`.
 * @example
 * import { averagePrecision } from '@liangti/models'
 * averagePrecision([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]) // → 0.8333
 */
export function averagePrecision(scores: ArrayLike<number>, target: ArrayLike<number>): number {
  const positives = countPositives(target)
  assertScores(scores, target.length)
  if (positives === 0)
    throw new InvalidInputError('target', 'has no positive row; average precision is not defined.')
  let sum = 0
  for (const block of tiedBlocks(scores, target))
    sum += block.positives * (block.positivesSoFar / block.rowsSoFar)
  return sum / positives
}

export interface RocPoint {
  /** Rows with this score or a higher one are called positive. */
  readonly threshold: number
  readonly falsePositiveRate: number
  readonly truePositiveRate: number
}

/** The ROC curve from (0, 0) to (1, 1), one point a distinct score. @throws InvalidInputError as `areaUnderRoc` */
export function rocCurve(scores: ArrayLike<number>, target: ArrayLike<number>): RocPoint[] {
  const { positives, negatives } = bothClasses(scores, target)
  const points: RocPoint[] = [{ threshold: Infinity, falsePositiveRate: 0, truePositiveRate: 0 }]
  for (const block of tiedBlocks(scores, target))
    points.push({
      threshold: block.score,
      falsePositiveRate: (block.rowsSoFar - block.positivesSoFar) / negatives,
      truePositiveRate: block.positivesSoFar / positives,
    })
  return points
}

function bothClasses(scores: ArrayLike<number>, target: ArrayLike<number>) {
  const positives = countPositives(target)
  assertScores(scores, target.length)
  const negatives = target.length - positives
  if (positives === 0 || negatives === 0)
    throw new InvalidInputError('target', `has only ${positives === 0 ? '0' : '1'}; both classes are needed.`)
  return { positives, negatives }
}
