import { shuffle } from '../chance/distributions.ts'
import type { RandomSource } from '../chance/random.ts'
import { type Matrix, matrix } from '../data/matrix.ts'

/** Around zero, where squares keep their digits. */
export function centre(data: Matrix): { centred: Matrix; mean: Float64Array } {
  const { rows, columns } = data
  const mean = new Float64Array(columns)
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++)
      mean[j] =
        (mean[j] as number) + ((data.values[i * columns + j] as number) - (mean[j] as number)) / (i + 1)
  const values = data.values.map((value, at) => value - (mean[at % columns] as number))
  return { centred: matrix(rows, columns, values), mean }
}

/** So many rows at random, each at most once. */
export function drawRows(data: Matrix, count: number, random: RandomSource): Matrix {
  const order = Uint32Array.from({ length: data.rows }, (_, i) => i)
  shuffle(random, order, count)
  const values = new Float64Array(count * data.columns)
  for (let i = 0; i < count; i++) {
    const from = (order[i] as number) * data.columns
    values.set(data.values.subarray(from, from + data.columns), i * data.columns)
  }
  return matrix(count, data.columns, values)
}
