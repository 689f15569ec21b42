/** Finds which bin of ascending cuts a number is in: bin k holds cuts[k − 1] < x ≤ cuts[k]. */
export interface CutSearch {
  /** Bins of `values[first..first + rows)` into `codes[0..rows)`; NaN becomes `missing`. */
  codesInto(
    values: Float64Array | Float32Array,
    first: number,
    rows: number,
    codes: Uint8Array,
    missing: number,
  ): void
}

/**
 * A table on the top 16 bits of a number as a 32-bit float leads to the bin or near it; three times as fast as halving.
 * @param cuts ascending, at most 255
 */
export function cutSearch(cuts: Float64Array): CutSearch {
  const starts = startsByTopBits(cuts)
  const float = new Float32Array(1)
  const bits = new Uint32Array(float.buffer)
  const last = cuts.length
  return {
    codesInto(values, first, rows, codes, missing) {
      for (let i = 0; i < rows; i++) {
        const x = values[first + i] as number
        if (Number.isNaN(x)) {
          codes[i] = missing
          continue
        }
        float[0] = x
        let code = starts[orderedTop(bits[0] as number)] as number
        // Rounding to a float may be off by a step in either direction.
        while (code < last && x > (cuts[code] as number)) code += 1
        while (code > 0 && x <= (cuts[code - 1] as number)) code -= 1
        codes[i] = code
      }
    },
  }
}

/** The top 16 bits of a float, so that greater numbers have greater bits. */
function orderedTop(bits: number): number {
  return (bits & 0x80000000 ? ~bits : bits | 0x80000000) >>> 16
}

/** For each value of the top 16 bits of a float, the bin of the least number that has them. */
function startsByTopBits(cuts: Float64Array): Uint8Array {
  const starts = new Uint8Array(65_536)
  const float = new Float32Array(1)
  const bits = new Uint32Array(float.buffer)
  let code = 0
  for (let top = 0; top < 65_536; top++) {
    const ordered = top << 16
    bits[0] = ordered & 0x80000000 ? ordered & 0x7fffffff : ~ordered
    while (code < cuts.length && (float[0] as number) > (cuts[code] as number)) code += 1
    starts[top] = code
  }
  return starts
}
