import { type Matrix, matrix } from '../data/matrix.ts'
import { type SparseMatrix, transpose } from '../data/sparse.ts'
import { assertPositive, InvalidInputError } from '../errors.ts'
import { inverseOf } from '../numerics/cholesky.ts'
import {
  assertInteractions,
  distinctItems,
  type Interactions,
  type Recommender,
  zeros,
} from './recommender.ts'

export interface EaseOptions {
  /** Ridge penalty λ, > 0; default 300. Higher for more people or fewer entries each. */
  lambda?: number
  /** Largest matrix inverted, people or items whichever are fewer; default 6,000 (a minute, 900 MB). */
  largest?: number
}

/**
 * EASE: the item-to-item weights B, zero on the diagonal, that minimise ‖X − X·B‖² + λ‖B‖². In closed form
 * B = I − P·diag(P)⁻¹ with P = (XᵀX + λI)⁻¹. Where there are fewer people than items, P follows from the inverse over
 * people, P = (I − Xᵀ(XXᵀ + λI)⁻¹X) / λ, so the cost is the cube of the smaller of the two.
 * @throws InvalidInputError for no interactions, λ ≤ 0, or more than `largest` people and items
 * Source: Steck (2019), Embarrassingly shallow autoencoders for sparse data.
 * @example
 * import { fitEase, recommend, sparseMatrix } from '@liangti/models'
 * const bought = sparseMatrix(3, 3, Uint32Array.of(0, 0, 1, 1, 2), Uint32Array.of(0, 1, 0, 1, 2))
 * recommend(fitEase(bought, { lambda: 1 }), [0], 2) // → [{item: 1, score: .6667}, {item: 2, score: 0}]
 */
export function fitEase(interactions: Interactions, options: EaseOptions = {}): Recommender {
  const { lambda = 300, largest = 6_000 } = options
  assertInteractions(interactions)
  assertPositive('lambda', lambda)
  const smaller = Math.min(interactions.rows, interactions.width)
  if (smaller > largest)
    throw new InvalidInputError(
      'interactions',
      `have ${interactions.rows} people and ${interactions.width} items; EASE inverts a matrix of the smaller number, at most ${largest}. Keep the most popular items, or raise the limit.`,
    )
  return interactions.rows < interactions.width
    ? overPeople(interactions, lambda)
    : overItems(interactions, lambda)
}

function overItems(interactions: Interactions, lambda: number): Recommender {
  const items = interactions.width
  const inverse = inverseOf(gramOf(interactions, lambda)).values
  const diagonal = Float64Array.from({ length: items }, (_, i) => inverse[i * items + i] as number)
  return {
    items,
    score(history, into) {
      const scores = zeros(items, into)
      const codes = distinctItems(history, items)
      for (const item of codes) {
        const row = item * items
        for (let j = 0; j < items; j++) scores[j] = (scores[j] as number) - (inverse[row + j] as number)
      }
      for (let j = 0; j < items; j++) scores[j] = (scores[j] as number) / (diagonal[j] as number)
      for (const item of codes) scores[item] = (scores[item] as number) + 1
      return scores
    },
  }
}

function overPeople(interactions: Interactions, lambda: number): Recommender {
  const [people, items] = [interactions.rows, interactions.width]
  const byItem = transpose(interactions)
  const inverse = inverseOf(gramOf(byItem, lambda)).values
  const diagonal = Float64Array.from({ length: items }, (_, i) => diagonalOf(byItem, inverse, people, i))
  return {
    items,
    score(history, into) {
      const scores = zeros(items, into)
      const codes = distinctItems(history, items)
      const weights = weightsOf(byItem, inverse, people, codes)
      // λ·(hP)_j, with h the history.
      for (let u = 0; u < people; u++) {
        const weight = weights[u] as number
        if (weight === 0) continue
        const end = interactions.offsets[u + 1] as number
        for (let e = interactions.offsets[u] as number; e < end; e++) {
          const item = interactions.columns[e] as number
          scores[item] = (scores[item] as number) - weight
        }
      }
      for (const item of codes) scores[item] = (scores[item] as number) + 1
      for (let j = 0; j < items; j++) scores[j] = -(scores[j] as number) / (diagonal[j] as number) + 0
      for (const item of codes) scores[item] = (scores[item] as number) + 1
      return scores
    },
  }
}

/** λ·P_ii: 1 less the sum of the inverse over all pairs of people who have the item. */
function diagonalOf(byItem: SparseMatrix, inverse: Float64Array, people: number, item: number): number {
  const who = byItem.columns.subarray(byItem.offsets[item], byItem.offsets[item + 1])
  let sum = 0
  for (const u of who) for (const v of who) sum += inverse[u * people + v] as number
  return 1 - sum
}

/** (XXᵀ + λI)⁻¹·X·h. */
function weightsOf(
  byItem: SparseMatrix,
  inverse: Float64Array,
  people: number,
  codes: readonly number[],
): Float64Array {
  const shared = new Float64Array(people)
  for (const item of codes)
    for (const u of byItem.columns.subarray(byItem.offsets[item], byItem.offsets[item + 1]))
      shared[u] = (shared[u] as number) + 1
  const weights = new Float64Array(people)
  for (let u = 0; u < people; u++) {
    const factor = shared[u] as number
    if (factor === 0) continue
    const row = u * people
    for (let v = 0; v < people; v++)
      weights[v] = (weights[v] as number) + factor * (inverse[row + v] as number)
  }
  return weights
}

/** Columns against columns, how often together, with λ added on the diagonal. */
function gramOf(x: SparseMatrix, lambda: number): Matrix {
  const n = x.width
  const gram = matrix(n, n)
  const { values } = gram
  for (let r = 0; r < x.rows; r++) {
    const row = x.columns.subarray(x.offsets[r], x.offsets[r + 1])
    for (let a = 0; a < row.length; a++) {
      const at = (row[a] as number) * n
      // Only the lower triangle is read.
      for (let b = 0; b <= a; b++) {
        const entry = at + (row[b] as number)
        values[entry] = (values[entry] as number) + 1
      }
    }
  }
  for (let i = 0; i < n; i++) values[i * n + i] = (values[i * n + i] as number) + lambda
  return gram
}
