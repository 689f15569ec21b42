import { InvalidInputError, quantileEdges, rfmScores } from '@liangti/models'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const measure = fc.array(
  fc.record({
    r: fc.integer({ min: 0, max: 400 }),
    f: fc.integer({ min: 1, max: 6 }),
    m: fc.integer({ min: -500, max: 50_000 }),
  }),
  { minLength: 1, maxLength: 80 },
)
const columns = (rows: { r: number; f: number; m: number }[]) => ({
  recencyDays: rows.map((x) => x.r),
  frequency: rows.map((x) => x.f),
  monetary: rows.map((x) => x.m),
})

describe('rfmScores', () => {
  it('gives ten different customers two to a quintile, 5 best', () => {
    const ten = Array.from({ length: 10 }, (_, i) => i + 1)
    const s = rfmScores({ recencyDays: ten, frequency: ten, monetary: ten })
    expect([...s.r]).toEqual([5, 5, 4, 4, 3, 3, 2, 2, 1, 1])
    expect([...s.f]).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5])
    expect(s.cuts.monetary).toEqual([2, 4, 6, 8])
  })
  it('keeps ties together even when a group stays empty', () => {
    const s = rfmScores({
      recencyDays: [1, 1, 1, 1, 1],
      frequency: [1, 1, 1, 2, 3],
      monetary: [0, 0, 0, 0, 9],
    })
    expect([...s.r]).toEqual([5, 5, 5, 5, 5])
    expect([...s.f]).toEqual([1, 1, 1, 4, 5])
    expect([...s.m]).toEqual([1, 1, 1, 1, 5])
  })
  it('explicit cuts are inclusive upper edges', () => {
    const s = rfmScores(
      { recencyDays: [30, 31, 90, 91], frequency: [1, 2, 3, 4], monetary: [100, 101, 500, 501] },
      { bins: 3, cuts: { recencyDays: [30, 90], frequency: [1, 3], monetary: [100, 500] } },
    )
    expect([...s.r]).toEqual([3, 2, 2, 1])
    expect([...s.f]).toEqual([1, 2, 2, 3])
    expect([...s.m]).toEqual([1, 2, 2, 3])
  })
  it('agrees with a rank-based second implementation: the score is that of the first of the equals', () => {
    fc.assert(
      fc.property(measure, fc.integer({ min: 2, max: 9 }), (rows, bins) => {
        const s = rfmScores(columns(rows), { bins })
        const ranked = (values: number[]) =>
          values.map((v) => {
            const below = values.filter((w) => w < v).length // rank of the first of the equals, from 0
            return Math.floor((below * bins) / values.length) + 1
          })
        expect([...s.f]).toEqual(ranked(rows.map((x) => x.f)))
        expect([...s.m]).toEqual(ranked(rows.map((x) => x.m)))
        expect([...s.r]).toEqual(ranked(rows.map((x) => x.r)).map((b) => bins + 1 - b))
      }),
    )
  })
  it('nested: each measure is cut within the group before it', () => {
    fc.assert(
      fc.property(measure, (rows) => {
        const nested = rfmScores(columns(rows), { bins: 3, scheme: 'nested' })
        const flat = rfmScores(columns(rows), { bins: 3 })
        expect(nested.r).toEqual(flat.r)
        for (const r of new Set(nested.r)) {
          const within = rows.filter((_, i) => nested.r[i] === r)
          const alone = rfmScores(columns(within), { bins: 3 })
          expect(rows.flatMap((_, i) => (nested.r[i] === r ? [nested.f[i]] : []))).toEqual([...alone.f])
        }
      }),
    )
  })
  it('is the same for everybody in any order, and monotone in each measure', () => {
    fc.assert(
      fc.property(measure, (rows) => {
        const s = rfmScores(columns(rows))
        const back = rfmScores(columns([...rows].reverse()))
        expect([...back.m].reverse()).toEqual([...s.m])
        rows.forEach((a, i) => {
          rows.forEach((b, j) => {
            if (a.m < b.m) expect(s.m[i] ?? 0).toBeLessThanOrEqual(s.m[j] ?? 0)
            if (a.r < b.r) expect(s.r[i] ?? 0).toBeGreaterThanOrEqual(s.r[j] ?? 0)
          })
        })
      }),
    )
  })
  it('nobody, one customer, huge and negative money', () => {
    expect(rfmScores({ recencyDays: [], frequency: [], monetary: [] }).r).toHaveLength(0)
    expect([...rfmScores({ recencyDays: [3], frequency: [1], monetary: [-1e15] }).m]).toEqual([1])
    const s = rfmScores({
      recencyDays: [0, 1],
      frequency: [1, 1],
      monetary: [-Number.MAX_VALUE, Number.MAX_VALUE],
    })
    expect([...s.m]).toEqual([1, 3])
  })
  it('refuses unequal lengths, gaps and cuts that do not ascend', () => {
    const one = { recencyDays: [1], frequency: [1], monetary: [1] }
    expect(() => rfmScores({ ...one, monetary: [] })).toThrow(/monetary has 0 entries/)
    expect(() => rfmScores({ ...one, monetary: [Number.NaN] })).toThrow(InvalidInputError)
    expect(() => rfmScores(one, { bins: 1 })).toThrow(/bins/)
    const cuts = { recencyDays: [1, 1], frequency: [1, 2], monetary: [1, 2] }
    expect(() => rfmScores(one, { bins: 3, cuts })).toThrow(/cuts\.recencyDays\[1\] must be above/)
    expect(() => rfmScores(one, { bins: 5, cuts })).toThrow(/needs 4 edges/)
    expect(() => quantileEdges([], 5)).toThrow(/empty/)
  })
})
