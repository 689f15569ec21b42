import { shuffle } from '../chance/distributions.ts'
import type { RandomSource } from '../chance/random.ts'
import { assertFiniteMatrix, type Matrix } from '../data/matrix.ts'
import { InvalidInputError } from '../errors.ts'

export interface SilhouetteOptions {
  /** Draws the rows that are looked at where there are more than `exactRows`. */
  random: RandomSource
  /** Up to so many rows each one is looked at; default 20,000. */
  exactRows?: number
  /** How many are looked at beyond; default 500 to 2,000, by the number of rows. */
  sampleRows?: number
}

export interface Silhouette {
  /** Mean over the rows looked at, in [−1, 1]. */
  mean: number
  /** Mean by cluster; NaN where none of its rows was looked at. */
  byCluster: Float64Array
  /** Rows looked at; each was compared with all rows. */
  rows: number
  /** All rows were looked at. */
  exact: boolean
  /** Of the mean, from the sampling of rows; 0 when exact. */
  standardError: number
}

/**
 * Mean silhouette width: (b − a) / max(a, b), a the mean distance to the rest of one's own cluster, b that to the
 * nearest other cluster; 0 for a cluster of one. Euclidean distances.
 * @param data n × d, finite
 * @param assignment the cluster of each row, from 0; at least two clusters hold rows
 * @throws InvalidInputError for lengths that disagree, values that are not finite, fewer than two clusters
 * Source: Rousseeuw (1987).
 * @example
 * import { matrix, seededRandom, silhouette } from '@liangti/models'
 * const data = matrix(4, 1, Float64Array.of(0, 1, 10, 11))
 * silhouette(data, Uint32Array.of(0, 0, 1, 1), { random: seededRandom(1) }).mean // → .8997
 */
export function silhouette(data: Matrix, assignment: Uint32Array, options: SilhouetteOptions): Silhouette {
  const { rows } = data
  assertFiniteMatrix('data', data)
  if (assignment.length !== rows)
    throw new InvalidInputError('assignment', `has ${assignment.length} entries, data ${rows} rows.`)
  const clusters = assignment.reduce((most, c) => Math.max(most, c + 1), 0)
  const sizes = new Float64Array(clusters)
  for (const c of assignment) sizes[c] = (sizes[c] as number) + 1
  if (sizes.filter((size) => size > 0).length < 2)
    throw new InvalidInputError('assignment', 'has fewer than two clusters: there is nothing to compare.')
  const exact = rows <= (options.exactRows ?? 20_000)
  const looked = Uint32Array.from({ length: rows }, (_, i) => i)
  const count = exact
    ? rows
    : Math.min(rows, options.sampleRows ?? Math.max(500, Math.min(2_000, Math.floor(5e8 / rows))))
  if (!exact) shuffle(options.random, looked, count)
  const widths = Float64Array.from(looked.subarray(0, count), (i) => widthOf(data, assignment, sizes, i))
  return { ...summaryOf(widths, looked, assignment, clusters), exact }
}

function widthOf(data: Matrix, assignment: Uint32Array, sizes: Float64Array, row: number): number {
  const { rows, columns, values } = data
  const own = assignment[row] as number
  if (sizes[own] === 1) return 0
  const sums = new Float64Array(sizes.length)
  const at = row * columns
  for (let i = 0; i < rows; i++) {
    let distance = 0
    for (let j = 0; j < columns; j++) {
      const gap = (values[i * columns + j] as number) - (values[at + j] as number)
      distance += gap * gap
    }
    const c = assignment[i] as number
    sums[c] = (sums[c] as number) + Math.sqrt(distance)
  }
  const inside = (sums[own] as number) / ((sizes[own] as number) - 1)
  let outside = Infinity
  sums.forEach((sum, c) => {
    if (c !== own && (sizes[c] as number) > 0) outside = Math.min(outside, sum / (sizes[c] as number))
  })
  const larger = Math.max(inside, outside)
  return larger > 0 ? (outside - inside) / larger : 0
}

function summaryOf(widths: Float64Array, looked: Uint32Array, assignment: Uint32Array, clusters: number) {
  const rows = widths.length
  const sums = new Float64Array(clusters)
  const counts = new Float64Array(clusters)
  widths.forEach((width, i) => {
    const c = assignment[looked[i] as number] as number
    sums[c] = (sums[c] as number) + width
    counts[c] = (counts[c] as number) + 1
  })
  const mean = widths.reduce((sum, width) => sum + width, 0) / rows
  const variance = widths.reduce((sum, width) => sum + (width - mean) ** 2, 0) / Math.max(1, rows - 1)
  const left = 1 - rows / assignment.length
  return {
    mean,
    byCluster: sums.map((sum, c) => sum / (counts[c] as number)),
    rows,
    standardError: Math.sqrt((variance / rows) * left),
  }
}
