import type { FeatureTable } from '../../data/features.ts'
import { assertCount, assertPositive, InvalidInputError } from '../../errors.ts'
import { mostBins } from '../bins.ts'
import type { Loss } from './gradients.ts'

/** Rows to watch while training: rows of one's own, or a share of the training's, drawn by the seed and not trained on. */
export type Validation =
  | { readonly table: FeatureTable; readonly target: Float64Array; readonly weights?: Float64Array }
  | { readonly share: number }

/** How boosted trees are grown; everything has a default. */
export interface BoostingOptions {
  /** `logistic` (default): target 0 or 1, predictions are probabilities. `squared`: any number, predictions are means. */
  readonly loss?: Loss
  /** Most trees; 100. */
  readonly trees?: number
  /** Splits from root to leaf, 1 to 16; 6. Trees grow level by level. */
  readonly depth?: number
  /** Share of each tree's step that is taken, above 0 to 1; .1. */
  readonly learningRate?: number
  /** Added to the second derivatives of a leaf; 1. */
  readonly l2?: number
  /** Least sum of second derivatives in a leaf (of row weights, for squared loss); 1. */
  readonly minChildWeight?: number
  /** Least gain of a split; 0. */
  readonly minSplitGain?: number
  /** Share of rows, and of columns, each tree sees, above 0 to 1; 1. A level split one against the rest is a column. */
  readonly rowSample?: number
  readonly columnSample?: number
  /** Most bins of a column, 2 to 255, beside one for the missing; 255. */
  readonly bins?: number
  /**
   * `exact` sums float64 pairs. `packed` rounds each row's pair at random to whole numbers of 26 − log2(rows) bits and
   * sums both at once: less time, leaves a little less precise; exact above 4 million rows. `auto` (default): packed
   * for logistic loss from 20,000 rows on, where no row weighs more than ten times the mean; else exact.
   */
  readonly gradients?: 'auto' | 'exact' | 'packed'
  /** By name of a measured column: 1 where the prediction may only rise with it, −1 where it may only fall. */
  readonly monotone?: Readonly<Record<string, 1 | -1>>
  /** Weight of rows with target 1, beside their own; 1. For logistic loss. */
  readonly positiveWeight?: number
  /**
   * A categorical of up to so many levels is split one level against the rest, as 0/1 columns are; one with more, by
   * its levels sorted by mean gradient, which finds groups of levels; 16. Beyond 255 levels the rarest count as one.
   */
  readonly oneHotLevels?: number
  /** Sorted levels: weight of the node's zero in each level's mean, and what is added to `l2`; 10 and 10. */
  readonly levelSmoothing?: number
  readonly levelL2?: number
  readonly validation?: Validation
  /** Trees without a better validation loss after which training ends and the best count is kept; needs `validation`. */
  readonly earlyStoppingRounds?: number
  /** Of row and column samples, packed rounding, bins' samples and a validation share; 1. Same seed, same model. */
  readonly seed?: number
}

export type SettledOptions = Required<Omit<BoostingOptions, 'validation' | 'earlyStoppingRounds'>> &
  Pick<BoostingOptions, 'validation' | 'earlyStoppingRounds'>

/** The options with their defaults. @throws InvalidInputError for one out of its range */
export function settledOptions(given: BoostingOptions): SettledOptions {
  const o: SettledOptions = {
    loss: 'logistic',
    trees: 100,
    depth: 6,
    learningRate: 0.1,
    l2: 1,
    minChildWeight: 1,
    minSplitGain: 0,
    rowSample: 1,
    columnSample: 1,
    bins: mostBins,
    gradients: 'auto',
    monotone: {},
    positiveWeight: 1,
    oneHotLevels: 16,
    levelSmoothing: 10,
    levelL2: 10,
    seed: 1,
    ...given,
  }
  assertCount('options.trees', o.trees)
  assertCount('options.oneHotLevels', o.oneHotLevels)
  assertWithin('options.depth', o.depth, 1, 16)
  assertWithin('options.bins', o.bins, 2, mostBins)
  assertShare('options.learningRate', o.learningRate)
  assertShare('options.rowSample', o.rowSample)
  assertShare('options.columnSample', o.columnSample)
  assertPositive('options.positiveWeight', o.positiveWeight)
  for (const name of ['l2', 'minChildWeight', 'minSplitGain', 'levelSmoothing', 'levelL2'] as const)
    assertNotNegative(`options.${name}`, o[name])
  if (!['auto', 'exact', 'packed'].includes(o.gradients))
    throw new InvalidInputError('options.gradients', `must be auto, exact or packed, not ${o.gradients}.`)
  if (o.earlyStoppingRounds !== undefined) {
    assertCount('options.earlyStoppingRounds', o.earlyStoppingRounds, 1)
    if (!o.validation)
      throw new InvalidInputError('options.earlyStoppingRounds', 'needs rows to watch: give `validation`.')
  }
  return o
}

/** @throws InvalidInputError unless `value` is a whole number from `least` to `most` */
export function assertWithin(argument: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most)
    throw new InvalidInputError(argument, `must be a whole number from ${least} to ${most}, not ${value}.`)
}

/** @throws InvalidInputError unless `value` is above 0 and at most 1 */
export function assertShare(argument: string, value: number): void {
  if (!(value > 0 && value <= 1))
    throw new InvalidInputError(argument, `must be above 0 and at most 1, not ${value}.`)
}

function assertNotNegative(argument: string, value: number): void {
  if (!(Number.isFinite(value) && value >= 0))
    throw new InvalidInputError(argument, `must be a finite number of at least 0, not ${value}.`)
}
