import { InvalidInputError } from '../errors.ts'
import { packRows, subtractTile } from './tiles.ts'

/** Columns of one panel. */
const panel = 64
/** Longest products summed in one go, so that what is packed stays in the cache. */
const deep = 256
/** Rows held against all others. */
const held = 32

/**
 * Cholesky factor in place, panel by panel: O(n³/3), nearly all of it in tiles.
 * @param w n × n, symmetric; only the lower triangle is read, only it holds the factor afterwards
 * @param n a multiple of 4
 * @throws InvalidInputError when it is not positive definite (names the row)
 */
export function factorInPlace(w: Float64Array, n: number): void {
  const packed = new Float64Array(n * panel)
  for (let p = 0; p < n; p += panel) {
    const e = Math.min(p + panel, n)
    for (let i = p; i < n; i++) factorRow(w, n, i, p, Math.min(i + 1, e))
    packRows(w, n, e, n, p, e - p, packed)
    const length = e - p
    for (let block = e; block < n; block += held)
      for (let i = block; i < n; i += 4)
        for (let j = block; j < Math.min(block + held, i + 4); j += 4)
          subtractTile(w, i * n + j, n, packed, (i - e) * length, packed, (j - e) * length, length)
  }
}

/** Entries `p` … `end` − 1 of row i, of which the products of earlier panels are already subtracted. */
function factorRow(w: Float64Array, n: number, i: number, p: number, end: number): void {
  const ri = i * n
  for (let j = p; j < end; j++) {
    const rj = j * n
    let rest = w[ri + j] as number
    for (let k = p; k < j; k++) rest -= (w[ri + k] as number) * (w[rj + k] as number)
    if (j < i) w[ri + j] = rest / (w[rj + j] as number)
    else if (rest > 0 && Number.isFinite(rest)) w[ri + j] = Math.sqrt(rest)
    else throw new InvalidInputError('a', `is not positive definite: pivot ${rest} in row ${i}.`)
  }
}

/** Lᵀ⁻¹ by rows: row j holds column j of L⁻¹, from entry j on. */
export function inverseOfFactor(l: Float64Array, n: number): Float64Array {
  const v = new Float64Array(n * n)
  const rows = new Float64Array(panel * deep)
  const tile = new Float64Array(4 * deep)
  for (let p = 0; p < n; p += panel) {
    const e = Math.min(p + panel, n)
    for (let c = 0; c < p; c += deep) {
      const length = Math.min(deep, p - c)
      packRows(l, n, p, e, c, length, rows)
      // Further rows have nothing in these columns.
      for (let j = 0; j < c + length; j += 4) {
        packRows(v, n, j, j + 4, c, length, tile)
        for (let i = p; i < e; i += 4) subtractTile(v, j * n + i, n, tile, 0, rows, (i - p) * length, length)
      }
    }
    for (let j = 0; j < e; j++) solveRow(l, v, n, j, p, e)
  }
  return v
}

/** Entries of row j of Lᵀ⁻¹ within a panel, given minus the products with what lies before it. */
function solveRow(l: Float64Array, v: Float64Array, n: number, j: number, p: number, e: number): void {
  const from = Math.max(p, j)
  for (let i = from; i < e; i++) {
    let rest = (i === j ? 1 : 0) + (v[j * n + i] as number)
    for (let k = from; k < i; k++) rest -= (l[i * n + k] as number) * (v[j * n + k] as number)
    v[j * n + i] = rest / (l[i * n + i] as number)
  }
}

/** −V·Vᵀ for upper triangular V, into the lower triangle of `out`, which is all zeros before. */
export function subtractOuterProduct(v: Float64Array, n: number, out: Float64Array): void {
  const packed = new Float64Array(n * Math.min(deep, n))
  for (let c = 0; c < n; c += deep) {
    const length = Math.min(deep, n - c)
    const rows = c + length
    packRows(v, n, 0, rows, c, length, packed)
    for (let block = 0; block < rows; block += held)
      for (let i = block; i < rows; i += 4)
        for (let j = block; j < Math.min(block + held, i + 4); j += 4)
          subtractTile(out, i * n + j, n, packed, i * length, packed, j * length, length)
  }
}
