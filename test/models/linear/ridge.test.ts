import { type Feature, featureTable, InvalidInputError, ridgeRegression, seededRandom } from '@liangti/models'
import { describe, expect, it } from 'vitest'

const numeric = (name: string, values: ArrayLike<number>): Feature => ({
  kind: 'numeric',
  name,
  values: Float64Array.from(values),
})

/** Solves A·x = b by Gauss with pivoting. */
function gauss(a: number[][], b: number[]): number[] {
  const m = a.map((row, i) => [...row, b[i] as number])
  const n = m.length
  const row = (i: number) => m[i] as number[]
  for (let c = 0; c < n; c++) {
    const pivot = [...Array(n).keys()]
      .slice(c)
      .reduce((best, i) => (Math.abs(row(i)[c] as number) > Math.abs(row(best)[c] as number) ? i : best), c)
    ;[m[c], m[pivot]] = [row(pivot), row(c)]
    for (let i = 0; i < n; i++) {
      if (i === c) continue
      const f = (row(i)[c] as number) / (row(c)[c] as number)
      for (let k = c; k <= n; k++) row(i)[k] = (row(i)[k] as number) - f * (row(c)[k] as number)
    }
  }
  return m.map((r, i) => (r[n] as number) / (r[i] as number))
}

describe('published values', () => {
  it("Anscombe's first quartet: 3.00 + .500 x, error .118, R² .667", () => {
    const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5]
    const y = Float64Array.of(8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68)
    const model = ridgeRegression(featureTable([numeric('x', x)]), y, { alpha: 0 })
    expect(model.intercept).toBeCloseTo(3.0001, 4)
    expect(model.coefficients[0]?.value).toBeCloseTo(0.5001, 4)
    expect(model.coefficients[0]?.standardError).toBeCloseTo(0.1179, 4)
    expect(model.coefficients[0]?.p).toBeCloseTo(0.00217, 5)
    expect(model.rSquared).toBeCloseTo(0.6665, 4)
  })
})

describe('recovery of planted parameters', () => {
  it('finds plane and levels without noise, to rounding', () => {
    const random = seededRandom(1)
    const x = Float64Array.from({ length: 50 }, random)
    const codes = Uint32Array.from({ length: 50 }, (_, i) => i % 3)
    const y = x.map((v, i) => 1e6 + 2 * v + ([0, 5, -1][codes[i] as number] as number))
    const table = featureTable([
      numeric('x', x),
      { kind: 'categorical', name: 'c', codes, levels: ['a', 'b', 'c'] },
    ])
    const model = ridgeRegression(table, y, { alpha: 0 })
    expect(model.coefficients.map((c) => c.value)).toEqual([
      expect.closeTo(2, 8),
      expect.closeTo(5, 8),
      expect.closeTo(-1, 8),
    ])
    expect(model.intercept).toBeCloseTo(1e6, 6)
  })
})

describe('agreement with a second implementation', () => {
  it.each([0.1, 1, 50])(
    'the penalised normal equations solved by Gauss, alpha %s, with case weights',
    (alpha) => {
      const random = seededRandom(2)
      const rows = Array.from({ length: 60 }, () => [random(), random() * 3, random() - 1])
      const y = Float64Array.from(rows, (r) => (r[0] as number) - 2 * (r[2] as number) + random())
      const weights = Float64Array.from({ length: 60 }, () => random() * 2)
      const table = featureTable(
        [0, 1, 2].map((j) =>
          numeric(
            `x${j}`,
            rows.map((r) => r[j] as number),
          ),
        ),
      )
      const model = ridgeRegression(table, y, { alpha, standardise: false }, weights)
      const x = rows.map((r) => [...r, 1])
      const gram = [0, 1, 2, 3].map((j) =>
        [0, 1, 2, 3].map(
          (k) =>
            x.reduce((sum, r, i) => sum + (weights[i] as number) * (r[j] as number) * (r[k] as number), 0) +
            (j === k && j < 3 ? alpha : 0),
        ),
      )
      const right = [0, 1, 2, 3].map((j) =>
        x.reduce((sum, r, i) => sum + (weights[i] as number) * (r[j] as number) * (y[i] as number), 0),
      )
      gauss(gram, right).forEach((w, j) => {
        expect(j < 3 ? model.coefficients[j]?.value : model.intercept).toBeCloseTo(w, 9)
      })
    },
  )
})

describe('extremes', () => {
  const x = numeric('x', [1, 2, 3])
  it('one row: its own value', () => {
    expect([
      ...ridgeRegression(featureTable([numeric('x', [4])]), Float64Array.of(9)).predict(featureTable([x])),
    ]).toEqual([9, 9, 9])
  })
  it('a constant target has no slope', () => {
    const model = ridgeRegression(featureTable([x]), Float64Array.of(5, 5, 5), { alpha: 0 })
    expect(model.coefficients[0]?.value).toBe(0)
    expect(model.intercept).toBe(5)
  })
  it.each([
    ['empty', () => ridgeRegression({ rows: 0, features: [] }, new Float64Array(0))],
    ['NaN in the target', () => ridgeRegression(featureTable([x]), Float64Array.of(1, Number.NaN, 2))],
    ['a negative alpha', () => ridgeRegression(featureTable([x]), Float64Array.of(1, 2, 3), { alpha: -1 })],
    [
      'weights that are all 0',
      () => ridgeRegression(featureTable([x]), Float64Array.of(1, 2, 3), {}, new Float64Array(3)),
    ],
    [
      'copies without a penalty',
      () =>
        ridgeRegression(featureTable([x, numeric('y', [2, 4, 6])]), Float64Array.of(1, 2, 4), { alpha: 0 }),
    ],
  ])('refuses %s', (_, run) => {
    expect(run).toThrow(InvalidInputError)
  })
})
