import { type Matrix, matrix } from '../data/matrix.ts'
import { InvalidInputError } from '../errors.ts'
import { cholesky, choleskySolve, inverseOf } from '../numerics/cholesky.ts'

/** A diagonal entry below this share of its column, once the other columns have explained theirs, is nothing. */
const collinear = 1e-11

/**
 * Solves A·x = b for a symmetric positive definite A of any scaling: rows and columns are brought to a diagonal of 1
 * first. A column that the others explain is left at 0 where `tolerant`.
 * @throws InvalidInputError naming the column that is a combination of the others
 */
export function solveScaled(a: Matrix, b: Float64Array, name: (column: number) => string): Float64Array {
  const { scaled, scale } = unitDiagonal(a)
  const l = factor(scaled, name)
  const x = choleskySolve(
    l,
    b.map((value, i) => value * (scale[i] as number)),
  )
  return x.map((value, i) => value * (scale[i] as number))
}

/** The diagonal of A⁻¹. @throws InvalidInputError as `solveScaled` */
export function inverseDiagonal(a: Matrix, name: (column: number) => string): Float64Array {
  const { scaled, scale } = unitDiagonal(a)
  factor(scaled, name)
  const inverse = inverseOf(scaled)
  return scale.map((value, i) => (inverse.values[i * a.rows + i] as number) * value * value)
}

function unitDiagonal(a: Matrix): { scaled: Matrix; scale: Float64Array } {
  const n = a.rows
  const scale = Float64Array.from({ length: n }, (_, i) => {
    const d = a.values[i * n + i] as number
    return d > 0 ? 1 / Math.sqrt(d) : 0
  })
  const scaled = matrix(n, n)
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      scaled.values[i * n + j] = (a.values[i * n + j] as number) * (scale[i] as number) * (scale[j] as number)
  return { scaled, scale }
}

function factor(scaled: Matrix, name: (column: number) => string): Matrix {
  const n = scaled.rows
  const explained = (column: number) =>
    new InvalidInputError(
      'features',
      `cannot be told apart: ${name(column)} is constant or a combination of others. Drop it, or use a penalty.`,
    )
  let l: Matrix
  try {
    l = cholesky(scaled)
  } catch (error) {
    const row = error instanceof InvalidInputError ? /in row (\d+)/.exec(error.message)?.[1] : undefined
    if (row === undefined) throw error
    throw explained(Number(row))
  }
  for (let i = 0; i < n; i++) if ((l.values[i * n + i] as number) ** 2 < collinear) throw explained(i)
  return l
}
