import type { RandomSource } from '../chance/random.ts'
import { assertFiniteMatrix, type Matrix, matrix } from '../data/matrix.ts'
import { assertCount, InvalidInputError } from '../errors.ts'
import { centre, drawRows } from './k-means-rows.ts'
import { seedCentres } from './k-means-seeds.ts'

export interface KMeansOptions {
  clusters: number
  random: RandomSource
  /** Independent starts, of which the best is kept; default 20. */
  restarts?: number
  /** Passes over the rows in one start; default 300. */
  maxIterations?: number
  /**
   * With more rows than this (default 50,000) the starts compete on so many rows drawn at random, and only the winner
   * is brought to rest on all rows.
   */
  restartRows?: number
}

/** Clusters are numbered by size, the largest 0. */
export interface KMeansResult {
  /** clusters × columns: the mean of each cluster. */
  centres: Matrix
  /** The cluster of each row. */
  assignment: Uint32Array
  /** Rows of each cluster, descending; none is empty. */
  sizes: Uint32Array
  /** Sum of squared distances of the rows to the centre of their cluster. */
  inertia: number
  /** Inertia of each start, on the rows it saw. */
  starts: number[]
  /** Rows on which the starts competed. */
  restartRows: number
}

/**
 * k-means: k-means++ seeds, Lloyd's passes, then single moves after Hartigan until no move of one row lowers the
 * inertia; the best of several starts.
 * @param data n × d, finite; columns should be of like scale (see `standardise`)
 * @throws InvalidInputError for no rows, a value that is not finite or too large to square, or fewer distinct rows
 *   than clusters
 * Source: Arthur & Vassilvitskii (2007), greedy variant; Hartigan (1975); Telgarsky & Vattani (2010) for why single
 *   moves end no higher than Lloyd's passes.
 * @example
 * import { kMeans, matrix, seededRandom } from '@liangti/models'
 * const data = matrix(5, 1, Float64Array.of(1, 2, 3, 11, 13))
 * const found = kMeans(data, { clusters: 2, random: seededRandom(1) })
 * Array.from(found.centres.values) // → [2,12]
 * Array.from(found.assignment) // → [0,0,0,1,1]
 * found.inertia // → 4
 */
export function kMeans(data: Matrix, options: KMeansOptions): KMeansResult {
  const { clusters, random, restarts = 20, maxIterations = 300, restartRows = 50_000 } = options
  assertCount('clusters', clusters, 1)
  assertCount('restarts', restarts, 1)
  assertCount('maxIterations', maxIterations, 1)
  assertCount('restartRows', restartRows, clusters)
  assertFiniteMatrix('data', data)
  if (data.columns === 0) throw new InvalidInputError('data', 'has no columns.')
  if (data.rows < clusters)
    throw new InvalidInputError('clusters', `are ${clusters}, but there are only ${data.rows} rows.`)
  const { centred, mean } = centre(data)
  const rows = data.rows > restartRows ? drawRows(centred, restartRows, random) : centred
  const starts: number[] = []
  let best: State | null = null
  for (let start = 0; start < restarts; start++) {
    const state = emptyState(rows, seedCentres(rows, clusters, random))
    settle(rows, state, maxIterations)
    starts.push(state.inertia)
    if (best === null || state.inertia < best.inertia) best = state
  }
  if (best === null) throw new InvalidInputError('restarts', 'must be at least 1.')
  if (rows !== centred) {
    best = emptyState(centred, best.centres)
    settle(centred, best, maxIterations)
  }
  return { ...bySize(best, mean, clusters), starts, restartRows: rows.rows }
}

interface State {
  centres: Float64Array
  assignment: Uint32Array
  sizes: Float64Array
  inertia: number
}

function emptyState(data: Matrix, centres: Float64Array): State {
  const assignment = new Uint32Array(data.rows).fill(0xffffffff)
  return { centres, assignment, sizes: new Float64Array(centres.length / data.columns), inertia: Infinity }
}

function settle(data: Matrix, state: State, maxIterations: number): void {
  for (let i = 0; i < maxIterations && assign(data, state); i++) recentre(data, state)
  for (let i = 0; i < maxIterations && singleMoves(data, state); i++) recentre(data, state)
  state.inertia = inertiaOf(data, state)
  if (!Number.isFinite(state.inertia))
    throw new InvalidInputError('data', 'holds values too large to square; use a larger unit.')
}

/** Every row to its nearest centre, the lower number among equals; whether any changed. */
function assign(data: Matrix, { centres, assignment }: State): boolean {
  const { rows, columns, values } = data
  let changed = false
  for (let i = 0; i < rows; i++) {
    const at = i * columns
    let nearest = 0
    let least = Infinity
    for (let c = 0; c < centres.length; c += columns) {
      let distance = 0
      for (let j = 0; j < columns; j++) {
        const gap = (values[at + j] as number) - (centres[c + j] as number)
        distance += gap * gap
      }
      if (distance < least) {
        least = distance
        nearest = c / columns
      }
    }
    if (assignment[i] !== nearest) {
      assignment[i] = nearest
      changed = true
    }
  }
  return changed
}

/** Centres become means; a cluster that lost all its rows takes the row farthest from its centre. */
function recentre(data: Matrix, state: State): void {
  const { rows, columns, values } = data
  const { centres, assignment, sizes } = state
  const sums = new Float64Array(centres.length)
  sizes.fill(0)
  for (let i = 0; i < rows; i++) {
    const c = assignment[i] as number
    sizes[c] = (sizes[c] as number) + 1
    for (let j = 0; j < columns; j++)
      sums[c * columns + j] = (sums[c * columns + j] as number) + (values[i * columns + j] as number)
  }
  sizes.forEach((size, c) => {
    if (size > 0)
      for (let j = c * columns; j < (c + 1) * columns; j++) centres[j] = (sums[j] as number) / size
  })
  sizes.forEach((size, c) => {
    if (size > 0) return
    const lost = farthest(data, state)
    const from = assignment[lost] as number
    for (let j = 0; j < columns; j++) {
      const value = values[lost * columns + j] as number
      const n = sizes[from] as number
      centres[from * columns + j] = ((centres[from * columns + j] as number) * n - value) / (n - 1)
      centres[c * columns + j] = value
    }
    sizes[from] = (sizes[from] as number) - 1
    sizes[c] = 1
    assignment[lost] = c
  })
}

function farthest(data: Matrix, { centres, assignment, sizes }: State): number {
  let found = 0
  let most = -1
  for (let i = 0; i < data.rows; i++) {
    const c = assignment[i] as number
    if ((sizes[c] as number) < 2) continue
    const distance = squared(data, i, centres, c)
    if (distance > most) {
      most = distance
      found = i
    }
  }
  return found
}

/** One pass of Hartigan's moves: a row goes where it raises the inertia less than leaving lowers it. */
function singleMoves(data: Matrix, { centres, assignment, sizes }: State): boolean {
  const { rows, columns, values } = data
  let moved = false
  for (let i = 0; i < rows; i++) {
    const from = assignment[i] as number
    const n = sizes[from] as number
    if (n < 2) continue
    // A hair below what leaving gains, so that rounding cannot move a row to and fro.
    let least = (squared(data, i, centres, from) * n * (1 - 1e-12)) / (n - 1)
    let to = from
    for (let c = 0; c < sizes.length; c++) {
      if (c === from) continue
      const m = sizes[c] as number
      const cost = (squared(data, i, centres, c) * m) / (m + 1)
      if (cost < least) {
        least = cost
        to = c
      }
    }
    if (to === from) continue
    const m = sizes[to] as number
    for (let j = 0; j < columns; j++) {
      const value = values[i * columns + j] as number
      const [a, b] = [from * columns + j, to * columns + j]
      centres[a] = (centres[a] as number) - (value - (centres[a] as number)) / (n - 1)
      centres[b] = (centres[b] as number) + (value - (centres[b] as number)) / (m + 1)
    }
    sizes[from] = n - 1
    sizes[to] = m + 1
    assignment[i] = to
    moved = true
  }
  return moved
}

function squared(data: Matrix, row: number, centres: Float64Array, cluster: number): number {
  const { columns, values } = data
  let sum = 0
  for (let j = 0; j < columns; j++) {
    const gap = (values[row * columns + j] as number) - (centres[cluster * columns + j] as number)
    sum += gap * gap
  }
  return sum
}

function inertiaOf(data: Matrix, { centres, assignment }: State): number {
  let sum = 0
  for (let i = 0; i < data.rows; i++) sum += squared(data, i, centres, assignment[i] as number)
  return sum
}

function bySize(state: State, mean: Float64Array, clusters: number) {
  const columns = mean.length
  const { centres, sizes } = state
  const first = new Uint32Array(clusters).fill(0xffffffff)
  state.assignment.forEach((c, i) => {
    first[c] = Math.min(first[c] as number, i)
  })
  const order = Uint32Array.from({ length: clusters }, (_, c) => c).sort(
    (a, b) => (sizes[b] as number) - (sizes[a] as number) || (first[a] as number) - (first[b] as number),
  )
  const number = new Uint32Array(clusters)
  order.forEach((c, at) => {
    number[c] = at
  })
  const ordered = matrix(clusters, columns)
  order.forEach((c, at) => {
    for (let j = 0; j < columns; j++)
      ordered.values[at * columns + j] = (centres[c * columns + j] as number) + (mean[j] as number)
  })
  return {
    centres: ordered,
    assignment: state.assignment.map((c) => number[c] as number),
    sizes: Uint32Array.from(order, (c) => sizes[c] as number),
    inertia: state.inertia,
  }
}
