import type { Matrix } from '../data/matrix.ts'
import type { Design } from './encoding.ts'

/** Weights of the columns, and the intercept last: `width + 1` entries. */
export type Weights = Float64Array

/** `out[i]` = intercept + the row's columns · weights. */
export function marginsOf(design: Design, weights: Weights, out: Float64Array): Float64Array {
  out.fill(weights[design.width] as number)
  design.numeric.forEach(({ values, fill, mean, scale }, j) => {
    const weight = weights[j] as number
    for (let i = 0; i < out.length; i++) {
      const x = values[i] as number
      out[i] = (out[i] as number) + (((Number.isNaN(x) ? fill : x) - mean) / scale) * weight
    }
  })
  for (const codes of design.codes) {
    for (let i = 0; i < out.length; i++) {
      const column = codes[i] as number
      if (column >= 0) out[i] = (out[i] as number) + (weights[column] as number)
    }
  }
  return out
}

/** `out` = Xᵀ · r, with the sum of r last. */
export function columnSums(design: Design, r: Float64Array, out: Weights): Weights {
  out.fill(0)
  design.numeric.forEach(({ values, fill, mean, scale }, j) => {
    let sum = 0
    for (let i = 0; i < r.length; i++) {
      const x = values[i] as number
      sum += ((Number.isNaN(x) ? fill : x) - mean) * (r[i] as number)
    }
    out[j] = sum / scale
  })
  for (const codes of design.codes) {
    for (let i = 0; i < r.length; i++) {
      const column = codes[i] as number
      if (column >= 0) out[column] = (out[column] as number) + (r[i] as number)
    }
  }
  let total = 0
  for (let i = 0; i < r.length; i++) total += r[i] as number
  out[design.width] = total
  return out
}

const blockRows = 256

/** Xᵀ · diag(s) · X with the intercept as last column; (width + 1)², both triangles. O(rows · (features of a row)²). */
export function weightedGram(design: Design, s: Float64Array): Matrix {
  const n = design.width + 1
  const gram = new Float64Array(n * n)
  const m = design.numeric.length
  // The intercept is a measured column of ones here.
  const dense = new Float64Array(blockRows * (m + 1)).fill(1)
  const at = Int32Array.from({ length: m + 1 }, (_, j) => (j < m ? j : design.width))
  for (let from = 0; from < design.rows; from += blockRows) {
    const rows = Math.min(blockRows, design.rows - from)
    design.numeric.forEach(({ values, fill, mean, scale }, j) => {
      for (let i = 0; i < rows; i++) {
        const x = values[from + i] as number
        dense[i * (m + 1) + j] = ((Number.isNaN(x) ? fill : x) - mean) / scale
      }
    })
    for (let i = 0; i < rows; i++) addRow(gram, n, dense, i * (m + 1), at, s[from + i] as number)
    for (let i = 0; i < rows; i++) addCodes(gram, n, design, dense, i * (m + 1), at, from + i, s)
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const value = (gram[i * n + j] as number) + (gram[j * n + i] as number)
      gram[i * n + j] = value
      gram[j * n + i] = value
    }
  }
  return { rows: n, columns: n, values: gram }
}

/** Adds the products of the row's measured columns, each pair once. */
function addRow(
  gram: Float64Array,
  n: number,
  dense: Float64Array,
  row: number,
  at: Int32Array,
  s: number,
): void {
  for (let j = 0; j < at.length; j++) {
    const factor = s * (dense[row + j] as number)
    const to = (at[j] as number) * n
    for (let k = 0; k <= j; k++)
      gram[to + (at[k] as number)] =
        (gram[to + (at[k] as number)] as number) + factor * (dense[row + k] as number)
  }
}

/** Adds the products of the row's levels with its measured columns and with each other, each pair once. */
function addCodes(
  gram: Float64Array,
  n: number,
  design: Design,
  dense: Float64Array,
  row: number,
  at: Int32Array,
  i: number,
  s: Float64Array,
): void {
  const weight = s[i] as number
  for (let c = 0; c < design.codes.length; c++) {
    const column = (design.codes[c] as Int32Array)[i] as number
    if (column < 0) continue
    const to = column * n
    for (let k = 0; k < at.length; k++)
      gram[to + (at[k] as number)] =
        (gram[to + (at[k] as number)] as number) + weight * (dense[row + k] as number)
    for (let d = 0; d <= c; d++) {
      const other = (design.codes[d] as Int32Array)[i] as number
      if (other >= 0) gram[to + other] = (gram[to + other] as number) + weight
    }
  }
}
