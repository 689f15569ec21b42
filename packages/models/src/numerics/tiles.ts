// Four rows by four rows at a time: each number loaded is used four times, and sixteen sums stay in registers.

/**
 * Rows `first` … `last` − 1 (their number a multiple of 4), columns `from` … `from + length` − 1, with the numbers of
 * four rows side by side, as `subtractTile` reads them.
 */
export function packRows(
  source: Float64Array,
  width: number,
  first: number,
  last: number,
  from: number,
  length: number,
  into: Float64Array,
): void {
  let at = 0
  for (let row = first; row < last; row += 4) {
    const a = row * width + from
    const b = a + width
    const c = b + width
    const d = c + width
    for (let k = 0; k < length; k++) {
      into[at] = source[a + k] as number
      into[at + 1] = source[b + k] as number
      into[at + 2] = source[c + k] as number
      into[at + 3] = source[d + k] as number
      at += 4
    }
  }
}

/** out[o …] −= A · Bᵀ for a 4 × 4 tile; `a` and `b` packed, starting at `ai` and `bi`. */
export function subtractTile(
  out: Float64Array,
  o: number,
  width: number,
  a: Float64Array,
  ai: number,
  b: Float64Array,
  bi: number,
  length: number,
): void {
  let [s00, s01, s02, s03] = [0, 0, 0, 0]
  let [s10, s11, s12, s13] = [0, 0, 0, 0]
  let [s20, s21, s22, s23] = [0, 0, 0, 0]
  let [s30, s31, s32, s33] = [0, 0, 0, 0]
  const end = ai + 4 * length
  for (let i = ai, j = bi; i < end; i += 4, j += 4) {
    const y0 = b[j] as number
    const y1 = b[j + 1] as number
    const y2 = b[j + 2] as number
    const y3 = b[j + 3] as number
    const x0 = a[i] as number
    s00 += x0 * y0
    s01 += x0 * y1
    s02 += x0 * y2
    s03 += x0 * y3
    const x1 = a[i + 1] as number
    s10 += x1 * y0
    s11 += x1 * y1
    s12 += x1 * y2
    s13 += x1 * y3
    const x2 = a[i + 2] as number
    s20 += x2 * y0
    s21 += x2 * y1
    s22 += x2 * y2
    s23 += x2 * y3
    const x3 = a[i + 3] as number
    s30 += x3 * y0
    s31 += x3 * y1
    s32 += x3 * y2
    s33 += x3 * y3
  }
  subtractRow(out, o, s00, s01, s02, s03)
  subtractRow(out, o + width, s10, s11, s12, s13)
  subtractRow(out, o + 2 * width, s20, s21, s22, s23)
  subtractRow(out, o + 3 * width, s30, s31, s32, s33)
}

function subtractRow(out: Float64Array, o: number, a: number, b: number, c: number, d: number): void {
  out[o] = (out[o] as number) - a
  out[o + 1] = (out[o + 1] as number) - b
  out[o + 2] = (out[o + 2] as number) - c
  out[o + 3] = (out[o + 3] as number) - d
}
