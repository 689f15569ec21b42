import type { SparseMatrix } from '../data/sparse.ts'
import { assertCount, InvalidInputError } from '../errors.ts'

/**
 * Who has what, a row a person, a column an item. Only whether an entry is there counts, not its value. Where scores
 * tie, the lower column comes first: number the items as they should then come.
 */
export type Interactions = SparseMatrix

/** What every recommender can do, whatever it learned. */
export interface Recommender {
  /** Items are codes below this. */
  readonly items: number
  /**
   * How well each item fits somebody with this history; higher is better, scales differ between methods. Items of the
   * history are scored as well. Works for people the model has never seen, and for nobody's history.
   * @param history item codes, oldest first; the order matters to session methods only
   * @param into written over where given, length `items`
   * @throws InvalidInputError for a code out of range
   */
  score(history: ArrayLike<number>, into?: Float64Array): Float64Array
}

export interface RecommendOptions {
  /** Leave out what is in the history already; default true. */
  onlyNew?: boolean
  /** Leave these out as well: out of stock, not allowed. */
  without?: Iterable<number>
}

export interface RecommendedItem {
  item: number
  score: number
}

/**
 * The best items for a history, best first; among equals the lower code first.
 * @param count at most so many
 * @throws InvalidInputError for a history with codes out of range
 */
export function recommend(
  model: Recommender,
  history: ArrayLike<number>,
  count: number,
  options: RecommendOptions = {},
): RecommendedItem[] {
  assertCount('count', count)
  const scores = model.score(history)
  const masked = new Uint8Array(model.items)
  if (options.onlyNew ?? true) for (let i = 0; i < history.length; i++) masked[history[i] as number] = 1
  for (const item of options.without ?? []) masked[item] = 1
  return Array.from(topItems(scores, count, masked), (item) => ({ item, score: scores[item] as number }))
}

/**
 * Codes of the `count` highest scores that are not masked, best first; among equals the lower code.
 * @param masked 1 to leave out, length of `scores`
 */
export function topItems(scores: Float64Array, count: number, masked: Uint8Array): Uint32Array {
  const heap = new Uint32Array(Math.min(count, scores.length))
  let size = 0
  const worse = (a: number, b: number) => {
    const [x, y] = [scores[a] as number, scores[b] as number]
    return x < y || (x === y && a > b)
  }
  // A heap with the worst of the best on top.
  function sink(from: number, end: number): void {
    const item = heap[from] as number
    let at = from
    for (let child = 2 * at + 1; child < end; child = 2 * at + 1) {
      if (child + 1 < end && worse(heap[child + 1] as number, heap[child] as number)) child += 1
      if (!worse(heap[child] as number, item)) break
      heap[at] = heap[child] as number
      at = child
    }
    heap[at] = item
  }
  for (let item = 0; item < scores.length; item++) {
    if (masked[item] === 1) continue
    if (size < heap.length) {
      heap[size++] = item
      if (size === heap.length) for (let i = (size >>> 1) - 1; i >= 0; i--) sink(i, size)
    } else if (size > 0 && worse(heap[0] as number, item)) {
      heap[0] = item
      sink(0, size)
    }
  }
  return heap.slice(0, size).sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b)
}

/** Distinct codes of a history, the first time each comes. @throws InvalidInputError for a code out of range */
export function distinctItems(history: ArrayLike<number>, items: number): number[] {
  const seen = new Set<number>()
  for (let i = 0; i < history.length; i++) {
    const item = history[i] as number
    if (!(Number.isInteger(item) && item >= 0 && item < items))
      throw new InvalidInputError(`history[${i}]`, `is ${item}, but the model knows ${items} items.`)
    seen.add(item)
  }
  return [...seen]
}

/** @throws InvalidInputError unless there are people, items and entries */
export function assertInteractions(interactions: Interactions): void {
  if (interactions.rows === 0 || interactions.width === 0 || interactions.columns.length === 0)
    throw new InvalidInputError('interactions', 'are empty: there is nothing to learn from.')
}

/** An array of zeros to score into. @throws InvalidInputError when the caller's has another length */
export function zeros(items: number, into: Float64Array | undefined): Float64Array {
  if (into === undefined) return new Float64Array(items)
  if (into.length !== items)
    throw new InvalidInputError('into', `has ${into.length} entries, but the model knows ${items} items.`)
  return into.fill(0)
}

/** How many people have each item. */
export function popularityOf(interactions: Interactions): Float64Array {
  const counts = new Float64Array(interactions.width)
  for (const item of interactions.columns) counts[item] = (counts[item] as number) + 1
  return counts
}
