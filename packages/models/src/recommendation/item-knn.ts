import { transpose } from '../data/sparse.ts'
import { assertCount, InvalidInputError } from '../errors.ts'
import {
  assertInteractions,
  distinctItems,
  type Interactions,
  popularityOf,
  type Recommender,
  topItems,
  zeros,
} from './recommender.ts'

export interface ItemKnnOptions {
  /** Most similar items kept for each item; default 100. */
  neighbours?: number
  /** Added to the norm, so that pairs seen a few times count less; ≥ 0, default 10. */
  shrinkage?: number
}

export interface ItemKnn extends Recommender {
  /** The items most like this one, best first, with their similarity above 0. */
  similar(item: number): { item: number; similarity: number }[]
}

/**
 * Item-based nearest neighbours: two items are similar by the cosine of who has them,
 * n_ij / (√(n_i·n_j) + shrinkage); an item's score is the sum of its similarities to those items of the history that
 * are among its nearest neighbours.
 * @throws InvalidInputError for no interactions, neighbours < 1 or a negative shrinkage
 * Source: Sarwar et al. (2001); Deshpande & Karypis (2004); shrinkage as Ferrari Dacrema et al. (2019).
 * @example
 * import { fitItemKnn, sparseMatrix } from '@liangti/models'
 * const bought = sparseMatrix(2, 2, Uint32Array.of(0, 0, 1), Uint32Array.of(0, 1, 0))
 * fitItemKnn(bought, { shrinkage: 0 }).similar(1) // → [{item: 0, similarity: .7071}]
 */
export function fitItemKnn(interactions: Interactions, options: ItemKnnOptions = {}): ItemKnn {
  const { neighbours = 100, shrinkage = 10 } = options
  assertInteractions(interactions)
  assertCount('neighbours', neighbours, 1)
  if (!(shrinkage >= 0 && Number.isFinite(shrinkage)))
    throw new InvalidInputError('shrinkage', `must be a finite number of at least 0, not ${shrinkage}.`)
  const items = interactions.width
  const nearest = nearestOf(interactions, neighbours, shrinkage)
  const reverse = reversed(nearest, items)
  return {
    items,
    score(history, into) {
      const scores = zeros(items, into)
      for (const item of distinctItems(history, items)) {
        const end = reverse.offsets[item + 1] as number
        for (let e = reverse.offsets[item] as number; e < end; e++) {
          const target = reverse.items[e] as number
          scores[target] = (scores[target] as number) + (reverse.similarity[e] as number)
        }
      }
      return scores
    },
    similar(item) {
      distinctItems([item], items)
      const [from, to] = [nearest.offsets[item] as number, nearest.offsets[item + 1] as number]
      return Array.from(nearest.items.subarray(from, to), (other, i) => ({
        item: other,
        similarity: nearest.similarity[from + i] as number,
      }))
    },
  }
}

interface Neighbourhoods {
  offsets: Uint32Array
  items: Uint32Array
  similarity: Float64Array
}

function nearestOf(interactions: Interactions, neighbours: number, shrinkage: number): Neighbourhoods {
  const items = interactions.width
  const byItem = transpose(interactions)
  const norms = popularityOf(interactions).map(Math.sqrt)
  const offsets = new Uint32Array(items + 1)
  const lists: Uint32Array[] = []
  const similarities: Float64Array[] = []
  const together = new Float64Array(items)
  const touched = new Uint32Array(items)
  for (let item = 0; item < items; item++) {
    const count = countTogether(interactions, byItem, item, together, touched)
    const others = touched.slice(0, count).sort()
    const similarity = Float64Array.from(
      others,
      (other) =>
        (together[other] as number) / ((norms[item] as number) * (norms[other] as number) + shrinkage),
    )
    const best = topItems(similarity, neighbours, new Uint8Array(count))
    lists.push(best.map((at) => others[at] as number))
    similarities.push(Float64Array.from(best, (at) => similarity[at] as number))
    offsets[item + 1] = (offsets[item] as number) + best.length
    for (const other of others) together[other] = 0
  }
  return { offsets, ...joined(lists, similarities, offsets[items] as number) }
}

/** In how many rows each other item stands beside this one; the touched ones are listed. */
function countTogether(
  interactions: Interactions,
  byItem: Interactions,
  item: number,
  together: Float64Array,
  touched: Uint32Array,
): number {
  let count = 0
  const end = byItem.offsets[item + 1] as number
  for (let e = byItem.offsets[item] as number; e < end; e++) {
    const row = byItem.columns[e] as number
    const last = interactions.offsets[row + 1] as number
    for (let f = interactions.offsets[row] as number; f < last; f++) {
      const other = interactions.columns[f] as number
      if (other === item) continue
      const before = together[other] as number
      if (before === 0) touched[count++] = other
      together[other] = before + 1
    }
  }
  return count
}

function joined(lists: Uint32Array[], similarities: Float64Array[], size: number) {
  const items = new Uint32Array(size)
  const similarity = new Float64Array(size)
  let at = 0
  lists.forEach((list, i) => {
    items.set(list, at)
    similarity.set(similarities[i] as Float64Array, at)
    at += list.length
  })
  return { items, similarity }
}

/** For each item, whose neighbour it is. */
function reversed(nearest: Neighbourhoods, width: number): Neighbourhoods {
  const offsets = new Uint32Array(width + 1)
  for (const item of nearest.items) offsets[item + 1] = (offsets[item + 1] as number) + 1
  for (let i = 0; i < width; i++) offsets[i + 1] = (offsets[i + 1] as number) + (offsets[i] as number)
  const next = offsets.slice()
  const items = new Uint32Array(nearest.items.length)
  const similarity = new Float64Array(nearest.items.length)
  for (let target = 0; target < width; target++)
    for (let e = nearest.offsets[target] as number; e < (nearest.offsets[target + 1] as number); e++) {
      const item = nearest.items[e] as number
      const at = next[item] as number
      items[at] = target
      similarity[at] = nearest.similarity[e] as number
      next[item] = at + 1
    }
  return { offsets, items, similarity }
}
