import { InvalidInputError } from '../errors.ts'
import { symmetricEigen } from '../numerics/symmetric-eigen.ts'

export interface FactorSolver {
  /**
   * From now on solves against these rows of factors, which are turned in place into a basis where HᵀH is diagonal:
   * products between the two sides do not mind, as the other side is solved in the same basis.
   */
  against(fixed: Float64Array): void
  /**
   * Writes the factors that fit 1 on the known rows and 0, weighted alpha0, on all: (Σ known h·hᵀ + alpha0·HᵀH +
   * penalty·I)·w = Σ known h.
   */
  solve(known: ArrayLike<number>, penalty: number, into: Float64Array, at: number): void
}

/**
 * Least squares of one side of a factorisation; keeps its workspace from row to row. With n known rows the system is
 * n × n where n is below the number of factors (Woodbury's identity: what is left without the known rows is diagonal),
 * so that the many rows with little cost little.
 */
export function factorSolver(factors: number, alpha0: number): FactorSolver {
  const d = factors
  const diagonal = new Float64Array(d)
  const system = new Float64Array(d * d)
  const known = new Float64Array(d * d)
  const answer = new Float64Array(d)
  let spread = new Float64Array(d)
  let fixed: Float64Array = new Float64Array(0)
  return {
    against(rows) {
      fixed = rows
      spread = diagonalise(rows, d)
    },
    solve(codes, penalty, into, at) {
      const n = codes.length
      into.fill(0, at, at + d)
      if (n === 0) return
      for (let k = 0; k < d; k++) diagonal[k] = alpha0 * (spread[k] as number) + penalty
      if (n >= d) {
        solveDirectly(fixed, codes, diagonal, system, answer, d)
        into.set(answer, at)
      } else solveByRows(fixed, codes, diagonal, { system, known, answer }, into, at)
    },
  }
}

/** Turns the rows in place so that HᵀH is diagonal; returns the diagonal. */
function diagonalise(rows: Float64Array, d: number): Float64Array<ArrayBuffer> {
  const gram = new Float64Array(d * d)
  for (let at = 0; at < rows.length; at += d) addOuter(gram, rows, at, d)
  for (let i = 0; i < d; i++) for (let j = 0; j < i; j++) gram[j * d + i] = gram[i * d + j] as number
  const { values, vectors } = symmetricEigen({ rows: d, columns: d, values: gram })
  const row = new Float64Array(d)
  for (let at = 0; at < rows.length; at += d) {
    row.set(rows.subarray(at, at + d))
    for (let i = 0; i < d; i++) {
      let sum = 0
      for (let k = 0; k < d; k++) sum += (vectors.values[i * d + k] as number) * (row[k] as number)
      rows[at + i] = sum
    }
  }
  return values.map((value) => Math.max(0, value)) as Float64Array<ArrayBuffer>
}

function solveDirectly(
  fixed: Float64Array,
  codes: ArrayLike<number>,
  diagonal: Float64Array,
  system: Float64Array,
  answer: Float64Array,
  d: number,
): void {
  system.fill(0)
  answer.fill(0)
  for (let i = 0; i < d; i++) system[i * d + i] = diagonal[i] as number
  for (let i = 0; i < codes.length; i++) {
    const row = (codes[i] as number) * d
    addOuter(system, fixed, row, d)
    for (let k = 0; k < d; k++) answer[k] = (answer[k] as number) + (fixed[row + k] as number)
  }
  solveInPlace(system, answer, d)
}

interface Workspace {
  system: Float64Array
  known: Float64Array
  answer: Float64Array
}

/** D⁻¹Hᵀ(I + H·D⁻¹·Hᵀ)⁻¹·1. */
function solveByRows(
  fixed: Float64Array,
  codes: ArrayLike<number>,
  diagonal: Float64Array,
  { system, known, answer }: Workspace,
  into: Float64Array,
  at: number,
): void {
  const n = codes.length
  const d = diagonal.length
  for (let k = 0; k < d; k++) {
    const root = Math.sqrt(diagonal[k] as number)
    for (let i = 0; i < n; i++) known[i * d + k] = (fixed[(codes[i] as number) * d + k] as number) / root
  }
  for (let i = 0; i < n; i++) {
    answer[i] = 1
    for (let j = 0; j <= i; j++) {
      let sum = i === j ? 1 : 0
      for (let k = 0; k < d; k++) sum += (known[i * d + k] as number) * (known[j * d + k] as number)
      system[i * n + j] = sum
    }
  }
  solveInPlace(system, answer, n)
  for (let i = 0; i < n; i++) {
    const weight = answer[i] as number
    for (let k = 0; k < d; k++)
      into[at + k] = (into[at + k] as number) + weight * (known[i * d + k] as number)
  }
  for (let k = 0; k < d; k++) into[at + k] = (into[at + k] as number) / Math.sqrt(diagonal[k] as number)
}

/** Adds h·hᵀ to the lower triangle. */
function addOuter(a: Float64Array, h: Float64Array, row: number, d: number): void {
  for (let i = 0; i < d; i++) {
    const x = h[row + i] as number
    const at = i * d
    for (let j = 0; j <= i; j++) a[at + j] = (a[at + j] as number) + x * (h[row + j] as number)
  }
}

/** Solves a·x = b by Cholesky over the lower triangle of the n × n a, x into b; both are written over. */
function solveInPlace(a: Float64Array, b: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    const ri = i * n
    let sum = b[i] as number
    for (let j = 0; j < i; j++) {
      const rj = j * n
      let rest = a[ri + j] as number
      for (let k = 0; k < j; k++) rest -= (a[ri + k] as number) * (a[rj + k] as number)
      const entry = rest / (a[rj + j] as number)
      a[ri + j] = entry
      sum -= entry * (b[j] as number)
    }
    let pivot = a[ri + i] as number
    for (let k = 0; k < i; k++) pivot -= (a[ri + k] as number) ** 2
    if (!(pivot > 0 && Number.isFinite(pivot)))
      throw new InvalidInputError('reg', 'is too small, or alpha0 too large, for these interactions.')
    const root = Math.sqrt(pivot)
    a[ri + i] = root
    b[i] = sum / root
  }
  for (let i = n - 1; i >= 0; i--) {
    const value = (b[i] as number) / (a[i * n + i] as number)
    b[i] = value
    for (let k = 0; k < i; k++) b[k] = (b[k] as number) - (a[i * n + k] as number) * value
  }
}
