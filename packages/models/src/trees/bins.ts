import type { RandomSource } from '../chance/random.ts'
import { missingCode } from '../data/features.ts'
import { cutSearch } from './cut-search.ts'
import { sortNumbers } from './sort-numbers.ts'

/** The code of a missing value in a binned column. */
export const missingBin = 255

/** Most bins a column can have beside the missing one. */
export const mostBins = 255

/** More rows than this and cuts come from a sample: enough for 255 quantiles, and cheap to sort. */
const cutSample = 50_000

/**
 * Cuts of a measured column: bin k holds cuts[k − 1] < x ≤ cuts[k]. Each distinct value has its own bin where there
 * are at most `bins` of them; else bins of about equal count. A cut lies midway between two values that were seen.
 * @param values one entry a row; NaN is missing
 * @param rows the first so many rows count
 * @returns ascending, at most bins − 1
 */
export function numericCuts(
  values: Float64Array | Float32Array,
  rows: number,
  bins: number,
  random: RandomSource,
): Float64Array {
  const sorted = sortNumbers(sampled(values, rows, random))
  const cuts: number[] = []
  let remaining = sorted.length
  let binsLeft = countDistinct(sorted, bins) <= bins ? Number.POSITIVE_INFINITY : bins
  let inBin = 0
  for (let i = 0; i < sorted.length - 1; i++) {
    inBin += 1
    const value = sorted[i] as number
    const next = sorted[i + 1] as number
    if (value === next || binsLeft <= 1 || inBin < remaining / binsLeft) continue
    cuts.push(between(value, next))
    remaining -= inBin
    binsLeft -= 1
    inBin = 0
  }
  return Float64Array.from(cuts)
}

function between(low: number, high: number): number {
  const middle = low / 2 + high / 2
  return middle >= low && middle < high ? middle : low
}

function countDistinct(sorted: Float64Array, enough: number): number {
  let count = sorted.length > 0 ? 1 : 0
  for (let i = 1; i < sorted.length && count <= enough; i++) if (sorted[i] !== sorted[i - 1]) count += 1
  return count
}

function sampled(values: Float64Array | Float32Array, rows: number, random: RandomSource): Float64Array {
  const step = Math.max(1, rows / cutSample)
  const taken = new Float64Array(Math.min(rows, cutSample))
  let count = 0
  for (let i = 0; i < taken.length; i++) {
    // One row of each stretch, so that an ordered file is covered evenly.
    const row = step === 1 ? i : Math.min(rows - 1, Math.floor((i + random()) * step))
    const value = values[row] as number
    if (Number.isNaN(value)) continue
    // −0 and 0 are one value, but sort apart.
    taken[count] = value + 0
    count += 1
  }
  return taken.subarray(0, count)
}

/** @returns one bin a row; `missingBin` for NaN */
export function numericCodes(values: Float64Array | Float32Array, cuts: Float64Array): Uint8Array {
  const codes = new Uint8Array(values.length)
  cutSearch(cuts).codesInto(values, 0, values.length, codes, missingBin)
  return codes
}

/** Which bin a level has, and which levels a bin has. */
export interface LevelBins {
  readonly binOf: Uint8Array
  readonly levelsOf: readonly (readonly number[])[]
}

/**
 * Bins of a categorical: one a level; where there are more levels than bins, the rarest share the last.
 * @param codes one entry a row, below `levels` or `missingCode`
 */
export function levelBins(codes: Uint32Array, rows: number, levels: number, bins: number): LevelBins {
  const counts = new Float64Array(levels)
  for (let i = 0; i < rows; i++) {
    const code = codes[i] as number
    if (code !== missingCode) counts[code] = (counts[code] as number) + 1
  }
  const byCount = Array.from(counts.keys())
  if (levels > bins) byCount.sort((a, b) => (counts[b] as number) - (counts[a] as number) || a - b)
  const binOf = new Uint8Array(levels)
  const levelsOf: number[][] = Array.from({ length: Math.min(levels, bins) }, () => [])
  byCount.forEach((level, rank) => {
    const bin = Math.min(rank, bins - 1)
    binOf[level] = bin
    levelsOf[bin]?.push(level)
  })
  return { binOf, levelsOf: levelsOf.map((some) => some.sort((a, b) => a - b)) }
}

/** @returns one bin a row; `missingBin` for a missing level */
export function levelCodes(codes: Uint32Array, bins: LevelBins): Uint8Array {
  return Uint8Array.from(codes, (code) => (code === missingCode ? missingBin : (bins.binOf[code] as number)))
}
