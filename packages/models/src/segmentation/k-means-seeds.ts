import type { RandomSource } from '../chance/random.ts'
import type { Matrix } from '../data/matrix.ts'
import { InvalidInputError } from '../errors.ts'

/**
 * Greedy k-means++: each centre is a row drawn by its squared distance to the centres so far, the best of 2 + ⌊ln k⌋
 * draws.
 * @returns clusters × columns
 * @throws InvalidInputError when there are fewer distinct rows than clusters
 */
export function seedCentres(data: Matrix, clusters: number, random: RandomSource): Float64Array {
  const { rows, columns, values } = data
  const centres = new Float64Array(clusters * columns)
  const draws = 2 + Math.floor(Math.log(clusters))
  const first = Math.floor(random() * rows)
  centres.set(values.subarray(first * columns, (first + 1) * columns))
  let nearest = new Float64Array(rows).fill(Infinity)
  let total = narrowed(data, first, nearest, nearest)
  for (let c = 1; c < clusters; c++) {
    if (!(total > 0))
      throw new InvalidInputError('clusters', `are ${clusters}, but there are only ${c} distinct rows.`)
    let best = { total: Infinity, row: 0, nearest }
    for (let draw = 0; draw < draws; draw++) {
      const row = drawByWeight(nearest, total, random)
      const distances = new Float64Array(rows)
      const after = narrowed(data, row, nearest, distances)
      if (after < best.total) best = { total: after, row, nearest: distances }
    }
    nearest = best.nearest
    total = best.total
    centres.set(values.subarray(best.row * columns, (best.row + 1) * columns), c * columns)
  }
  return centres
}

/** The lesser of each old distance and the distance to `row`; returns their sum. */
function narrowed(data: Matrix, row: number, before: Float64Array, into: Float64Array): number {
  const { rows, columns, values } = data
  let total = 0
  for (let i = 0; i < rows; i++) {
    let distance = 0
    for (let j = 0; j < columns; j++) {
      const gap = (values[i * columns + j] as number) - (values[row * columns + j] as number)
      distance += gap * gap
    }
    const least = Math.min(distance, before[i] as number)
    into[i] = least
    total += least
  }
  if (!Number.isFinite(total))
    throw new InvalidInputError('data', 'holds values too large to square; use a larger unit.')
  return total
}

function drawByWeight(weights: Float64Array, total: number, random: RandomSource): number {
  let left = random() * total
  let last = 0
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] as number
    if (weight === 0) continue
    last = i
    left -= weight
    if (left < 0) return i
  }
  return last
}
