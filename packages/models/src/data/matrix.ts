import { InvalidInputError } from '../errors.ts'

/** A dense matrix, row after row: entry (i, j) is `values[i * columns + j]`. */
export interface Matrix {
  readonly rows: number
  readonly columns: number
  readonly values: Float64Array
}

/** A matrix of zeros, or over the given values (kept, not copied). @throws InvalidInputError when sizes disagree */
export function matrix(
  rows: number,
  columns: number,
  values: Float64Array = new Float64Array(rows * columns),
): Matrix {
  if (values.length !== rows * columns)
    throw new InvalidInputError('values', `has ${values.length} entries, not ${rows} × ${columns}.`)
  return { rows, columns, values }
}

/** @throws InvalidInputError naming the first entry that is NaN or infinite */
export function assertFiniteMatrix(argument: string, m: Matrix): void {
  const at = m.values.findIndex((value) => !Number.isFinite(value))
  if (at >= 0)
    throw new InvalidInputError(
      `${argument}[${Math.floor(at / m.columns)}, ${at % m.columns}]`,
      `must be a finite number, not ${m.values[at]}.`,
    )
}
