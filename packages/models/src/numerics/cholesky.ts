import type { Matrix } from '../data/matrix.ts'
import { InvalidInputError } from '../errors.ts'
import { factorInPlace, inverseOfFactor, subtractOuterProduct } from './blocked.ts'

/**
 * Lower triangle L with L·Lᵀ = A, in blocks of rows so that both operands stream; O(n³/3).
 * @param a symmetric, n × n; only its lower triangle is read; not changed
 * @returns n × n, zeros above the diagonal
 * @throws InvalidInputError when A is not square or not positive definite (names the row)
 */
export function cholesky(a: Matrix): Matrix {
  const n = a.rows
  if (a.columns !== n) throw new InvalidInputError('a', `must be square, not ${a.rows} × ${a.columns}.`)
  const l = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    const ri = i * n
    for (let j = 0; j <= i; j++) {
      const rj = j * n
      let s0 = 0
      let s1 = 0
      let k = 0
      for (; k + 1 < j; k += 2) {
        s0 += (l[ri + k] as number) * (l[rj + k] as number)
        s1 += (l[ri + k + 1] as number) * (l[rj + k + 1] as number)
      }
      if (k < j) s0 += (l[ri + k] as number) * (l[rj + k] as number)
      const rest = (a.values[ri + j] as number) - s0 - s1
      if (j < i) l[ri + j] = rest / (l[rj + j] as number)
      else if (rest > 0 && Number.isFinite(rest)) l[ri + i] = Math.sqrt(rest)
      else throw new InvalidInputError('a', `is not positive definite: pivot ${rest} in row ${i}.`)
    }
  }
  return { rows: n, columns: n, values: l }
}

/** Solves L·Lᵀ·x = b. @param b length n; not changed */
export function choleskySolve(l: Matrix, b: ArrayLike<number>): Float64Array {
  const n = l.rows
  if (b.length !== n) throw new InvalidInputError('b', `has ${b.length} entries, not ${n}.`)
  const x = Float64Array.from(b)
  for (let i = 0; i < n; i++) {
    let s = x[i] as number
    for (let k = 0; k < i; k++) s -= (l.values[i * n + k] as number) * (x[k] as number)
    x[i] = s / (l.values[i * n + i] as number)
  }
  for (let i = n - 1; i >= 0; i--) {
    const value = (x[i] as number) / (l.values[i * n + i] as number)
    x[i] = value
    // By rows of L, which lie together, not by its columns.
    for (let k = 0; k < i; k++) x[k] = (x[k] as number) - (l.values[i * n + k] as number) * value
  }
  return x
}

/** Below this the tiles cost more than they save. */
const largeMatrix = 96

/**
 * Inverse of a symmetric positive definite matrix, O(n³); large ones in tiles, with room for two more of their size.
 * @throws InvalidInputError as `cholesky`
 */
export function inverseOf(a: Matrix): Matrix {
  if (a.rows >= largeMatrix && a.rows === a.columns) return inverseByTiles(a)
  const l = cholesky(a)
  const n = l.rows
  const inverse = lowerInverse(l)
  const values = new Float64Array(n * n)
  // A⁻¹ = Lᵀ⁻¹ · L⁻¹: adds the outer product of each row of L⁻¹ to the lower triangle.
  for (let k = 0; k < n; k++) {
    const row = inverse.subarray(k * n, k * n + k + 1)
    for (let i = 0; i <= k; i++) {
      const factor = row[i] as number
      if (factor === 0) continue
      const at = i * n
      for (let j = 0; j <= i; j++) values[at + j] = (values[at + j] as number) + factor * (row[j] as number)
    }
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) values[j * n + i] = values[i * n + j] as number
  return { rows: n, columns: n, values }
}

/** Bordered by the identity to a multiple of four. */
function inverseByTiles(a: Matrix): Matrix {
  const n = a.rows
  const padded = Math.ceil(n / 4) * 4
  const w = new Float64Array(padded * padded)
  for (let i = 0; i < n; i++) w.set(a.values.subarray(i * n, i * n + i + 1), i * padded)
  for (let i = n; i < padded; i++) w[i * padded + i] = 1
  factorInPlace(w, padded)
  const v = inverseOfFactor(w, padded)
  w.fill(0)
  subtractOuterProduct(v, padded, w)
  const values = padded === n ? v : new Float64Array(n * n)
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const value = -(w[i * padded + j] as number)
      values[i * n + j] = value
      values[j * n + i] = value
    }
  return { rows: n, columns: n, values }
}

function lowerInverse(l: Matrix): Float64Array {
  const n = l.rows
  const inverse = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    const row = i * n
    for (let k = 0; k < i; k++) {
      const factor = l.values[row + k] as number
      if (factor === 0) continue
      const other = k * n
      for (let j = 0; j <= k; j++)
        inverse[row + j] = (inverse[row + j] as number) - factor * (inverse[other + j] as number)
    }
    const diagonal = l.values[row + i] as number
    for (let j = 0; j < i; j++) inverse[row + j] = (inverse[row + j] as number) / diagonal
    inverse[row + i] = 1 / diagonal
  }
  return inverse
}
