import type { RandomSource } from '../chance/random.ts'
import type { FeatureTable } from '../data/features.ts'
import { type LevelBins, levelBins, levelCodes, missingBin, numericCodes, numericCuts } from './bins.ts'
import { boundColumns } from './bound-columns.ts'
import type { EnsembleFeature, TreeNode } from './ensemble.ts'

/** How a column was cut into bins. */
export type BinnedColumn =
  | { readonly kind: 'numeric'; readonly bins: number; readonly cuts: Float64Array }
  | { readonly kind: 'categorical'; readonly bins: number; readonly levels: LevelBins }

/**
 * A table in bins of one byte, four columns to a 32-bit word: the word of group g and row i is `words[g * rows + i]`,
 * column 4g + j is its byte j. Columns that fill the last group up are all 0.
 */
export interface BinnedTable {
  readonly rows: number
  readonly features: readonly EnsembleFeature[]
  readonly columns: readonly BinnedColumn[]
  readonly words: Uint32Array
}

/**
 * Cuts from the first table; its rows come first, those of `more` after it.
 * @param bins most bins a column, from 2 to `mostBins`
 * @param allocate gives the memory of the words; shared memory where threads are to read it
 * @throws InvalidInputError when `more` lacks a column or has it in another kind
 */
export function binnedTable(
  table: FeatureTable,
  more: FeatureTable | null,
  bins: number,
  random: RandomSource,
  allocate: (bytes: number) => ArrayBufferLike,
): BinnedTable {
  const features = table.features.map(
    (feature): EnsembleFeature =>
      feature.kind === 'numeric'
        ? { kind: 'numeric', name: feature.name }
        : { kind: 'categorical', name: feature.name, levels: [...feature.levels] },
  )
  const parts = [table, ...(more ? [more] : [])]
  const rows = parts.reduce((sum, part) => sum + part.rows, 0)
  const words = new Uint32Array(allocate(Math.ceil(features.length / 4) * rows * 4))
  const columns = table.features.map((feature): BinnedColumn => {
    if (feature.kind === 'numeric') {
      const cuts = numericCuts(feature.values, table.rows, bins, random)
      return { kind: 'numeric', cuts, bins: cuts.length + 1 }
    }
    const levels = levelBins(feature.codes, table.rows, feature.levels.length, bins)
    return { kind: 'categorical', levels, bins: levels.levelsOf.length }
  })
  let first = 0
  for (const part of parts) {
    boundColumns(features, part).forEach((bound, c) => {
      const column = columns[c] as BinnedColumn
      const codes =
        bound.kind === 'numeric'
          ? numericCodes(bound.values, column.kind === 'numeric' ? column.cuts : new Float64Array(0))
          : levelCodes(bound.codes, (column as BinnedColumn & { kind: 'categorical' }).levels)
      pack(words, (c >>> 2) * rows + first, codes, (c & 3) << 3)
    })
    first += part.rows
  }
  return { rows, features, columns, words }
}

function pack(words: Uint32Array, first: number, codes: Uint8Array, shift: number): void {
  for (let i = 0; i < codes.length; i++)
    words[first + i] = (words[first + i] as number) | ((codes[i] as number) << shift)
}

/** What a split sends left, in bins. */
export interface BinSplit {
  readonly column: number
  /** Numbers: bins up to this one go left. Null for a split of levels. */
  readonly lastLeft: number | null
  /** Levels: these bins go left. */
  readonly leftBins: readonly number[]
  readonly missingLeft: boolean
}

/** For each of the 256 codes: 1 when it goes left. */
export function leftTable(split: BinSplit): Uint8Array {
  const table = new Uint8Array(256)
  if (split.lastLeft !== null) table.fill(1, 0, split.lastLeft + 1)
  for (const bin of split.leftBins) table[bin] = 1
  table[missingBin] = split.missingLeft ? 1 : 0
  return table
}

/** The split as the ensemble says it. */
export function splitNode(
  table: BinnedTable,
  split: BinSplit,
  rest: { left: number; right: number; gain: number; cover: number },
): TreeNode {
  const column = table.columns[split.column] as BinnedColumn
  const common = { feature: split.column, missingLeft: split.missingLeft, ...rest }
  if (column.kind === 'numeric')
    // Past the last cut stands "any number", against the missing.
    return { kind: 'number', ...common, threshold: column.cuts[split.lastLeft ?? 0] ?? Number.MAX_VALUE }
  const leftLevels = split.leftBins.flatMap((bin) => column.levels.levelsOf[bin] ?? [])
  return { kind: 'levels', ...common, leftLevels: leftLevels.sort((a, b) => a - b) }
}
