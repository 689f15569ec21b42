import {
  areaUnderRoc,
  averagePrecision,
  brierScore,
  calibrationTable,
  figuresAtShare,
  figuresAtThreshold,
  gainTable,
  InvalidInputError,
  liftAt,
  logLoss,
  rocCurve,
  seededRandom,
} from '@liangti/models'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

/** Scores with many ties, and both classes. */
const ranked = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.constantFrom(0, 1)), { minLength: 2, maxLength: 60 })
  .filter((rows) => new Set(rows.map(([, y]) => y)).size === 2)
  .map((rows) => ({ scores: rows.map(([s]) => s / 8), target: rows.map(([, y]) => y) }))

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)

describe('published values', () => {
  it('has the worked figures of scikit-learn 1.2 for its own example', () => {
    const target = [0, 0, 1, 1]
    const scores = [0.1, 0.4, 0.35, 0.8]
    expect(areaUnderRoc(scores, target)).toBe(0.75)
    expect(averagePrecision(scores, target)).toBeCloseTo(0.8333333333333333, 15)
    expect(brierScore([0.1, 0.9, 0.8, 0.3], [0, 1, 1, 0])).toBeCloseTo(0.0375, 15) // its brier_score_loss example
    expect(logLoss([0.1, 0.9, 0.8, 0.35], [0, 1, 1, 0])).toBeCloseTo(0.21616187468057912, 14) // its log_loss example
  })
})

describe('agreement with a second implementation', () => {
  it('AUC counts pairs', () => {
    fc.assert(
      fc.property(ranked, ({ scores, target }) => {
        let won = 0
        let pairs = 0
        scores.forEach((a, i) => {
          scores.forEach((b, j) => {
            if (target[i] !== 1 || target[j] !== 0) return
            pairs += 1
            won += a > b ? 1 : a === b ? 0.5 : 0
          })
        })
        expect(areaUnderRoc(scores, target)).toBeCloseTo(won / pairs, 12)
      }),
    )
  })
  it('the area under the ROC curve by trapezoids is the AUC', () => {
    fc.assert(
      fc.property(ranked, ({ scores, target }) => {
        const curve = rocCurve(scores, target)
        const area = curve.slice(1).reduce((sum, p, i) => {
          const q = curve[i] as (typeof curve)[0]
          return (
            sum +
            ((p.falsePositiveRate - q.falsePositiveRate) * (p.truePositiveRate + q.truePositiveRate)) / 2
          )
        }, 0)
        expect(area).toBeCloseTo(areaUnderRoc(scores, target), 12)
      }),
    )
  })
  it('average precision sums precision over thresholds', () => {
    fc.assert(
      fc.property(ranked, ({ scores, target }) => {
        const positives = target.filter((y) => y === 1).length
        const thresholds = [...new Set(scores)].sort((a, b) => b - a)
        let recall = 0
        let sum = 0
        for (const t of thresholds) {
          const above = target.filter((_, i) => (scores[i] as number) >= t)
          const hits = above.filter((y) => y === 1).length
          sum += (hits / positives - recall) * (hits / above.length)
          recall = hits / positives
        }
        expect(averagePrecision(scores, target)).toBeCloseTo(sum, 12)
      }),
    )
  })
  it('a cut within equal scores has the mean figures of all ways to break the tie', () => {
    const scores = [3, 2, 2, 2, 1]
    const target = [1, 1, 0, 0, 1]
    // Two of the three tied rows join the first: 1 + mean of {1+0, 1+0, 0+0} = 1 + 2/3.
    expect(figuresAtShare(scores, target, 0.6)).toEqual({
      rows: 3,
      share: 0.6,
      positives: expect.closeTo(5 / 3, 12),
      hitRate: expect.closeTo(5 / 9, 12),
      coverage: expect.closeTo(5 / 9, 12),
      lift: expect.closeTo(5 / 9 / 0.6, 12),
    })
  })
  it('hit rate and coverage at a threshold are precision and recall', () => {
    fc.assert(
      fc.property(ranked, fc.integer({ min: 0, max: 8 }), ({ scores, target }, cut) => {
        const threshold = cut / 8
        const above = target.filter((_, i) => (scores[i] as number) >= threshold)
        const hits = sum(above)
        const f = figuresAtThreshold(scores, target, threshold)
        expect(f.rows).toBe(above.length)
        expect(f.hitRate).toBe(above.length === 0 ? null : hits / above.length)
        expect(f.coverage).toBe(hits / sum(target))
      }),
    )
  })
  it('the gain table holds every row and positive once, and its sums are the figures at the shares', () => {
    fc.assert(
      fc.property(ranked, fc.integer({ min: 1, max: 12 }), ({ scores, target }, slices) => {
        const table = gainTable(scores, target, slices)
        expect(table.reduce((sum, row) => sum + row.rows, 0)).toBe(target.length)
        expect(table.reduce((sum, row) => sum + row.positives, 0)).toBeCloseTo(sum(target), 10)
        for (const row of table)
          expect(row.cumulative).toEqual(figuresAtShare(scores, target, row.slice / slices))
      }),
    )
  })
  it('the calibration table groups by quantiles as a loop over sorted rows does', () => {
    const random = seededRandom(5)
    const p = Float64Array.from({ length: 1000 }, () => random())
    const y = Float64Array.from(p, (v) => (random() < v ? 1 : 0))
    const sorted = [...p.keys()].sort((a, b) => (p[a] as number) - (p[b] as number))
    let error = 0
    for (let bin = 0; bin < 10; bin++) {
      const rows = sorted.slice(bin * 100, bin * 100 + 100)
      const mean = (v: Float64Array) => rows.reduce((sum, i) => sum + (v[i] as number), 0) / 100
      error += Math.abs(mean(p) - mean(y)) / 10
    }
    const table = calibrationTable(p, y)
    expect(table.bins).toHaveLength(10)
    expect(table.expectedError).toBeCloseTo(error, 12)
  })
})

describe('recovery of what was planted', () => {
  it('scores of two normals d apart have the AUC Φ(d ÷ √2)', () => {
    const random = seededRandom(1)
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    const target = Float64Array.from({ length: 40_000 }, (_, i) => i % 2)
    const scores = target.map((y) => y + normal())
    expect(areaUnderRoc(scores, target)).toBeCloseTo(0.7602, 2) // Φ(.7071)
  })
  it('probabilities that are true have hardly an error of calibration; shifted ones have the shift', () => {
    const random = seededRandom(2)
    const p = Float64Array.from({ length: 50_000 }, () => 0.05 + 0.5 * random())
    const y = p.map((v) => (random() < v ? 1 : 0))
    expect(calibrationTable(p, y).expectedError).toBeLessThan(0.01)
    const shifted = calibrationTable(
      p.map((v) => v + 0.2),
      y,
      { by: 'width' },
    )
    expect(shifted.bias).toBeCloseTo(0.2, 2)
    expect(shifted.expectedError).toBeCloseTo(0.2, 2)
  })
})

describe('extremes', () => {
  it('all scores equal: no better than chance, whatever the order of the rows', () => {
    const target = [1, 1, 1, 0, 0, 0, 0, 0, 0, 0]
    const scores = new Float64Array(10).fill(0.3)
    expect(areaUnderRoc(scores, target)).toBe(0.5)
    expect(averagePrecision(scores, target)).toBeCloseTo(0.3, 15)
    expect(liftAt(scores, target, 0.1)).toBeCloseTo(1, 12)
    expect(calibrationTable(scores, target).bins).toHaveLength(1)
  })
  it('accepts infinite scores', () => {
    expect(areaUnderRoc([-Infinity, 0, Infinity], [0, 0, 1])).toBe(1)
  })
  it('a probability of 0 or 1 that is wrong costs a finite amount', () => {
    expect(logLoss([0, 1], [1, 0])).toBeCloseTo(36.04, 2)
  })
  it('a share that is a decimal fraction means its rows, not one more', () => {
    const n = 100
    const scores = Array.from({ length: n }, (_, i) => -i)
    const target = scores.map((_, i) => (i < 7 ? 1 : 0))
    expect(figuresAtShare(scores, target, 0.07).rows).toBe(7) // .07 · 100 = 7.000000000000001
    expect(liftAt(scores, target, 1)).toBe(1)
  })
  it.each([
    ['empty', () => areaUnderRoc([], [])],
    ['one class', () => areaUnderRoc([1, 2], [1, 1])],
    ['no positive', () => averagePrecision([1, 2], [0, 0])],
    ['no positive to lift', () => liftAt([1, 2], [0, 0], 0.5)],
    ['a score that is NaN', () => areaUnderRoc([1, Number.NaN], [0, 1])],
    ['too few scores', () => areaUnderRoc([1], [0, 1])],
    ['a target of 2', () => areaUnderRoc([1, 2], [0, 2])],
    ['a probability above 1', () => logLoss([0.5, 1.5], [0, 1])],
    ['a share of 0', () => liftAt([1, 2], [0, 1], 0)],
    ['a share above 1', () => liftAt([1, 2], [0, 1], 1.1)],
    ['no bins', () => calibrationTable([0.5], [1], { bins: 0 })],
  ])('refuses %s', (_, run) => {
    expect(run).toThrow(InvalidInputError)
  })
})
