import { InvalidInputError } from '../errors.ts'

export interface FactorSolver {
  /** From now on solves against these rows of factors. */
  against(fixed: Float64Array): void
  /**
   * Writes the factors that fit 1 on the known rows and 0, weighted alpha0, on all: (Σ known h·hᵀ + alpha0·HᵀH +
   * penalty·I)·w = Σ known h.
   */
  solve(known: ArrayLike<number>, penalty: number, into: Float64Array, at: number): void
}

/** Least squares of one side of a factorisation; keeps its workspace from row to row. */
export function factorSolver(factors: number, alpha0: number): FactorSolver {
  const d = factors
  const gram = new Float64Array(d * d)
  const a = new Float64Array(d * d)
  const b = new Float64Array(d)
  let fixed: Float64Array = new Float64Array(0)
  return {
    against(rows) {
      fixed = rows
      gram.fill(0)
      for (let at = 0; at < rows.length; at += 4 * d) addOuter(gram, rows, offsetsOf(at, d, rows.length), d)
      for (let i = 0; i < gram.length; i++) gram[i] = (gram[i] as number) * alpha0
    },
    solve(known, penalty, into, at) {
      a.set(gram)
      b.fill(0)
      for (let i = 0; i < d; i++) a[i * d + i] = (a[i * d + i] as number) + penalty
      const none = fixed.length
      const start = (i: number) => (i < known.length ? (known[i] as number) * d : none)
      for (let i = 0; i < known.length; i += 4) {
        addOuter(a, fixed, [start(i), start(i + 1), start(i + 2), start(i + 3)], d)
        const from = start(i)
        for (let f = i; f < Math.min(i + 4, known.length); f++) {
          const row = f === i ? from : start(f)
          for (let k = 0; k < d; k++) b[k] = (b[k] as number) + (fixed[row + k] as number)
        }
      }
      solveInPlace(a, b, d)
      into.set(b, at)
    },
  }
}

function offsetsOf(at: number, d: number, end: number): [number, number, number, number] {
  return [at, Math.min(at + d, end), Math.min(at + 2 * d, end), Math.min(at + 3 * d, end)]
}

/** Adds h·hᵀ of four rows to the lower triangle: one pass over it for four. A start at the end adds nothing. */
function addOuter(
  a: Float64Array,
  h: Float64Array,
  [p, q, r, s]: readonly [number, number, number, number],
  d: number,
): void {
  const end = h.length
  if (s >= end) {
    for (const row of [p, q, r]) if (row < end) addOne(a, h, row, d)
    return
  }
  for (let i = 0; i < d; i++) {
    const x = h[p + i] as number
    const y = h[q + i] as number
    const z = h[r + i] as number
    const w = h[s + i] as number
    const at = i * d
    for (let j = 0; j <= i; j++)
      a[at + j] =
        (a[at + j] as number) +
        (x * (h[p + j] as number) + y * (h[q + j] as number)) +
        (z * (h[r + j] as number) + w * (h[s + j] as number))
  }
}

function addOne(a: Float64Array, h: Float64Array, row: number, d: number): void {
  for (let i = 0; i < d; i++) {
    const x = h[row + i] as number
    for (let j = 0; j <= i; j++) a[i * d + j] = (a[i * d + j] as number) + x * (h[row + j] as number)
  }
}

/** Solves a·x = b by Cholesky over the lower triangle of a, x into b; both are written over. */
function solveInPlace(a: Float64Array, b: Float64Array, d: number): void {
  for (let i = 0; i < d; i++) {
    const ri = i * d
    let sum = b[i] as number
    for (let j = 0; j < i; j++) {
      const rj = j * d
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
  for (let i = d - 1; i >= 0; i--) {
    const value = (b[i] as number) / (a[i * d + i] as number)
    b[i] = value
    for (let k = 0; k < i; k++) b[k] = (b[k] as number) - (a[i * d + k] as number) * value
  }
}
