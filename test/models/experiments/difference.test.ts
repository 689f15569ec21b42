import {
  differenceOfMeans,
  differenceOfProportions,
  InvalidInputError,
  type SampleSummary,
  summarize,
} from '@liangti/models'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../src/kit/random.ts'

const control: SampleSummary = { sum: 1396.87, sumSquares: 52377.9767, n: 3407 }
const treated: SampleSummary = { sum: 2422.7, sumSquares: 134698.29, n: 3461 }

describe('differenceOfMeans', () => {
  it('matches growthbook’s published Welch case, relative', () => {
    const e = differenceOfMeans(control, treated, { relative: true })
    expect(e.estimate).toBeCloseTo(0.70732, 5)
    expect(e.lower).toBeCloseTo(-0.03526, 5)
    expect(e.upper).toBeCloseTo(1.44989, 5)
    expect(e.standardError).toBeCloseTo(0.37879, 5)
    expect(e.pValue).toBeCloseTo(0.06191, 5)
  })
  it('matches growthbook’s published Welch case, absolute', () => {
    const e = differenceOfMeans(control, treated)
    expect(e.estimate).toBeCloseTo(0.29, 5)
    expect(e.lower).toBeCloseTo(0.04538, 5)
    expect(e.upper).toBeCloseTo(0.53462, 5)
    expect(e.standardError).toBeCloseTo(0.12478, 5)
    expect(e.pValue).toBeCloseTo(0.02016, 5)
  })
  it('matches the textbook definition computed from raw values', () => {
    const a = [3.1, 2.7, 4.4, 5.0, 2.2, 3.9]
    const b = [4.8, 6.1, 5.5, 7.2]
    const moments = (v: number[]) => {
      const mean = v.reduce((s, x) => s + x, 0) / v.length
      return { mean, q: v.reduce((s, x) => s + (x - mean) ** 2, 0) / (v.length - 1) / v.length, n: v.length }
    }
    const [x, y] = [moments(a), moments(b)]
    const e = differenceOfMeans(summarize(a), summarize(b))
    expect(e.standardError).toBeCloseTo(Math.sqrt(x.q + y.q), 12)
    expect(e.degreesOfFreedom).toBeCloseTo(
      (x.q + y.q) ** 2 / (x.q ** 2 / (x.n - 1) + y.q ** 2 / (y.n - 1)),
      10,
    )
    expect(e.estimate).toBeCloseTo(y.mean - x.mean, 12)
  })
  it('covers a planted effect in 95 % of draws', () => {
    const random = seededRandom(7)
    let covered = 0
    const draws = 1_000
    for (let i = 0; i < draws; i++) {
      const a = Array.from({ length: 40 }, () => 10 + 2 * random.normal())
      const b = Array.from({ length: 25 }, () => 11 + 5 * random.normal())
      const e = differenceOfMeans(summarize(a), summarize(b))
      if (e.lower <= 1 && 1 <= e.upper) covered++
    }
    expect(covered / draws).toBeGreaterThan(0.93)
    expect(covered / draws).toBeLessThan(0.97)
  })
  it('keeps its scale: minor units and major units tell the same story', () => {
    const scaled = (s: SampleSummary, by: number) => ({
      n: s.n,
      sum: s.sum * by,
      sumSquares: s.sumSquares * by * by,
    })
    for (const by of [1e-90, 100, 1e90]) {
      const e = differenceOfMeans(scaled(control, by), scaled(treated, by))
      expect(e.pValue).toBeCloseTo(0.0201584, 6)
      expect(e.lower / by).toBeCloseTo(0.0453779, 6)
    }
  })
  it('a negative control mean keeps the direction of the relative effect', () => {
    const e = differenceOfMeans(summarize([-2, -4, -3]), summarize([-1, -2, 0]), { relative: true })
    expect(e.estimate).toBeCloseTo(2 / 3, 12)
  })
  it('units that are all alike give a width of 0', () => {
    const same = { n: 5, sum: 0, sumSquares: 0 }
    expect(differenceOfMeans(same, same)).toMatchObject({ estimate: 0, lower: 0, upper: 0, pValue: 1 })
    const other = { n: 5, sum: 10, sumSquares: 20 }
    expect(differenceOfMeans(same, other)).toMatchObject({ estimate: 2, lower: 2, upper: 2, pValue: 0 })
  })
  it('refuses sums that cannot be', () => {
    expect(() => differenceOfMeans({ n: 1, sum: 1, sumSquares: 1 }, treated)).toThrow(
      /control\.n must be a whole number of at least 2/,
    )
    expect(() => differenceOfMeans({ n: 4, sum: 10, sumSquares: 5 }, treated)).toThrow(
      /not of the same values/,
    )
    expect(() => differenceOfMeans({ n: 4, sum: Number.NaN, sumSquares: 5 }, treated)).toThrow(
      InvalidInputError,
    )
    expect(() => differenceOfMeans({ n: 4, sum: 0, sumSquares: 5 }, treated, { relative: true })).toThrow(
      /mean 0/,
    )
    expect(() => differenceOfMeans(control, treated, { level: 1 })).toThrow(InvalidInputError)
  })
})

describe('differenceOfProportions', () => {
  it('matches growthbook’s published case, relative', () => {
    const e = differenceOfProportions({ successes: 14, n: 28 }, { successes: 16, n: 30 }, { relative: true })
    expect(e.estimate).toBeCloseTo(0.06667, 5)
    expect(e.lower).toBeCloseTo(-0.47767, 5)
    expect(e.upper).toBeCloseTo(0.61101, 5)
    expect(e.pValue).toBeCloseTo(0.80707, 5)
  })
  it('is close to the difference of means of the same 0/1 values in large samples', () => {
    const p = differenceOfProportions({ successes: 900, n: 30_000 }, { successes: 1_050, n: 30_000 })
    const m = differenceOfMeans(
      { n: 30_000, sum: 900, sumSquares: 900 },
      { n: 30_000, sum: 1_050, sumSquares: 1_050 },
    )
    expect(p.estimate).toBeCloseTo(m.estimate, 12)
    expect(p.pValue / m.pValue).toBeCloseTo(1, 3)
  })
  it('refuses more successes than units', () => {
    expect(() => differenceOfProportions({ successes: 3, n: 2 }, { successes: 1, n: 2 })).toThrow(
      /control\.successes/,
    )
  })
})
