/** Sums of gradients by bin for four columns at once; a group of four columns shares its words. */

/** Entries of one column of one histogram. */
export const binSlots = 256

/**
 * Adds rows to a histogram of pairs: entry `(column * 256 + bin) * 2` is Σ gradient, the next Σ second derivative.
 * @param words the group's words start at `first`
 * @param order the rows are `order[start..end)`
 * @param pairs gradient and second derivative of those rows, in the same order
 */
export function addPairs(
  histogram: Float64Array,
  words: Uint32Array,
  first: number,
  order: Uint32Array,
  start: number,
  end: number,
  pairs: Float64Array,
): void {
  for (let i = start, k = 0; i < end; i++, k += 2) {
    const word = words[first + (order[i] as number)] as number
    const g = pairs[k] as number
    const h = pairs[k + 1] as number
    let at = (word & 255) << 1
    histogram[at] = (histogram[at] as number) + g
    histogram[at + 1] = (histogram[at + 1] as number) + h
    at = 512 + ((word >>> 7) & 510)
    histogram[at] = (histogram[at] as number) + g
    histogram[at + 1] = (histogram[at + 1] as number) + h
    at = 1024 + ((word >>> 15) & 510)
    histogram[at] = (histogram[at] as number) + g
    histogram[at + 1] = (histogram[at + 1] as number) + h
    at = 1536 + ((word >>> 23) & 510)
    histogram[at] = (histogram[at] as number) + g
    histogram[at + 1] = (histogram[at + 1] as number) + h
  }
}

/** As `addPairs`, with both sums in one whole number an entry: half the memory touched, and no rounding. */
export function addPacked(
  histogram: Float64Array,
  words: Uint32Array,
  first: number,
  order: Uint32Array,
  start: number,
  end: number,
  packed: Float64Array,
): void {
  for (let i = start, k = 0; i < end; i++, k++) {
    const word = words[first + (order[i] as number)] as number
    const p = packed[k] as number
    let at = word & 255
    histogram[at] = (histogram[at] as number) + p
    at = 256 + ((word >>> 8) & 255)
    histogram[at] = (histogram[at] as number) + p
    at = 512 + ((word >>> 16) & 255)
    histogram[at] = (histogram[at] as number) + p
    at = 768 + (word >>> 24)
    histogram[at] = (histogram[at] as number) + p
  }
}

/** parent − child, in place of the parent: the other child's histogram. */
export function subtract(parent: Float64Array, child: Float64Array): void {
  for (let i = 0; i < parent.length; i++) parent[i] = (parent[i] as number) - (child[i] as number)
}
