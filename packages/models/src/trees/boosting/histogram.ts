import { InvalidInputError } from '../../errors.ts'

/** Sums of gradients by bin for four columns at once; a group of four columns shares its words. */

/** Entries of one column of one histogram. */
export const binSlots = 256

/** Rows summed at a time: their words and gradients stay in the first-level cache for every group of columns. */
export const blockRows = 256

/**
 * Adds a block of rows to a histogram of pairs: entry `(column * 256 + bin) * 2` is Σ gradient, the next Σ second
 * derivative.
 * @param words the words of a row lie side by side, those of the block's row k from `firsts[k]`
 * @param place which of a row's words is the group's
 * @param pairs gradient and second derivative of the block's rows
 */
export function addPairs(
  histogram: Float64Array,
  words: Int32Array,
  place: number,
  firsts: Int32Array,
  count: number,
  pairs: Float64Array,
): void {
  for (let k = 0; k < count; k++) {
    const word = words[((firsts[k] as number) + place) | 0] as number
    const g = pairs[k << 1] as number
    const h = pairs[(k << 1) | 1] as number
    const a = (word & 255) << 1
    const b = 512 | ((word >>> 7) & 510)
    const c = 1024 | ((word >>> 15) & 510)
    const d = 1536 | ((word >>> 23) & 510)
    histogram[a] = (histogram[a] as number) + g
    histogram[a | 1] = (histogram[a | 1] as number) + h
    histogram[b] = (histogram[b] as number) + g
    histogram[b | 1] = (histogram[b | 1] as number) + h
    histogram[c] = (histogram[c] as number) + g
    histogram[c | 1] = (histogram[c | 1] as number) + h
    histogram[d] = (histogram[d] as number) + g
    histogram[d | 1] = (histogram[d | 1] as number) + h
  }
}

/** As `addPairs`, with both sums in one whole number an entry: half the memory touched, and no rounding. */
export function addPacked(
  histogram: Float64Array,
  words: Int32Array,
  place: number,
  firsts: Int32Array,
  count: number,
  packed: Float64Array,
): void {
  for (let k = 0; k < count; k++) {
    const word = words[((firsts[k] as number) + place) | 0] as number
    const p = packed[k] as number
    const a = word & 255
    const b = 256 | ((word >>> 8) & 255)
    const c = 512 | ((word >>> 16) & 255)
    const d = 768 | (word >>> 24)
    histogram[a] = (histogram[a] as number) + p
    histogram[b] = (histogram[b] as number) + p
    histogram[c] = (histogram[c] as number) + p
    histogram[d] = (histogram[d] as number) + p
  }
}

/** parent − child, in place of the parent: the other child's histogram. */
export function subtract(parent: Float64Array, child: Float64Array): void {
  for (let i = 0; i < parent.length; i++) parent[i] = (parent[i] as number) - (child[i] as number)
}

/**
 * The words of some groups, column by column as the table has them, copied row by row: the rows of a small node lie far
 * apart, and so each costs one wait for memory and not one for each group.
 * @throws InvalidInputError where there are more words than a whole number of 32 bits can count
 */
export function wordsByRow(words: Uint32Array, rows: number, groups: readonly number[]): Int32Array {
  const width = groups.length
  if (rows * width >= 2 ** 31)
    throw new InvalidInputError(
      'table',
      `has ${rows} rows of ${4 * width} columns; rows × columns must stay below 2³³ on one thread.`,
    )
  const copy = new Int32Array(rows * width)
  for (let first = 0; first < rows; first += blockRows) {
    const end = Math.min(rows, first + blockRows)
    groups.forEach((group, place) => {
      const from = group * rows
      for (let row = first; row < end; row++) copy[row * width + place] = words[from + row] as number
    })
  }
  return copy
}
