import {
  areaUnderRoc,
  averagePrecision,
  type Feature,
  type FeatureTable,
  featureTable,
  InvalidInputError,
  liftAt,
  logisticRegression,
  logLoss,
  modFolds,
  seededRandom,
  selectRows,
} from '@liangti/models'
import { describe, expect, it } from 'vitest'
import { indicatorOf } from '../../../src/cli/lab/table/features.ts'
import { realTable } from '../real-table.ts'

const numeric = (name: string, values: ArrayLike<number>): Feature => ({
  kind: 'numeric',
  name,
  values: Float64Array.from(values),
})
const categorical = (name: string, codes: ArrayLike<number>, levels: string[]): Feature => ({
  kind: 'categorical',
  name,
  codes: Uint32Array.from(codes),
  levels,
})

/** Two measured columns of unlike scales, one of categories, and outcomes of known log-odds. */
function planted(rows: number, seed: number): { table: FeatureTable; target: Float64Array } {
  const random = seededRandom(seed)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const age = Float64Array.from({ length: rows }, () => 40 + 10 * normal())
  const spend = Float64Array.from({ length: rows }, () => 5_000 + 2_000 * normal())
  const city = Uint32Array.from({ length: rows }, () => Math.floor(random() * 3))
  const target = Float64Array.from({ length: rows }, (_, i) => {
    const z =
      -0.5 +
      0.08 * ((age[i] as number) - 40) -
      0.0004 * ((spend[i] as number) - 5_000) +
      ((city[i] as number) === 0 ? 0 : city[i] === 1 ? 0.7 : -0.7)
    return random() < 1 / (1 + Math.exp(-z)) ? 1 : 0
  })
  const table = featureTable([
    numeric('age', age),
    numeric('spend', spend),
    categorical('city', city, ['a', 'b', 'c']),
  ])
  return { table, target }
}

/** Penalised objective and its gradient by plain loops over a dense matrix with a column of ones last. */
function objective(x: number[][], y: ArrayLike<number>, w: readonly number[], c: number) {
  const gradient = w.map(() => 0)
  let loss = 0
  x.forEach((row, i) => {
    const z = row.reduce((sum, v, j) => sum + v * (w[j] as number), 0)
    loss += Math.log(1 + Math.exp(z)) - (y[i] as number) * z
    row.forEach((v, j) => {
      gradient[j] = (gradient[j] as number) + c * v * (1 / (1 + Math.exp(-z)) - (y[i] as number))
    })
  })
  return { loss: c * loss, gradient }
}

function dense(table: FeatureTable): number[][] {
  const z = (values: ArrayLike<number>) => {
    const v = Array.from(values)
    const mean = v.reduce((a, b) => a + b, 0) / v.length
    const sd = Math.sqrt(v.reduce((a, b) => a + (b - mean) ** 2, 0) / v.length)
    return v.map((value) => (value - mean) / sd)
  }
  const columns = table.features.flatMap((f) =>
    f.kind === 'numeric'
      ? [z(f.values)]
      : f.levels.map((_, l) => Array.from(f.codes, (c) => (c === l ? 1 : 0))),
  )
  return Array.from({ length: table.rows }, (_, i) => [...columns.map((c) => c[i] as number), 1])
}

describe('oracle: churn of telco_churn, folds of row mod 5 (scikit-learn 1.2.1)', async () => {
  const real = await realTable('telco_churn/telco_customer_churn.csv.gz', ['customerID', 'Churn'])
  it.skipIf(real === null)(
    'logistic regression C = 1: AUC .8453, AP .6563, lift10 2.865, log-loss .4173',
    () => {
      if (real === null) return
      const target = indicatorOf(real.table, 'Churn', 'Yes', 'positive')
      const figures = modFolds(target.length, 5).map(({ train, test }) => {
        const learn = Float64Array.from(train, (i) => target[i] as number)
        const judge = Float64Array.from(test, (i) => target[i] as number)
        const model = logisticRegression(selectRows(real.features, train), learn)
        const p = model.predict(selectRows(real.features, test))
        expect(model.converged).toBe(true)
        return [areaUnderRoc(p, judge), averagePrecision(p, judge), liftAt(p, judge, 0.1), logLoss(p, judge)]
      })
      const mean = [0, 1, 2, 3].map((k) => figures.reduce((sum, f) => sum + (f[k] as number), 0) / 5)
      expect(Math.abs((mean[0] as number) - 0.8453)).toBeLessThan(0.001)
      expect(Math.abs((mean[1] as number) - 0.6563)).toBeLessThan(0.001)
      expect(Math.abs((mean[2] as number) - 2.865)).toBeLessThan(0.02)
      expect(Math.abs((mean[3] as number) - 0.4173)).toBeLessThan(0.0005)
    },
  )
})

describe('published values', () => {
  it('hours of study and passing: 1.5046 an hour, intercept −4.0777, error .6287 (the textbook example of 20 students)', () => {
    const hours = [
      0.5, 0.75, 1, 1.25, 1.5, 1.75, 1.75, 2, 2.25, 2.5, 2.75, 3, 3.25, 3.5, 4, 4.25, 4.5, 4.75, 5, 5.5,
    ]
    const passed = Float64Array.of(0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1)
    const model = logisticRegression(featureTable([numeric('hours', hours)]), passed, { penalty: 'none' })
    const [coefficient] = model.coefficients
    expect(coefficient?.value).toBeCloseTo(1.5046, 4)
    expect(model.intercept).toBeCloseTo(-4.0777, 4)
    expect(coefficient?.standardError).toBeCloseTo(0.6287, 4)
    expect(coefficient?.p).toBeCloseTo(0.0167, 4)
  })
})

describe('recovery of planted parameters', () => {
  it('finds the log-odds it was given, and its intervals hold them', () => {
    const { table, target } = planted(20_000, 7)
    const model = logisticRegression(table, target, { penalty: 'none' })
    const truth = [0.08, -0.0004, 0.7, -0.7]
    expect(model.coefficients.map((c) => c.level)).toEqual([null, null, 'b', 'c'])
    model.coefficients.forEach((c, j) => {
      expect(Math.abs(c.value - (truth[j] as number))).toBeLessThan(3.5 * (c.standardError as number))
    })
  })
  it('95 % intervals cover in about 95 of 100 worlds', () => {
    let covered = 0
    for (let seed = 0; seed < 200; seed++) {
      const { table, target } = planted(400, seed)
      const [age] = logisticRegression(table, target, { penalty: 'none' }).coefficients
      if ((age?.lower as number) < 0.08 && (age?.upper as number) > 0.08) covered += 1
    }
    expect(covered).toBeGreaterThan(180)
    expect(covered).toBeLessThan(199)
  })
})

describe('agreement with a second implementation', () => {
  const { table, target } = planted(500, 3)
  const x = dense(table)

  it.each([0.01, 1, 100])('ridge at C = %s: the gradient by plain loops vanishes', (c) => {
    const model = logisticRegression(table, target, { c })
    const w = Array.from(model.weights)
    const { gradient } = objective(x, target, w, c)
    const slope = gradient.map((g, j) => g + (j < w.length - 1 ? (w[j] as number) : 0))
    for (const s of slope) expect(Math.abs(s)).toBeLessThan(1e-6 * Math.max(1, c))
  })
  it.each([
    ['l1', 0.05, 1],
    ['l1', 1, 1],
    ['elastic', 0.05, 0.5],
  ] as const)('%s at C = %s: the optimality conditions hold', (penalty, c, l1Share) => {
    const model = logisticRegression(table, target, { penalty, c, l1Share })
    expect(model.converged).toBe(true)
    const w = Array.from(model.weights)
    const { gradient } = objective(x, target, w, c)
    gradient.forEach((g, j) => {
      const weight = w[j] as number
      if (j === w.length - 1) expect(Math.abs(g)).toBeLessThan(1e-5)
      else if (weight === 0) expect(Math.abs(g)).toBeLessThanOrEqual(l1Share + 1e-5)
      else expect(Math.abs(g + (1 - l1Share) * weight + l1Share * Math.sign(weight))).toBeLessThan(1e-5)
    })
  })
  it('a strong lasso leaves nothing but the base rate', () => {
    const model = logisticRegression(table, target, { penalty: 'l1', c: 1e-4 })
    expect(model.coefficients.every((c) => c.value === 0)).toBe(true)
    const base = target.reduce((a, b) => a + b, 0) / target.length
    expect(model.intercept).toBeCloseTo(Math.log(base / (1 - base)), 6)
  })
  it('case weights are repeated rows', () => {
    const weights = Float64Array.from({ length: 500 }, (_, i) => i % 3)
    const rows = Uint32Array.from([...Array(500).keys()].flatMap((i) => Array<number>(i % 3).fill(i)))
    const repeated = logisticRegression(
      selectRows(table, rows),
      Float64Array.from(rows, (i) => target[i] as number),
      { standardise: false, c: 0.5 },
    )
    const weighted = logisticRegression(table, target, { standardise: false, c: 0.5 }, weights)
    weighted.coefficients.forEach((c, j) => {
      expect(c.value).toBeCloseTo(repeated.coefficients[j]?.value as number, 7)
    })
  })
  it('a wide design, fitted without second derivatives, reaches the same optimum', () => {
    const random = seededRandom(9)
    const levels = Array.from({ length: 1_250 }, (_, l) => `level ${l}`)
    const codes = Uint32Array.from({ length: 2_500 }, () => Math.floor(random() * 1_250))
    const effect = Float64Array.from(levels, () => (random() - 0.5) * 4)
    const y = Float64Array.from(codes, (code) =>
      random() < 1 / (1 + Math.exp(-(effect[code] as number))) ? 1 : 0,
    )
    const wide = featureTable([categorical('shop', codes, levels)])
    for (const penalty of ['l2', 'l1'] as const) {
      const model = logisticRegression(wide, y, { penalty, c: 1 })
      expect(model.converged).toBe(true)
      const p = model.predict(wide)
      const gradient = new Float64Array(1_250)
      let all = 0
      y.forEach((v, i) => {
        const code = codes[i] as number
        gradient[code] = (gradient[code] as number) + ((p[i] as number) - v)
        all += (p[i] as number) - v
      })
      expect(Math.abs(all)).toBeLessThan(1e-3)
      gradient.forEach((g, j) => {
        const w = model.weights[j] as number
        if (penalty === 'l2') expect(Math.abs(g + w)).toBeLessThan(1e-3)
        else if (w === 0) expect(Math.abs(g)).toBeLessThanOrEqual(1 + 1e-3)
        else expect(Math.abs(g + Math.sign(w))).toBeLessThan(1e-3)
      })
    }
  })
})

describe('extremes', () => {
  const y = Float64Array.of(0, 1, 0, 1, 1, 0)
  const x = numeric('x', [1, 2, 3, 4, 5, 6])
  it('a constant column changes nothing and has weight 0 under a penalty', () => {
    const alone = logisticRegression(featureTable([x]), y)
    const both = logisticRegression(featureTable([x, numeric('one', [7, 7, 7, 7, 7, 7])]), y)
    expect(both.coefficients[1]?.value).toBe(0)
    expect(both.coefficients[0]?.value).toBeCloseTo(alone.coefficients[0]?.value as number, 10)
  })
  it('does not care for the scale of a column: 1e12 times larger, the same probabilities', () => {
    const small = logisticRegression(featureTable([x]), y)
    const huge = featureTable([numeric('x', [1e12, 2e12, 3e12, 4e12, 5e12, 6e12])])
    const p = logisticRegression(huge, y).predict(huge)
    small.predict(featureTable([x])).forEach((q, i) => {
      expect(p[i]).toBeCloseTo(q, 10)
    })
  })
  it('no columns at all: the base rate', () => {
    const p = logisticRegression({ rows: 6, features: [] }, y).predict({ rows: 2, features: [] })
    expect([...p]).toEqual([expect.closeTo(0.5, 12), expect.closeTo(0.5, 12)])
  })
  it('a missing number counts as 0 and is counted; "mean" takes the mean of the others', () => {
    const holes = featureTable([numeric('x', [Number.NaN, 2, 3, 4, 5, 6])])
    const zeros = featureTable([numeric('x', [0, 2, 3, 4, 5, 6])])
    const model = logisticRegression(holes, y)
    expect(model.encoding.numeric[0]?.filled).toBe(1)
    expect([...model.predict(holes)]).toEqual([...logisticRegression(zeros, y).predict(zeros)])
    expect(logisticRegression(holes, y, { missing: 'mean' }).encoding.numeric[0]?.fill).toBe(4)
    expect(() => logisticRegression(holes, y, { missing: 'refuse' })).toThrow(InvalidInputError)
  })
  it('a level unknown in training counts as none of the known ones', () => {
    const train = featureTable([categorical('city', [0, 1, 0, 1, 1, 0], ['a', 'b'])])
    const model = logisticRegression(train, y)
    const [p] = model.predict(featureTable([categorical('city', [0], ['elsewhere'])]))
    expect(p).toBeCloseTo(1 / (1 + Math.exp(-model.intercept)), 12)
  })
  it('levels are matched by name, not by code', () => {
    const model = logisticRegression(featureTable([categorical('city', [0, 1, 0, 1, 1, 0], ['a', 'b'])]), y)
    const [a] = model.predict(featureTable([categorical('city', [1], ['b', 'a'])]))
    const [same] = model.predict(featureTable([categorical('city', [0], ['a', 'b'])]))
    expect(a).toBe(same)
  })
  it('balanced class weights bring the mean probability to a half', () => {
    const { table, target } = planted(2_000, 11)
    const rare = target.map((v, i) => (v === 1 && i % 4 === 0 ? 1 : 0))
    const p = logisticRegression(table, rare, { classWeights: 'balanced', c: 1e6 }).predict(table)
    const mean = (v: number) =>
      p.reduce((sum, q, i) => sum + (rare[i] === v ? q : 0), 0) / rare.filter((r) => r === v).length
    expect((mean(0) + mean(1)) / 2).toBeCloseTo(0.5, 4)
  })
  it.each([
    ['empty', () => logisticRegression({ rows: 0, features: [] }, new Float64Array(0))],
    ['one class', () => logisticRegression(featureTable([x]), new Float64Array(6))],
    [
      'a target that is NaN',
      () => logisticRegression(featureTable([x]), Float64Array.of(0, 1, Number.NaN, 0, 1, 0)),
    ],
    ['too few targets', () => logisticRegression(featureTable([x]), Float64Array.of(0, 1))],
    [
      'a negative weight',
      () => logisticRegression(featureTable([x]), y, {}, Float64Array.of(1, 1, -1, 1, 1, 1)),
    ],
    ['C = 0', () => logisticRegression(featureTable([x]), y, { c: 0 })],
    [
      'perfect separation without a penalty',
      () => logisticRegression(featureTable([x]), Float64Array.of(0, 0, 0, 1, 1, 1), { penalty: 'none' }),
    ],
    [
      'columns that are copies, without a penalty',
      () =>
        logisticRegression(featureTable([x, numeric('twice', [2, 4, 6, 8, 10, 12])]), y, { penalty: 'none' }),
    ],
    [
      'a table without the column',
      () => logisticRegression(featureTable([x]), y).predict(featureTable([numeric('z', [1])])),
    ],
    [
      'a table with the column as another kind',
      () => logisticRegression(featureTable([x]), y).predict(featureTable([categorical('x', [0], ['1'])])),
    ],
  ])('refuses %s', (_, run) => {
    expect(run).toThrow(InvalidInputError)
  })
})
