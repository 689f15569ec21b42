import {
  type CovariateSummary,
  cuped,
  differenceOfMeans,
  InvalidInputError,
  summarize,
} from '@liangti/models'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../src/kit/random.ts'

function sums(y: number[], x: number[]): CovariateSummary {
  const of = (v: number[]) => v.reduce((a, b) => a + b, 0)
  return {
    n: y.length,
    sum: of(y),
    sumSquares: of(y.map((v) => v * v)),
    covariateSum: of(x),
    covariateSumSquares: of(x.map((v) => v * v)),
    crossSum: of(y.map((v, i) => v * (x[i] ?? 0))),
  }
}

function arm(seed: number, n: number, effect: number, slope: number) {
  const random = seededRandom(seed)
  const x = Array.from({ length: n }, () => 50 + 20 * random.normal())
  const y = x.map((v) => 5 + slope * v + effect + 6 * random.normal())
  return { x, y }
}

describe('cuped', () => {
  it('equals the adjustment made unit by unit with the slope of the pooled within-arm regression', () => {
    const [a, b] = [arm(1, 60, 0, 0.8), arm(2, 45, 3, 0.8)]
    const mean = (v: number[]) => v.reduce((s, q) => s + q, 0) / v.length
    const cross = (u: number[], v: number[]) =>
      u.reduce((s, q, i) => s + (q - mean(u)) * ((v[i] ?? 0) - mean(v)), 0)
    const theta = (cross(a.x, a.y) + cross(b.x, b.y)) / (cross(a.x, a.x) + cross(b.x, b.x))
    const all = mean([...a.x, ...b.x])
    const by = (g: { x: number[]; y: number[] }) =>
      summarize(g.y.map((v, i) => v - theta * ((g.x[i] ?? 0) - all)))
    const expected = differenceOfMeans(by(a), by(b))
    const adjusted = cuped(sums(a.y, a.x), sums(b.y, b.x))
    const actual = differenceOfMeans(adjusted.control, adjusted.treated)
    expect(adjusted.theta).toBeCloseTo(theta, 10)
    expect(actual.estimate).toBeCloseTo(expected.estimate, 9)
    expect(actual.standardError).toBeCloseTo(expected.standardError, 9)
    expect(actual.pValue).toBeCloseTo(expected.pValue, 9)
  })
  it('recovers a planted effect with the variance the covariate leaves', () => {
    const [a, b] = [arm(3, 4_000, 0, 0.8), arm(4, 4_000, 2, 0.8)]
    const adjusted = cuped(sums(a.y, a.x), sums(b.y, b.x))
    const e = differenceOfMeans(adjusted.control, adjusted.treated)
    // Planted: slope .8, sd of x 20, noise 6: explained 256 / 292.
    expect(adjusted.theta).toBeCloseTo(0.8, 1)
    expect(adjusted.varianceExplained).toBeCloseTo(256 / 292, 1)
    expect(e.lower).toBeLessThan(2)
    expect(e.upper).toBeGreaterThan(2)
    const plain = differenceOfMeans(sums(a.y, a.x), sums(b.y, b.x))
    expect(e.standardError / plain.standardError).toBeCloseTo(6 / Math.sqrt(292), 1)
  })
  it('changes nothing where the covariate is constant', () => {
    const y = [1, 2, 3, 7]
    const adjusted = cuped(sums(y, [5, 5, 5, 5]), sums([2, 2, 9, 1], [5, 5, 5, 5]))
    expect(adjusted).toMatchObject({ theta: 0, varianceExplained: 0 })
    expect(adjusted.control.sum).toBeCloseTo(13, 12)
    expect(adjusted.control.sumSquares).toBeCloseTo(63, 10)
  })
  it('survives nobody buying, and an outcome equal to its covariate', () => {
    const none = sums([0, 0, 0], [1, 2, 3])
    expect(cuped(none, none)).toMatchObject({ theta: 0, varianceExplained: 0 })
    const same = sums([1, 2, 3], [1, 2, 3])
    expect(cuped(same, same).varianceExplained).toBeCloseTo(1, 12)
  })
  it('refuses a correlation above 1', () => {
    const bad = { ...sums([1, 2, 3], [1, 2, 3]), crossSum: 40 }
    expect(() => cuped(bad, bad)).toThrow(InvalidInputError)
    expect(() => cuped(bad, bad)).toThrow(/control\.crossSum/)
  })
})
