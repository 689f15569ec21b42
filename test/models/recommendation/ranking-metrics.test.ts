import {
  evaluateRanking,
  fitEase,
  fitPopularity,
  type Recommender,
  seededRandom,
  sparseMatrix,
} from '@liangti/models'
import { describe, expect, it } from 'vitest'
import { realTable } from '../real-table.ts'

/** Always these scores. */
const fixed = (scores: number[]): Recommender => ({
  items: scores.length,
  score: (_, into = new Float64Array(scores.length)) => {
    into.set(scores)
    return into
  },
})
const rows = (width: number, lists: number[][]) =>
  sparseMatrix(
    lists.length,
    width,
    Uint32Array.from(lists.flatMap((list, row) => list.map(() => row))),
    Uint32Array.from(lists.flat()),
  )

describe('evaluateRanking', () => {
  it('hand calculation: hits at ranks 1 and 3 of two', () => {
    const m = evaluateRanking(fixed([5, 4, 3, 2, 1]), rows(5, [[1]]), rows(5, [[0, 3]]))
    // Item 1 is in the history, so the order is 0, 2, 3, 4.
    const best = 1 + 1 / Math.log2(3)
    expect(m).toEqual({
      users: 1,
      strangers: 0,
      recall20: 1,
      ndcg100: (1 + 1 / Math.log2(4)) / best,
      hr10: 1,
      ndcg10: (1 + 1 / Math.log2(4)) / best,
      itemsShown10: 4,
    })
  })
  it('ties: the lower item first; 20 of more than 20 is all that can be found', () => {
    const width = 60
    const same = fixed(new Array<number>(width).fill(1))
    expect(evaluateRanking(same, rows(width, [[]]), rows(width, [[9]]))).toMatchObject({
      hr10: 1,
      strangers: 1,
    })
    expect(evaluateRanking(same, rows(width, [[]]), rows(width, [[10]]))).toMatchObject({
      hr10: 0,
      recall20: 1,
    })
    expect(evaluateRanking(same, rows(width, [[0]]), rows(width, [[10]]))).toMatchObject({ hr10: 1 })
    const all = Array.from({ length: 30 }, (_, i) => i)
    expect(evaluateRanking(same, rows(width, [[]]), rows(width, [all]))).toMatchObject({
      recall20: 1,
      ndcg10: 1,
    })
  })
  it('second implementation: a full sort of every person’s items', () => {
    const random = seededRandom(6)
    const width = 150
    const lists = Array.from({ length: 40 }, () =>
      Array.from({ length: width }, (_, i) => i).filter(() => random() < 0.2),
    )
    const [had, wanted] = [
      lists.map((l) => l.filter((i) => i % 3)),
      lists.map((l) => l.filter((i) => i % 3 === 0)),
    ]
    const scores = Array.from({ length: width }, () => Math.floor(random() * 12))
    const found = evaluateRanking(fixed(scores), rows(width, had), rows(width, wanted))
    const gain = (hits: boolean[]) =>
      hits.reduce((sum, hit, at) => sum + (hit ? 1 / Math.log2(at + 2) : 0), 0)
    const users = wanted.map((w, u) => ({ w, own: new Set(had[u]) })).filter(({ w }) => w.length > 0)
    const mean = (of: (w: number[], order: number[]) => number) =>
      users.reduce((sum, { w, own }) => {
        const order = scores.map((_, i) => i).filter((i) => !own.has(i))
        return (
          sum +
          of(
            w,
            order.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b),
          )
        )
      }, 0) / users.length
    const ndcg = (k: number) =>
      mean(
        (w, order) => gain(order.slice(0, k).map((i) => w.includes(i))) / gain(w.slice(0, k).map(() => true)),
      )
    expect(found.users).toBe(users.length)
    expect(found.recall20).toBeCloseTo(
      mean((w, order) => order.slice(0, 20).filter((i) => w.includes(i)).length / Math.min(20, w.length)),
      12,
    )
    expect(found.hr10).toBeCloseTo(
      mean((w, order) => (order.slice(0, 10).some((i) => w.includes(i)) ? 1 : 0)),
      12,
    )
    expect(found.ndcg100).toBeCloseTo(ndcg(100), 12)
    expect(found.ndcg10).toBeCloseTo(ndcg(10), 12)
  })
  it('passes over what nobody could find, and refuses where nothing is left', () => {
    const model = fixed([1, 2])
    expect(() => evaluateRanking(model, rows(2, [[0]]), rows(2, [[0]]))).toThrow(/nothing to find/)
    expect(() => evaluateRanking(model, rows(3, [[0]]), rows(3, [[0]]))).toThrow(/model knows 2/)
    expect(() => evaluateRanking(fixed([Number.NaN, 1]), rows(2, [[]]), rows(2, [[1]]))).toThrow(
      /not a number/,
    )
  })
})

const ratings = await realTable('movielens_small/ratings.csv.gz')

describe.skipIf(ratings === null)('MovieLens, ratings from 4, every fifth held out', () => {
  it('popularity and EASE find the shares recorded here; EASE beats popularity by far', () => {
    if (ratings === null) return
    const { table } = ratings
    const liked: [number, number][] = []
    const known = new Map<number, number>()
    table.numbers('rating').forEach((rating, i) => {
      if (rating >= 4) liked.push([table.numbers('user_id')[i] ?? 0, table.numbers('movie_id')[i] ?? 0])
    })
    for (const movie of [...new Set(liked.map(([, m]) => m))].sort((a, b) => a - b))
      known.set(movie, known.size)
    const part = (test: boolean) => {
      const own = liked.filter((_, i) => (i % 5 === 0) === test)
      return sparseMatrix(
        672,
        known.size,
        Uint32Array.from(own, ([u]) => u),
        Uint32Array.from(own, ([, m]) => known.get(m) ?? 0),
      )
    }
    const [history, wanted] = [part(false), part(true)]
    expect([history.columns.length, wanted.columns.length, known.size]).toEqual([41_254, 10_314, 6_170])
    const popular = evaluateRanking(fitPopularity(history), history, wanted)
    const ease = evaluateRanking(fitEase(history, { lambda: 300 }), history, wanted)
    expect(popular.recall20).toBeCloseTo(0.165, 2)
    expect(ease.recall20).toBeCloseTo(0.3045, 3)
    expect(ease.recall20).toBeGreaterThan(1.7 * popular.recall20)
  })
})
