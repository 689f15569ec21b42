import {
  chiSquaredCdf,
  chiSquaredQuantile,
  chiSquaredTails,
  InvalidInputError,
  incompleteBeta,
  logGamma,
  normalCdf,
  normalQuantile,
  studentCdf,
  studentDensity,
  studentQuantile,
  studentTails,
} from '@liangti/models'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

/** Reference values: mpmath 1.3, 40 digits. */
const studentUpper = [
  [0.1, 1, 0.4682744825694464],
  [1, 1, 0.25],
  [12.706204736432095, 1, 0.02499999999949565],
  [2, 2.5, 0.078695747878983],
  [0.001, 30, 0.49960436788324253],
  [1.96, 30, 0.02967115644802524],
  [2.5, 6800.25, 0.006221349251060167],
  [6, 10, 6.60544301773928e-5],
  [40, 5, 9.205981085886477e-8],
  [1.96, 1_000_000, 0.024998033792634895],
  [5.5, 123456.7, 1.902707728204277e-8],
  [1e-8, 7, 0.4999999961500855],
  [30, 0.5, 0.058546841490053445],
] as const
const normalLower = [
  [-0.5, 0.3085375387259869],
  [-1.959963984540054, 0.025000000000000012],
  [-3, 0.0013498980316300946],
  [-6, 9.86587645037698e-10],
  [-10, 7.619853024160525e-24],
  [-37, 5.725571222524577e-300],
  [-1e-9, 0.49999999960105773],
  [0.3, 0.6179114221889527],
  [2, 0.9772498680518208],
  [5, 0.9999997133484281],
] as const
const chiUpper = [
  [3.841458820694124, 1, 0.05000000000000006],
  [9.0909090909, 1, 0.0025688315270354866],
  [0.01, 1, 0.920344325445942],
  [20, 10, 0.029252688076961072],
  [100, 10, 5.4497019829205295e-17],
  [1050, 1000, 0.1324740568214771],
  [0.5, 2.5, 0.8638836284585888],
  [5e5, 5e5, 0.4997340384738222],
] as const

function relativeError(actual: number, expected: number): number {
  return Math.abs(actual - expected) / Math.abs(expected)
}

describe('distributions at reference values (mpmath, 40 digits)', () => {
  it.each(studentUpper)('P(T > %d) with %d degrees', (t, degrees, expected) => {
    expect(relativeError(studentTails(t, degrees).upper, expected)).toBeLessThan(1e-11)
    expect(studentCdf(-t, degrees)).toBe(studentTails(t, degrees).upper)
  })
  it.each(normalLower)('Φ(%d)', (z, expected) => {
    expect(relativeError(normalCdf(z), expected)).toBeLessThan(1e-12)
  })
  it.each(chiUpper)('P(X > %d) with %d degrees', (x, degrees, expected) => {
    expect(relativeError(chiSquaredTails(x, degrees).upper, expected)).toBeLessThan(1e-11)
  })
  it('quantiles of Student’s t agree with scipy 1.17 and, at 1 degree, with the tangent', () => {
    expect(studentQuantile(0.975, 5)).toBeCloseTo(2.5705818356363146, 11)
    expect(studentQuantile(0.975, 6827.2)).toBeCloseTo(1.9603115186250057, 11)
    expect(studentQuantile(0.6, 3.3)).toBeCloseTo(0.274501974221057, 11)
    expect(studentQuantile(1e-6, 4)).toBeCloseTo(-41.577854150450975, 9)
    expect(studentQuantile(0.975, 1)).toBeCloseTo(Math.tan(Math.PI * 0.475), 9)
  })
  it('quantiles of χ² and the normal agree with scipy 1.17', () => {
    expect(chiSquaredQuantile(0.95, 1)).toBeCloseTo(3.841458820694124, 12)
    expect(chiSquaredQuantile(0.05, 1)).toBeCloseTo(0.003932140000019522, 14)
    expect(chiSquaredQuantile(0.999, 3)).toBeCloseTo(16.26623619623813, 11)
    expect(chiSquaredQuantile(1e-4, 20)).toBeCloseTo(4.395162716449103, 11)
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14)
    expect(normalQuantile(1e-10)).toBeCloseTo(-6.361340902404056, 12)
  })
})

describe('distributions against an independent second way', () => {
  it('the t distribution function is the integral of its density (Simpson)', () => {
    for (const degrees of [1, 2.5, 17, 900]) {
      const upTo = 2.3
      const steps = 4_000
      let area = 0
      for (let i = 0; i <= steps; i++) {
        const weight = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2
        area += weight * studentDensity((upTo * i) / steps, degrees)
      }
      expect(0.5 + (area * upTo) / steps / 3).toBeCloseTo(studentCdf(upTo, degrees), 11)
    }
  })
  it('the binomial tail is an incomplete beta function', () => {
    let tail = 0
    for (let k = 7; k <= 20; k++)
      tail += Math.exp(logGamma(21) - logGamma(k + 1) - logGamma(21 - k)) * 0.3 ** k * 0.7 ** (20 - k)
    expect(incompleteBeta(7, 14, 0.3).lower).toBeCloseTo(tail, 13)
  })
  it('quantiles undo their distribution functions', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }),
        fc.double({ min: 0.6, max: 1e6, noNaN: true }),
        (p, degrees) => {
          expect(Math.abs(studentCdf(studentQuantile(p, degrees), degrees) - p)).toBeLessThan(1e-11)
          expect(Math.abs(chiSquaredCdf(chiSquaredQuantile(p, degrees), degrees) - p)).toBeLessThan(1e-11)
          expect(Math.abs(normalCdf(normalQuantile(p)) - p)).toBeLessThan(1e-13)
        },
      ),
      { numRuns: 200 },
    )
  })
})

describe('distributions at the edges', () => {
  it('infinite arguments give whole tails', () => {
    expect(normalCdf(Number.NEGATIVE_INFINITY)).toBe(0)
    expect(normalCdf(Number.POSITIVE_INFINITY)).toBe(1)
    expect(studentTails(Number.POSITIVE_INFINITY, 3)).toEqual({ lower: 1, upper: 0 })
    expect(studentTails(-1e300, 3).upper).toBe(1)
    expect(chiSquaredTails(Number.POSITIVE_INFINITY, 3).upper).toBe(0)
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY)
  })
  it('what is outside the domain is refused by name', () => {
    expect(() => studentCdf(1, 0)).toThrow(InvalidInputError)
    expect(() => studentQuantile(1, 3)).toThrow(/p must lie between 0 and 1/)
    expect(() => chiSquaredTails(-1, 3)).toThrow(InvalidInputError)
    expect(() => normalQuantile(1.2)).toThrow(InvalidInputError)
    expect(() => normalCdf(Number.NaN)).toThrow(InvalidInputError)
  })
})
