import { assertCount, InvalidInputError } from '../../errors.ts'
import { mostBins } from '../bins.ts'
import { assertWithin } from '../boosting/options.ts'

/** How a forest is grown; everything has a default. */
export interface ForestOptions {
  /** Trees, at least one; 300. */
  readonly trees?: number
  /** Least rows in a leaf, counted once however often the bootstrap drew them; 5. */
  readonly minLeaf?: number
  /** Most splits from root to leaf; no limit where missing. */
  readonly depth?: number
  /** Columns looked at for a split: a whole number, or `sqrt` (default) of all; a level against the rest is a column. */
  readonly columns?: number | 'sqrt'
  /** Whether each tree sees as many rows drawn with replacement (default), or all. */
  readonly bootstrap?: boolean
  /** Most bins of a measured column, 2 to 255; 255. */
  readonly bins?: number
  /** A categorical of up to so many levels is split one level against the rest, one with more by sorted levels; 16. */
  readonly oneHotLevels?: number
  /** Same seed, same forest; 1. */
  readonly seed?: number
}

export type SettledForest = Required<ForestOptions>

/** The options with their defaults. @throws InvalidInputError for one out of its range */
export function settledForest(given: ForestOptions): SettledForest {
  const o: SettledForest = {
    trees: 300,
    minLeaf: 5,
    depth: 1_000_000,
    columns: 'sqrt',
    bootstrap: true,
    bins: mostBins,
    oneHotLevels: 16,
    seed: 1,
    ...given,
  }
  assertCount('options.trees', o.trees, 1)
  assertCount('options.minLeaf', o.minLeaf, 1)
  assertCount('options.depth', o.depth, 1)
  assertCount('options.oneHotLevels', o.oneHotLevels)
  assertWithin('options.bins', o.bins, 2, mostBins)
  if (o.columns !== 'sqrt' && (!Number.isInteger(o.columns) || o.columns < 1))
    throw new InvalidInputError(
      'options.columns',
      `must be "sqrt" or a whole number from 1, not ${o.columns}.`,
    )
  return o
}
