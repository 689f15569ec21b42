import { assertFiniteMatrix, type Matrix, matrix } from '../data/matrix.ts'
import { InvalidInputError } from '../errors.ts'

export interface Standardised {
  /** (value − mean) / sd by column; zeros where a column is constant. */
  data: Matrix
  mean: Float64Array
  /** Population standard deviation (divided by n); 0 where a column is constant. */
  sd: Float64Array
}

/**
 * z-scores by column, so that columns of different units weigh alike.
 * @param data n × d, n ≥ 1, finite; not changed
 * @throws InvalidInputError for no rows or a value that is not finite
 * @example
 * import { matrix, standardise } from '@liangti/models'
 * Array.from(standardise(matrix(3, 1, Float64Array.of(1, 2, 3))).data.values) // → [-1.2247,0,1.2247]
 */
export function standardise(data: Matrix): Standardised {
  const { rows, columns, values } = data
  if (rows === 0) throw new InvalidInputError('data', 'has no rows.')
  assertFiniteMatrix('data', data)
  const mean = new Float64Array(columns)
  const sd = new Float64Array(columns)
  const scaled = new Float64Array(values.length)
  for (let j = 0; j < columns; j++) {
    // In units of about the largest value, so that no square overflows; a power of two loses no digit.
    let largest = 0
    for (let i = 0; i < rows; i++) largest = Math.max(largest, Math.abs(values[i * columns + j] as number))
    if (largest === 0) continue
    largest = 2 ** Math.floor(Math.log2(largest))
    const column = Float64Array.from(
      { length: rows },
      (_, i) => (values[i * columns + j] as number) / largest,
    )
    const centre = column.reduce((sum, value) => sum + value, 0) / rows
    const spread = Math.sqrt(column.reduce((sum, value) => sum + (value - centre) ** 2, 0) / rows)
    mean[j] = centre * largest
    // What rounding alone leaves of a constant column is no spread.
    if (spread <= 8 * Number.EPSILON) continue
    sd[j] = spread * largest
    for (let i = 0; i < rows; i++) scaled[i * columns + j] = ((column[i] as number) - centre) / spread
  }
  return { data: matrix(rows, columns, scaled), mean, sd }
}
