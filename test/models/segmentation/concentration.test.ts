import { concentration, InvalidInputError, topCustomersFor } from '@liangti/models'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../src/kit/random.ts'

const values = fc
  .array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 60 })
  .filter((v) => v.some((x) => x > 0))

describe('concentration', () => {
  it('is 0 among equals and (n − 1)/n where one brings everything', () => {
    expect(concentration([4, 4, 4, 4]).gini).toBe(0)
    expect(concentration([0, 0, 0, 9]).gini).toBeCloseTo(0.75, 12)
    expect(concentration([7])).toMatchObject({ gini: 0, customers: 1, total: 7 })
  })
  it('gives the Gini of an exponential population, one half (closed form)', () => {
    const random = seededRandom(3)
    const v = Array.from({ length: 40_000 }, () => -Math.log(1 - random.next()))
    expect(concentration(v).gini).toBeCloseTo(0.5, 2)
  })
  it('agrees with the mean absolute difference (second definition)', () => {
    fc.assert(
      fc.property(values, (v) => {
        let apart = 0
        for (const a of v) for (const b of v) apart += Math.abs(a - b)
        const total = v.reduce((s, x) => s + x, 0)
        expect(concentration(v).gini).toBeCloseTo(apart / (2 * v.length * total), 10)
      }),
    )
  })
  it('draws a rising curve from corner to corner, above the diagonal, thinned as asked', () => {
    const v = Array.from({ length: 5_000 }, (_, i) => (i * i) % 977)
    const { points } = concentration(v, 100)
    expect(points.length).toBeLessThanOrEqual(102)
    expect(points[0]).toEqual({ customersShare: 0, valueShare: 0 })
    expect(points.at(-1)).toEqual({ customersShare: 1, valueShare: 1 })
    for (const [i, p] of points.entries()) {
      expect(p.valueShare).toBeGreaterThanOrEqual(p.customersShare - 1e-12)
      expect(p.valueShare).toBeGreaterThanOrEqual((points[i - 1]?.valueShare ?? 0) - 1e-12)
    }
  })
  it('goes above 1 on the way where somebody returned more than he bought', () => {
    const { points, gini } = concentration([10, -2])
    expect(points[1]?.valueShare).toBeCloseTo(1.25, 12)
    expect(gini).toBeCloseTo(0.75, 12)
  })
  it('refuses nobody, nothing and what is not a number', () => {
    expect(() => concentration([])).toThrow(/empty/)
    expect(() => concentration([0, 0])).toThrow(/add up to 0/)
    expect(() => concentration([1, Number.NaN])).toThrow(InvalidInputError)
  })
})

describe('topCustomersFor', () => {
  it('names the fewest customers that make half', () => {
    expect(topCustomersFor([1, 1, 1, 1, 6])).toEqual({
      customers: 1,
      customersShare: 0.2,
      valueShare: 0.6,
      threshold: 6,
    })
    expect(topCustomersFor([2, 2, 2, 2]).customers).toBe(2)
  })
  it('is the smallest set: one fewer does not reach the share', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0.05, max: 0.95, noNaN: true }), (v, share) => {
        const top = topCustomersFor(v, share)
        const best = [...v].sort((a, b) => b - a)
        const sum = (k: number) => best.slice(0, k).reduce((s, x) => s + x, 0)
        expect(sum(top.customers)).toBeGreaterThanOrEqual(share * sum(v.length))
        expect(sum(top.customers - 1)).toBeLessThan(share * sum(v.length))
        expect(top.threshold).toBe(best[top.customers - 1])
      }),
    )
  })
  it('refuses a share of everything', () => {
    expect(() => topCustomersFor([1], 1)).toThrow(/share/)
  })
})
