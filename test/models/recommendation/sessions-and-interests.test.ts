import {
  basketsOf,
  boughtTogether,
  fitSessionKnn,
  InvalidInputError,
  interestProfile,
  interestShares,
  laterInterests,
  recommend,
  type Sessions,
  seededRandom,
} from '@liangti/models'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { realTable } from '../real-table.ts'

function sessionsOf(lists: number[][], width: number): Sessions {
  const offsets = Uint32Array.from([0, ...lists.map((_, s) => lists.slice(0, s + 1).flat().length)])
  return { width, offsets, items: Uint32Array.from(lists.flat()) }
}

describe('fitSessionKnn', () => {
  it('recovers what planted journeys lead to', () => {
    const random = seededRandom(4)
    const lists = Array.from({ length: 300 }, (_, s) => {
      const start = (s % 3) * 4
      return [start, start + 1, start + 2, start + 3].filter(() => random() < 0.8)
    }).filter((list) => list.length > 0)
    const model = fitSessionKnn(sessionsOf(lists, 12), { neighbours: 40 })
    for (const start of [0, 4, 8])
      expect(new Set(recommend(model, [start, start + 1], 2).map(({ item }) => item))).toEqual(
        new Set([start + 2, start + 3]),
      )
  })
  it('second implementation: every past session compared by hand', () => {
    const list = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(fc.array(list, { minLength: 1, maxLength: 12 }), list, (past, current) => {
        const newest = [...new Set([...current].reverse())]
        const similar = past
          .map((session, s) => ({
            s,
            session,
            weight: newest.reduce(
              (sum, item, back) =>
                sum + (session.includes(item) ? (newest.length - back) / newest.length : 0),
              0,
            ),
            steps: newest.findIndex((item) => session.includes(item)) + 1,
          }))
          .filter(({ steps }) => steps > 0)
          .sort((a, b) => b.weight - a.weight || b.s - a.s)
          .slice(0, 3)
        const expected = new Array<number>(7).fill(0)
        for (const { session, weight, steps } of similar)
          for (const item of new Set(session)) expected[item] = (expected[item] ?? 0) + weight / steps
        fitSessionKnn(sessionsOf(past, 7), { neighbours: 3 })
          .score(current)
          .forEach((score, item) => {
            expect(score).toBeCloseTo(expected[item] ?? Number.NaN, 10)
          })
      }),
    )
  })
  it('the newest item of the session weighs most; only the newest sessions are compared', () => {
    const model = fitSessionKnn(
      sessionsOf(
        [
          [0, 2],
          [1, 3],
        ],
        4,
      ),
    )
    expect(recommend(model, [0, 1], 1)[0]?.item).toBe(3)
    expect(recommend(model, [1, 0], 1)[0]?.item).toBe(2)
    const recent = fitSessionKnn(
      sessionsOf(
        [
          [0, 1],
          [0, 2],
          [0, 3],
        ],
        4,
      ),
      { sample: 1 },
    )
    expect([...recent.score([0])]).toEqual([1, 0, 0, 1])
    expect([...model.score([])]).toEqual([0, 0, 0, 0])
  })
  it('refuses what does not fit', () => {
    const one = sessionsOf([[0]], 1)
    expect(() => fitSessionKnn({ ...one, width: 0 })).toThrow(/items\[0\] is 0, but there are 0/)
    expect(() => fitSessionKnn({ ...one, offsets: Uint32Array.of(0, 2) })).toThrow(/must run from 0 to 1/)
    expect(() => fitSessionKnn({ ...one, items: new Uint32Array(0) })).toThrow(/nothing to learn/)
    expect(() => fitSessionKnn(one, { neighbours: 0 })).toThrow(InvalidInputError)
    expect(() => fitSessionKnn(one).score([1])).toThrow(/history\[0\]/)
  })
})

const groceries = await realTable('groceries/groceries.csv.gz')

describe('boughtTogether', () => {
  it('published value: the counts 110, 2442, 111, 29114 have G² = 270.72 (Dunning 1993, table 2)', () => {
    // 110 with both, 2,442 with the first only, 111 with the second only, 29,114 with neither.
    const sizes: [number, number[]][] = [
      [110, [0, 1]],
      [2_442, [0]],
      [111, [1]],
      [29_114, [2]],
    ]
    const rows = sizes.flatMap(([n, items]) => Array.from({ length: n }, () => items))
    const baskets = basketsOf(
      rows.length,
      3,
      rows.flatMap((r, b) => r.map(() => b)),
      rows.flat(),
    )
    expect(boughtTogether(baskets)[0]?.[0]).toMatchObject({ item: 1, count: 110 })
    expect(boughtTogether(baskets)[0]?.[0]?.evidence).toBeCloseTo(270.72, 1)
  })
  it.skipIf(groceries === null)(
    'on groceries, the evidence is that of both directions, and lift that of the rules',
    () => {
      if (groceries === null) return
      const item = groceries.table.text('item')
      const basket = groceries.table.numbers('transaction_id').map((id) => id - 1)
      const found = boughtTogether(basketsOf(9_835, 169, basket, item.codes), { most: 200 })
      const liquor = item.levels.indexOf('liquor')
      const wine = item.levels.indexOf('red/blush wine')
      const [there, back] = [
        found[liquor]?.find((c) => c.item === wine),
        found[wine]?.find((c) => c.item === liquor),
      ]
      expect(there?.count).toBe(21)
      expect(there?.evidence).toBeCloseTo(back?.evidence ?? 0, 9)
      expect(there?.lift).toBeCloseTo(back?.lift ?? 0, 9)
    },
  )
  it('nothing by chance alone, nothing below the least count, an item in every basket', () => {
    const baskets = basketsOf(4, 3, [0, 0, 1, 1, 2, 3], [0, 1, 0, 2, 0, 0])
    expect(boughtTogether(baskets)).toEqual([[], [], []])
    expect(() => boughtTogether(baskets, { most: 0 })).toThrow(/most/)
  })
})

describe('interests', () => {
  const options = { at: 100, halfLife: 7 }
  const events = fc.array(
    fc.record({
      category: fc.integer({ min: 0, max: 3 }),
      weight: fc.double({ min: -5, max: 5, noNaN: true }),
      time: fc.integer({ min: 0, max: 120 }),
    }),
    { maxLength: 30 },
  )
  const columns = (list: { category: number; weight: number; time: number }[]) => ({
    category: list.map((e) => e.category),
    weight: list.map((e) => e.weight),
    time: list.map((e) => e.time),
  })
  it('second implementation: each event by itself, those after the moment passed over', () => {
    fc.assert(
      fc.property(events, (list) => {
        const expected = [0, 1, 2, 3].map((c) =>
          list
            .filter((e) => e.category === c && e.time <= 100)
            .reduce((sum, e) => sum + e.weight * Math.exp((-Math.LN2 * (100 - e.time)) / 7), 0),
        )
        interestProfile(columns(list), 4, options).weights.forEach((weight, c) => {
          expect(weight).toBeCloseTo(expected[c] ?? Number.NaN, 9)
        })
      }),
    )
  })
  it('a profile carried forward equals one made of all events', () => {
    fc.assert(
      fc.property(events, fc.integer({ min: 0, max: 100 }), (list, middle) => {
        const first = interestProfile(columns(list), 4, { at: middle, halfLife: 7 })
        const rest = columns(list.filter((e) => e.time > middle))
        const later = laterInterests(first, rest, { to: 100, halfLife: 7 })
        interestProfile(columns(list), 4, options).weights.forEach((weight, c) => {
          expect(later.weights[c]).toBeCloseTo(weight, 9)
        })
      }),
    )
  })
  it('shares: nobody’s interest, dislikes, and interest long gone', () => {
    expect([...interestShares({ at: 0, weights: Float64Array.of(0, 0) })]).toEqual([0, 0])
    expect([...interestShares({ at: 0, weights: Float64Array.of(-3, 2) })]).toEqual([0, 1])
    const gone = interestProfile({ category: [0, 1], time: [0, 0] }, 2, { at: 7_400, halfLife: 7 })
    expect([...interestShares(gone)]).toEqual([0.5, 0.5])
  })
  it('refuses what it cannot place', () => {
    expect(() => interestProfile({ category: [4], time: [1] }, 4, options)).toThrow(/category\[0\] is 4/)
    expect(() => interestProfile({ category: [0], time: [Number.NaN] }, 4, options)).toThrow(/time\[0\]/)
    expect(() => interestProfile({ category: [0], time: [] }, 4, options)).toThrow(/equally long/)
    expect(() => interestProfile({ category: [], time: [] }, 4, { at: 0, halfLife: 0 })).toThrow(/halfLife/)
    const profile = interestProfile({ category: [], time: [] }, 1, options)
    expect(() => laterInterests(profile, { category: [], time: [] }, { to: 99, halfLife: 7 })).toThrow(
      /before/,
    )
    expect(() => laterInterests(profile, { category: [0], time: [100] }, { to: 101, halfLife: 7 })).toThrow(
      /count twice/,
    )
  })
})
