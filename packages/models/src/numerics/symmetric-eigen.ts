import type { Matrix } from '../data/matrix.ts'
import { assertFiniteMatrix } from '../data/matrix.ts'
import { InvalidInputError } from '../errors.ts'

export interface SymmetricEigen {
  /** In no particular order. */
  values: Float64Array
  /** n × n; row i is the eigenvector of value i, of length 1. */
  vectors: Matrix
}

/**
 * Eigenvalues and eigenvectors of a symmetric matrix, by cyclic Jacobi rotations; O(n³) a sweep, some six to ten sweeps.
 * @param a symmetric, n × n, finite; not changed
 * @throws InvalidInputError when it is not square or not finite
 * Source: Golub & Van Loan, Matrix Computations, §8.5.
 */
export function symmetricEigen(a: Matrix): SymmetricEigen {
  const n = a.rows
  if (a.columns !== n) throw new InvalidInputError('a', `must be square, not ${a.rows} × ${a.columns}.`)
  assertFiniteMatrix('a', a)
  const w = a.values.slice()
  const v = new Float64Array(n * n)
  for (let i = 0; i < n; i++) v[i * n + i] = 1
  const total = w.reduce((sum, value) => sum + value * value, 0)
  for (let sweep = 0; sweep < 60 && offDiagonal(w, n) > 1e-30 * total; sweep++)
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(w, v, n, p, q)
  return {
    values: Float64Array.from({ length: n }, (_, i) => w[i * n + i] as number),
    vectors: { rows: n, columns: n, values: v },
  }
}

function offDiagonal(w: Float64Array, n: number): number {
  let sum = 0
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) sum += 2 * (w[i * n + j] as number) ** 2
  return sum
}

/** Makes entry (p, q) zero. Rows are turned, then mirrored into the columns, which keeps the passes contiguous. */
function rotate(w: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const apq = w[p * n + q] as number
  if (apq === 0) return
  const [app, aqq] = [w[p * n + p] as number, w[q * n + q] as number]
  const theta = (aqq - app) / (2 * apq)
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
  const c = 1 / Math.sqrt(t * t + 1)
  const s = t * c
  turn(w, p * n, q * n, n, c, s)
  turn(v, p * n, q * n, n, c, s)
  for (let k = 0; k < n; k++) {
    w[k * n + p] = w[p * n + k] as number
    w[k * n + q] = w[q * n + k] as number
  }
  w[p * n + p] = app - t * apq
  w[q * n + q] = aqq + t * apq
  w[p * n + q] = 0
  w[q * n + p] = 0
}

function turn(m: Float64Array, p: number, q: number, n: number, c: number, s: number): void {
  for (let k = 0; k < n; k++) {
    const [x, y] = [m[p + k] as number, m[q + k] as number]
    m[p + k] = c * x - s * y
    m[q + k] = s * x + c * y
  }
}
