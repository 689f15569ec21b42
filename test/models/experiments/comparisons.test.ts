import {
  adjustPValues,
  differenceOfMeans,
  drawNormal,
  linearisedRatio,
  type MultipleComparison,
  meanOf,
  seededRandom,
  stratifiedDifference,
  summarize,
} from '@liangti/models'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

describe('adjustPValues', () => {
  const p = [0.01, 0.02, 0.03, 0.04, 0.05]
  it.each([
    // R: p.adjust(c(.01, .02, .03, .04, .05), method)
    ['holm', [0.05, 0.08, 0.09, 0.09, 0.09]],
    ['benjamini-hochberg', [0.05, 0.05, 0.05, 0.05, 0.05]],
    ['bonferroni', [0.05, 0.1, 0.15, 0.2, 0.25]],
  ] as const)('%s as R’s p.adjust', (method, expected) => {
    expect(adjustPValues(p, method)).toEqual(expected.map((v) => expect.closeTo(v, 12)))
  })
  it('agrees with the step procedures run at each level', () => {
    const levels = Array.from({ length: 199 }, (_, i) => (i + 1) / 200 + 1e-7)
    const rejected: Record<MultipleComparison, (p: number[], alpha: number) => boolean[]> = {
      bonferroni: (ps, alpha) => ps.map((v) => v <= alpha / ps.length),
      holm(ps, alpha) {
        const sorted = [...ps].sort((a, b) => a - b)
        const stop = sorted.findIndex((v, i) => v > alpha / (ps.length - i))
        const limit = stop < 0 ? Infinity : (sorted[stop] as number)
        return ps.map((v) => v < limit)
      },
      'benjamini-hochberg'(ps, alpha) {
        const sorted = [...ps].sort((a, b) => a - b)
        const last = sorted.findLastIndex((v, i) => v <= (alpha * (i + 1)) / ps.length)
        return ps.map((v) => last >= 0 && v <= (sorted[last] as number))
      },
    }
    const values = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(values, (thousandths) => {
        const ps = thousandths.map((v) => v / 1000)
        for (const method of ['holm', 'benjamini-hochberg', 'bonferroni'] as const) {
          const adjusted = adjustPValues(ps, method)
          for (const alpha of levels)
            expect(adjusted.map((v) => v <= alpha)).toEqual(rejected[method](ps, alpha))
        }
      }),
      { numRuns: 40 },
    )
  })
  it('holds its promise on planted nulls: Holm calls any of five at most 5 % of the time', () => {
    const random = seededRandom(31)
    let any = 0
    for (let i = 0; i < 4_000; i++) {
      const ps = Array.from({ length: 5 }, () => random())
      if (adjustPValues(ps, 'holm').some((v) => v <= 0.05)) any++
    }
    expect(any / 4_000).toBeLessThan(0.06)
  })
  it('extremes', () => {
    expect(adjustPValues([], 'holm')).toEqual([])
    expect(adjustPValues([0.3], 'benjamini-hochberg')).toEqual([0.3])
    expect(() => adjustPValues([0.1, Number.NaN], 'holm')).toThrow(/pValues\[1\]/)
  })
})

const ratioSums = (y: readonly number[], d: readonly number[]) => {
  const [s, t] = [summarize(y), summarize(d)]
  return {
    ...s,
    denominatorSum: t.sum,
    denominatorSumSquares: t.sumSquares,
    crossSum: y.reduce((sum, v, i) => sum + v * (d[i] as number), 0),
  }
}

describe('linearisedRatio', () => {
  const draw = (random: () => number, n: number, ratio: number) => {
    const d = Array.from({ length: n }, () => 1 + Math.floor(-4 * Math.log(1 - random())))
    const y = d.map((v) => ratio * v + Math.sqrt(v) * drawNormal(random))
    return { y, d }
  }
  it('has the variance of the delta method, written out', () => {
    const { y, d } = draw(seededRandom(3), 200, 2)
    const [my, md] = [y, d].map((v) => v.reduce((s, x) => s + x, 0) / 200) as [number, number]
    const cov = (a: number[], b: number[], ma: number, mb: number) =>
      a.reduce((s, x, i) => s + (x - ma) * ((b[i] as number) - mb), 0) / 199
    const r = my / md
    const variance =
      (cov(y, y, my, my) - 2 * r * cov(y, d, my, md) + r * r * cov(d, d, md, md)) / (md * md * 200)
    const z = linearisedRatio(ratioSums(y, d))
    expect(meanOf(z)).toBeCloseTo(r, 12)
    const e = differenceOfMeans(z, { n: 2, sum: 0, sumSquares: 0 })
    expect(e.standardError ** 2 / variance).toBeCloseTo(1, 9)
  })
  it('covers a planted ratio effect in 95 % of draws', () => {
    const random = seededRandom(17)
    let covered = 0
    for (let i = 0; i < 800; i++) {
      const [a, b] = [draw(random, 150, 2), draw(random, 100, 2.3)]
      const e = differenceOfMeans(linearisedRatio(ratioSums(a.y, a.d)), linearisedRatio(ratioSums(b.y, b.d)))
      if (e.lower <= 0.3 && 0.3 <= e.upper) covered++
    }
    expect(Math.abs(covered / 800 - 0.95)).toBeLessThan(0.025)
  })
  it('a denominator of 1 for all is the plain mean; a constant ratio has no noise', () => {
    const y = [3, 1, 4, 1, 5]
    const plain = linearisedRatio(ratioSums(y, [1, 1, 1, 1, 1]))
    expect(plain.sumSquares).toBeCloseTo(52, 10)
    const constant = linearisedRatio(ratioSums([2, 4, 6], [1, 2, 3]))
    expect(differenceOfMeans(constant, constant)).toMatchObject({ standardError: 0, pValue: 1 })
  })
  it('refuses what cannot be', () => {
    expect(() => linearisedRatio(ratioSums([1, 2], [0, 0]))).toThrow(/denominatorSum is 0/)
    expect(() => linearisedRatio({ ...ratioSums([1, 2], [3, 4]), crossSum: 1e6 })).toThrow(
      /correlation above 1/,
    )
  })
})

describe('stratifiedDifference', () => {
  it('of one stratum is Welch', () => {
    const pair = { control: summarize([3, 1, 4, 1.5]), treated: summarize([5, 9, 2.6]) }
    const [one, welch] = [stratifiedDifference([pair]), differenceOfMeans(pair.control, pair.treated)]
    for (const key of ['estimate', 'standardError', 'degreesOfFreedom', 'lower', 'pValue'] as const)
      expect(one[key]).toBeCloseTo(welch[key], 10)
    const relative = stratifiedDifference([pair], { relative: true })
    expect(relative.lower).toBeCloseTo(
      differenceOfMeans(pair.control, pair.treated, { relative: true }).lower,
      10,
    )
  })
  it('recovers a planted effect that strata hide, and covers it', () => {
    const random = seededRandom(6)
    let covered = 0
    let [narrow, wide] = [0, 0]
    for (let i = 0; i < 600; i++) {
      const strata = [0, 40].map((base) => ({
        control: Array.from({ length: 20 }, () => base + drawNormal(random)),
        treated: Array.from({ length: 15 }, () => base + 0.5 + 2 * drawNormal(random)),
      }))
      const e = stratifiedDifference(
        strata.map((s) => ({ control: summarize(s.control), treated: summarize(s.treated) })),
      )
      if (e.lower <= 0.5 && 0.5 <= e.upper) covered++
      narrow += e.standardError
      wide += differenceOfMeans(
        summarize(strata.flatMap((s) => s.control)),
        summarize(strata.flatMap((s) => s.treated)),
      ).standardError
    }
    expect(Math.abs(covered / 600 - 0.95)).toBeLessThan(0.03)
    expect(narrow).toBeLessThan(wide / 5)
  })
  it('extremes', () => {
    const flat = summarize([1, 1])
    expect(stratifiedDifference([{ control: flat, treated: flat }]).pValue).toBe(1)
    expect(() => stratifiedDifference([])).toThrow(/at least one stratum/)
    expect(() => stratifiedDifference([{ control: summarize([1]), treated: flat }])).toThrow(
      /strata\[0\]\.control/,
    )
    const zero = summarize([1, -1])
    expect(() => stratifiedDifference([{ control: zero, treated: flat }], { relative: true })).toThrow(
      /mean of 0/,
    )
  })
})

describe('one-sided differences', () => {
  const [a, b] = [summarize([3, 1, 4, 1.5]), summarize([5, 9, 2.6])]
  it('put all of the error on one side, and their p-values add up to 1', () => {
    const greater = differenceOfMeans(a, b, { alternative: 'greater' })
    const less = differenceOfMeans(a, b, { alternative: 'less' })
    const ninety = differenceOfMeans(a, b, { level: 0.9 })
    expect(greater.pValue + less.pValue).toBeCloseTo(1, 12)
    expect(greater).toMatchObject({ upper: Infinity, lower: expect.closeTo(ninety.lower, 10) })
    expect(less).toMatchObject({ lower: -Infinity, upper: expect.closeTo(ninety.upper, 10) })
  })
  it('without noise the sign decides', () => {
    const [zero, one] = [summarize([0, 0]), summarize([1, 1])]
    expect(differenceOfMeans(zero, one, { alternative: 'greater' }).pValue).toBe(0)
    expect(differenceOfMeans(zero, one, { alternative: 'less' }).pValue).toBe(1)
  })
})
