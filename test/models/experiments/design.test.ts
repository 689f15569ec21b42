import {
  differenceOfMeans,
  InvalidInputError,
  minimalDetectableEffect,
  powerOf,
  ratioOfMeans,
  sampleRatioMismatch,
  sampleSizeFor,
  summarize,
} from '@liangti/models'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../src/kit/random.ts'

describe('sampleRatioMismatch', () => {
  it.each([
    [[500, 600], 0.00256883],
    [[50_000, 49_000], 0.00148188],
    [[10_300, 9_700], 2.20905e-5],
  ])('matches growthbook’s published p for %j', (counts, p) => {
    expect(sampleRatioMismatch(counts).pValue / p).toBeCloseTo(1, 5)
  })
  it('takes the intended shares into account', () => {
    expect(sampleRatioMismatch([800, 200], [0.8, 0.2]).pValue).toBe(1)
    expect(sampleRatioMismatch([800, 200], [4, 1]).statistic).toBe(0)
    expect(sampleRatioMismatch([700, 300], [0.8, 0.2]).pValue).toBeLessThan(1e-10)
  })
  it('calls a working draw broken at about its rate', () => {
    const random = seededRandom(11)
    let called = 0
    for (let i = 0; i < 2_000; i++) {
      let a = 0
      for (let k = 0; k < 500; k++) if (random.next() < 0.2) a++
      if (sampleRatioMismatch([a, 500 - a], [1, 4]).pValue < 0.05) called++
    }
    expect(called / 2_000).toBeGreaterThan(0.035)
    expect(called / 2_000).toBeLessThan(0.065)
  })
  it('says nothing about nobody, and refuses what is not a split', () => {
    expect(sampleRatioMismatch([0, 0]).pValue).toBe(1)
    expect(() => sampleRatioMismatch([5])).toThrow(/at least two arms/)
    expect(() => sampleRatioMismatch([5, 6], [1, 0])).toThrow(/weights\[1\]/)
    expect(() => sampleRatioMismatch([5, 6.5])).toThrow(InvalidInputError)
    expect(() => sampleRatioMismatch([5, 6], [1])).toThrow(/1 entries for 2 arms/)
  })
})

describe('power', () => {
  const design = { nControl: 64, nTreated: 64, standardDeviation: 1 }
  it('64 per arm see half a standard deviation with power .8 (Cohen 1988, table 2.4.1; .807 by the normal)', () => {
    expect(powerOf(design, 0.5)).toBeCloseTo(0.807, 3)
  })
  it('the detectable effect is the effect of that power, and the size gives it back', () => {
    for (const power of [0.5, 0.8, 0.95]) {
      const effect = minimalDetectableEffect(design, power)
      expect(powerOf(design, effect)).toBeCloseTo(power, 4)
      const n = sampleSizeFor({ effect, standardDeviation: 1, controlShare: 0.5, power })
      expect(Math.abs(n - 128)).toBeLessThanOrEqual(1)
    }
  })
  it('agrees with the share of simulated experiments that find the effect', () => {
    const random = seededRandom(5)
    const d = { nControl: 80, nTreated: 200, standardDeviation: 3 }
    let found = 0
    for (let i = 0; i < 1_500; i++) {
      const a = summarize(Array.from({ length: 80 }, () => 3 * random.normal()))
      const b = summarize(Array.from({ length: 200 }, () => 1 + 3 * random.normal()))
      if (differenceOfMeans(a, b).pValue < 0.05) found++
    }
    expect(Math.abs(found / 1_500 - powerOf(d, 1))).toBeLessThan(0.04)
  })
  it('no effect is called at alpha; an infinite trial is said to be infinite', () => {
    expect(powerOf(design, 0)).toBeCloseTo(0.05, 10)
    expect(powerOf({ ...design, standardDeviation: 0 }, 1)).toBe(1)
    expect(sampleSizeFor({ effect: 0, standardDeviation: 1, controlShare: 0.2 })).toBe(
      Number.POSITIVE_INFINITY,
    )
    expect(() => minimalDetectableEffect({ ...design, nControl: 1 })).toThrow(/nControl/)
    expect(() => powerOf({ ...design, standardDeviation: -1 }, 1)).toThrow(InvalidInputError)
  })
})

describe('ratioOfMeans', () => {
  it('covers the planted ratio in 95 % of draws, also where the control is noisy', () => {
    const random = seededRandom(21)
    let covered = 0
    for (let i = 0; i < 1_000; i++) {
      const a = summarize(Array.from({ length: 50 }, () => 1 + 1.5 * random.normal()))
      const b = summarize(Array.from({ length: 80 }, () => 1.4 + 1.5 * random.normal()))
      const e = ratioOfMeans(a, b)
      if (e.lower <= 1.4 && 1.4 <= e.upper) covered++
    }
    expect(covered / 1_000).toBeGreaterThan(0.93)
  })
  it('is close to the delta method where the control is precise', () => {
    const a = { n: 10_000, sum: 50_000, sumSquares: 260_000 }
    const b = { n: 10_000, sum: 51_000, sumSquares: 270_000 }
    const delta = differenceOfMeans(a, b, { relative: true })
    const fieller = ratioOfMeans(a, b)
    expect(fieller.lower - 1).toBeCloseTo(delta.lower, 4)
    expect(fieller.upper - 1).toBeCloseTo(delta.upper, 4)
  })
  it('with critical values given, holds 1 exactly where they hold a difference of 0', () => {
    const a = summarize([4, 6, 5, 9, 2, 7])
    const b = summarize([8, 7, 12, 6, 9])
    const d = differenceOfMeans(a, b)
    const toZero = d.estimate / d.standardError
    expect(ratioOfMeans(a, b, 0.95, { lower: toZero, upper: 2 }).lower).toBeCloseTo(1, 12)
    expect(ratioOfMeans(a, b, 0.95, { lower: toZero - 0.01, upper: 2 }).lower).toBeGreaterThan(1)
    // Of negative means the same difference is a ratio below 1, so the ends change places.
    const less = (of: number[]) => summarize(of.map((v) => v - 40))
    const [c, e] = [less([4, 6, 5, 9, 2, 7]), less([8, 7, 12, 6, 9])]
    expect(ratioOfMeans(c, e, 0.95, { lower: toZero, upper: 2 }).upper).toBeCloseTo(1, 12)
    expect(() => ratioOfMeans(a, b, 0.95, { lower: -1, upper: 2 })).toThrow(/critical\.lower/)
  })
  it('admits that it knows nothing where the control may be 0', () => {
    const e = ratioOfMeans(summarize([-1, 1, -1, 1.1]), summarize([1, 2, 3]))
    expect(e).toMatchObject({
      bounded: false,
      lower: Number.NEGATIVE_INFINITY,
      upper: Number.POSITIVE_INFINITY,
    })
  })
})
