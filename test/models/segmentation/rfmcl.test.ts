import { InvalidInputError, rfmclScores, rfmScores, seededRandom } from '@liangti/models'
import { describe, expect, it } from 'vitest'

function customers(n: number) {
  const random = seededRandom(2)
  const list = (scale: number) => Array.from({ length: n }, () => Math.floor(random() * scale))
  return {
    recencyDays: list(300),
    frequency: list(9),
    monetary: list(9_999),
    categories: list(6),
    lengthDays: list(900),
  }
}

describe('rfmclScores', () => {
  it('R, F and M are those of rfmScores, nested too', () => {
    const measures = customers(200)
    for (const scheme of ['independent', 'nested'] as const) {
      const { r, f, m } = rfmScores(measures, { scheme })
      expect(rfmclScores(measures, { scheme })).toMatchObject({ r, f, m })
    }
  })
  it('second implementation: C and L by the rank of the first of the equals', () => {
    const measures = customers(123)
    const scores = rfmclScores(measures, { bins: 4 })
    const ranked = (values: number[]) =>
      values.map((v) => Math.floor((values.filter((w) => w < v).length * 4) / values.length) + 1)
    expect([...scores.c]).toEqual(ranked(measures.categories))
    expect([...scores.l]).toEqual(ranked(measures.lengthDays))
  })
  it('cuts by hand, nobody, one customer, refusals', () => {
    const one = { recencyDays: [3], frequency: [1], monetary: [9], categories: [2], lengthDays: [400] }
    const scores = rfmclScores(one, { bins: 3, categoryCuts: [1, 2], lengthCuts: [30, 365] })
    expect([scores.c[0], scores.l[0]]).toEqual([2, 3])
    expect([...rfmclScores(one).c]).toEqual([1])
    const nobody = { recencyDays: [], frequency: [], monetary: [], categories: [], lengthDays: [] }
    expect(rfmclScores(nobody).c).toHaveLength(0)
    expect(() => rfmclScores({ ...one, categories: [] })).toThrow(/categories has 0 entries/)
    expect(() => rfmclScores({ ...one, lengthDays: [Number.NaN] })).toThrow(InvalidInputError)
    expect(() => rfmclScores(one, { categoryCuts: [1, 1, 2, 3] })).toThrow(/4 ascending numbers/)
  })
})
