import { InvalidInputError, isotonicCalibration, plattCalibration, seededRandom } from '@liangti/models'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const cases = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.constantFrom(0, 1)), {
  minLength: 1,
  maxLength: 30,
})

describe('agreement with a second implementation', () => {
  it('isotonic: the max-min formula over all runs of scores', () => {
    fc.assert(
      fc.property(cases, (rows) => {
        const scores = rows.map(([s]) => s)
        const target = rows.map(([, y]) => y)
        const levels = [...new Set(scores)].sort((a, b) => a - b)
        const mean = (from: number, to: number) => {
          const run = target.filter((_, i) => (scores[i] as number) >= from && (scores[i] as number) <= to)
          return run.reduce((a: number, b) => a + b, 0) / run.length
        }
        const truth = levels.map((level) =>
          Math.max(
            ...levels
              .filter((from) => from <= level)
              .map((from) => Math.min(...levels.filter((to) => to >= level).map((to) => mean(from, to)))),
          ),
        )
        const found = isotonicCalibration(scores, target).apply(levels)
        truth.forEach((t, i) => {
          expect(found[i]).toBeCloseTo(t, 10)
        })
      }),
    )
  })
  it('platt: both derivatives of the smoothed likelihood vanish', () => {
    const scores = [-3, -1, -0.5, 0.2, 0.4, 1, 2.5]
    const target = [0, 0, 1, 0, 1, 1, 1]
    const p = plattCalibration(scores, target).apply(scores)
    const t = target.map((y) => (y === 1 ? 5 / 6 : 1 / 5))
    const residual = t.map((v, i) => (p[i] as number) - v)
    expect(residual.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 7)
    expect(residual.reduce((a, r, i) => a + r * (scores[i] as number), 0)).toBeCloseTo(0, 7)
  })
})

describe('recovery of what was planted', () => {
  const random = seededRandom(1)
  const scores = Float64Array.from({ length: 40_000 }, () => random() * 6 - 3)
  const target = scores.map((s) => (random() < 1 / (1 + Math.exp(-(0.7 * s - 1))) ? 1 : 0))
  it('platt finds slope and intercept', () => {
    const model = plattCalibration(scores, target)
    expect(Math.abs(model.slope - 0.7)).toBeLessThan(0.04)
    expect(Math.abs(model.intercept + 1)).toBeLessThan(0.06)
  })
  it('isotonic comes near the curve', () => {
    const found = isotonicCalibration(scores, target).apply([-2, 0, 2])
    ;[-2, 0, 2].forEach((s, i) => {
      expect(Math.abs((found[i] as number) - 1 / (1 + Math.exp(-(0.7 * s - 1))))).toBeLessThan(0.05)
    })
  })
})

describe('extremes', () => {
  it('separated classes give a finite slope', () => {
    expect(Number.isFinite(plattCalibration([1, 2, 3, 4], [0, 0, 1, 1]).slope)).toBe(true)
  })
  it('equal scores get the base rate', () => {
    expect([...isotonicCalibration([5, 5, 5, 5], [1, 0, 0, 0]).apply([1, 5, 9])]).toEqual([0.25, 0.25, 0.25])
  })
  it.each([
    ['nothing', () => isotonicCalibration([], [])],
    ['NaN', () => isotonicCalibration([1, Number.NaN], [0, 1])],
    ['an infinite score', () => plattCalibration([1, Infinity], [0, 1])],
    ['a target of 2', () => plattCalibration([1, 2], [0, 2])],
  ])('refuses %s', (_, run) => {
    expect(run).toThrow(InvalidInputError)
  })
})
