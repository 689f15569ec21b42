import { assertCount, InvalidInputError } from '../errors.ts'
import { assertScores, countPositives, type TiedBlock, tiedBlocks } from './ranked.ts'

/** What a cut of the ranking gives: who is above it, and how many of them respond. */
export interface CutFigures {
  /** Rows above the cut, and their share of all rows. */
  readonly rows: number
  readonly share: number
  /**
   * Positives above the cut. A cut within equal scores takes its part of their positives: what a random choice among
   * them gives on average, so it can be a fraction.
   */
  readonly positives: number
  /** Positives ÷ rows above the cut (precision); null where no row is above it. */
  readonly hitRate: number | null
  /** Positives above the cut ÷ all positives (recall). */
  readonly coverage: number
  /** Hit rate ÷ base rate: times better than chance; null where no row is above the cut. */
  readonly lift: number | null
}

/**
 * Response rate of the top ⌈share · n⌉ rows ÷ the base rate.
 * @param scores one a row, no NaN; rows with equal scores at the cut are taken in part
 * @param target 0 or 1, one a row
 * @param share of the rows, in (0, 1]; `liftAt(…, 0.1)` is the usual lift10
 * @throws InvalidInputError for unequal lengths, other targets, no positive row, or a share outside (0, 1]
 * @example
 * import { liftAt } from '@liangti/models'
 * liftAt([9, 8, 7, 6, 5, 4, 3, 2, 1, 0], [1, 1, 0, 1, 0, 0, 0, 0, 0, 0], 0.2) // → 3.3333
 */
export function liftAt(scores: ArrayLike<number>, target: ArrayLike<number>, share: number): number {
  const figures = figuresAtShare(scores, target, share)
  return figures.lift as number // a share above 0 holds a row
}

/**
 * Hit rate and coverage when the top ⌈share · n⌉ rows are chosen.
 * @throws InvalidInputError as `liftAt`
 * @example
 * import { figuresAtShare } from '@liangti/models'
 * figuresAtShare([4, 3, 2, 1], [1, 0, 1, 0], 0.5) // → {"rows":2,"share":0.5,"positives":1,"hitRate":0.5,"coverage":0.5,"lift":1}
 */
export function figuresAtShare(
  scores: ArrayLike<number>,
  target: ArrayLike<number>,
  share: number,
): CutFigures {
  const ranking = rank(scores, target)
  if (!(share > 0 && share <= 1))
    throw new InvalidInputError('share', `must lie above 0 and at most at 1, not ${share}.`)
  return figuresOf(ranking, rowsIn(share, ranking.rows))
}

/**
 * Hit rate and coverage when every row with at least this score is chosen.
 * @param threshold on the scale of the scores
 * @throws InvalidInputError for unequal lengths, other targets, no positive row, or a threshold that is NaN
 */
export function figuresAtThreshold(
  scores: ArrayLike<number>,
  target: ArrayLike<number>,
  threshold: number,
): CutFigures {
  const ranking = rank(scores, target)
  if (Number.isNaN(threshold)) throw new InvalidInputError('threshold', 'must be a number.')
  const above = ranking.blocks.findLast((block) => block.score >= threshold)
  return figuresOf(ranking, above?.rowsSoFar ?? 0)
}

/** One slice of the ranking, from the best down, and all slices up to it. */
export interface GainRow {
  readonly slice: number
  /** Rows of the slice and their positives, as `CutFigures`. */
  readonly rows: number
  readonly positives: number
  readonly rate: number | null
  readonly lift: number | null
  readonly cumulative: CutFigures
}

/**
 * The gain and lift table: the ranking in equal slices, best first.
 * @param slices 10 by default; slice s ends after ⌈s · n ÷ slices⌉ rows
 * @throws InvalidInputError as `liftAt`, or unless slices is a whole number of at least 1
 */
export function gainTable(scores: ArrayLike<number>, target: ArrayLike<number>, slices = 10): GainRow[] {
  assertCount('slices', slices, 1)
  const ranking = rank(scores, target)
  const base = ranking.positives / ranking.rows
  const table: GainRow[] = []
  let before = { rows: 0, positives: 0 }
  for (let slice = 1; slice <= slices; slice++) {
    const cumulative = figuresOf(ranking, rowsIn(slice / slices, ranking.rows))
    const rows = cumulative.rows - before.rows
    const positives = cumulative.positives - before.positives
    const rate = rows === 0 ? null : positives / rows
    table.push({ slice, rows, positives, rate, lift: rate === null ? null : rate / base, cumulative })
    before = cumulative
  }
  return table
}

interface Ranking {
  rows: number
  positives: number
  blocks: TiedBlock[]
}

function rank(scores: ArrayLike<number>, target: ArrayLike<number>): Ranking {
  const positives = countPositives(target)
  assertScores(scores, target.length)
  if (positives === 0)
    throw new InvalidInputError('target', 'has no positive row; lift and coverage are not defined.')
  return { rows: target.length, positives, blocks: tiedBlocks(scores, target) }
}

/** ⌈share · n⌉, where a product such as .07 · 100 = 7.000000000000001 means 7. */
function rowsIn(share: number, rows: number): number {
  return Math.min(rows, Math.ceil(share * rows * (1 - 4 * Number.EPSILON)))
}

function figuresOf(ranking: Ranking, rows: number): CutFigures {
  const { blocks } = ranking
  let low = 0
  let high = blocks.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((blocks[middle] as TiedBlock).rowsSoFar < rows) low = middle + 1
    else high = middle
  }
  const block = blocks[low]
  const positives =
    rows === 0 || block === undefined
      ? 0
      : block.positivesSoFar - block.positives * ((block.rowsSoFar - rows) / block.rows)
  const hitRate = rows === 0 ? null : positives / rows
  return {
    rows,
    share: rows / ranking.rows,
    positives,
    hitRate,
    coverage: positives / ranking.positives,
    lift: hitRate === null ? null : hitRate / (ranking.positives / ranking.rows),
  }
}
