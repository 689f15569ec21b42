import {
  classTransformation,
  crossFittedUplift,
  drLearner,
  featureTable,
  InvalidInputError,
  logisticLearner,
  modFolds,
  ridgeLearner,
  seededRandom,
  sLearner,
  tLearner,
  type UpliftLearner,
  upliftMetrics,
  xLearner,
} from '@liangti/models'
import { describe, expect, it } from 'vitest'
import { hillstromTrial } from './hillstrom.ts'

const logistic = logisticLearner()
const ridge = ridgeLearner()

describe('oracle: hillstrom, folds of row mod 5 within the subset, fold means', async () => {
  const real = await hillstromTrial()
  it.skipIf(real === null).each([
    ['T-logistic', tLearner(logistic), 0.0647, 0.0682],
    ['X-logistic with ridge', xLearner(logistic, ridge), 0.0624, 0.075],
    ['DR', drLearner(logistic, ridge), 0.0623, 0.0748],
  ] as const)('$0: qini $2, uplift at 30 per cent $3', (_, learner, qini, at30) => {
    if (real === null) return
    const folds = modFolds(real.features.rows, 5)
    const effects = crossFittedUplift(learner, real.features, real.trial, folds)
    const of = (values: Float64Array, rows: Uint32Array) =>
      Float64Array.from(rows, (i) => values[i] as number)
    const metrics = folds.map(({ test }) =>
      upliftMetrics(of(effects, test), {
        treated: of(real.trial.treated, test),
        outcome: of(real.trial.outcome, test),
      }),
    )
    const mean = (key: 'qini' | 'upliftAt30') => metrics.reduce((sum, m) => sum + m[key], 0) / 5
    expect(Math.abs(mean('qini') - qini)).toBeLessThan(0.003)
    expect(Math.abs(mean('upliftAt30') - at30)).toBeLessThan(0.003)
  })
})

/** A trial whose effect is `.1 + .2 x` on the outcome's mean. */
function planted(share: number, binary: boolean) {
  const random = seededRandom(8)
  const rows = 30_000
  const x = Float64Array.from({ length: rows }, random)
  const treated = x.map(() => (random() < share ? 1 : 0))
  const outcome = x.map((v, i) => {
    const mean = 0.2 + 0.2 * v + (0.1 + 0.2 * v) * (treated[i] as number)
    return binary ? (random() < mean ? 1 : 0) : mean + random() - 0.5
  })
  return { table: featureTable([{ kind: 'numeric', name: 'x', values: x }]), trial: { treated, outcome } }
}

const learners: [string, UpliftLearner][] = [
  ['S with interactions', sLearner(ridge, { interactions: true })],
  ['T', tLearner(ridge)],
  ['X', xLearner(ridge, ridge)],
  ['DR', drLearner(ridge, ridge)],
]

describe('recovery of a planted effect', () => {
  const ask = featureTable([{ kind: 'numeric', name: 'x', values: Float64Array.of(0, 0.5, 1) }])
  it.each(learners)('%s-learner, a quarter treated', (_, learner) => {
    const { table, trial } = planted(0.25, false)
    const effects = learner(table, trial).predict(ask)
    ;[0.1, 0.2, 0.3].forEach((truth, i) => {
      expect(effects[i]).toBeCloseTo(truth, 1)
    })
  })
  it('class transformation, a quarter treated: the mean effect, and more for larger x', () => {
    const { table, trial } = planted(0.25, true)
    const effects = classTransformation(logistic)(table, trial).predict(ask)
    expect(effects[1]).toBeCloseTo(0.2, 1)
    expect(effects[2] as number).toBeGreaterThan(effects[0] as number)
  })
})

describe('agreement with a second implementation', () => {
  it('X and DR on one binary column are differences of cell means', () => {
    // With a saturated model every learner must give the difference of the two means in each cell.
    const random = seededRandom(3)
    const x = Float64Array.from({ length: 400 }, (_, i) => i % 2)
    const treated = x.map(() => (random() < 0.5 ? 1 : 0))
    const outcome = x.map((v, i) => v * 2 + (treated[i] as number) * (1 + v) + random())
    const table = featureTable([{ kind: 'numeric', name: 'x', values: x }])
    const mean = (cell: number, t: number) => {
      const rows = [...x.keys()].filter((i) => x[i] === cell && treated[i] === t)
      return rows.reduce((sum, i) => sum + (outcome[i] as number), 0) / rows.length
    }
    const exact = ridgeLearner({ alpha: 0 })
    const ask = featureTable([{ kind: 'numeric', name: 'x', values: Float64Array.of(0, 1) }])
    const truth = [0, 1].map((cell) => mean(cell, 1) - mean(cell, 0))
    for (const learner of [
      tLearner(exact),
      xLearner(exact, exact),
      sLearner(exact, { interactions: true }),
    ]) {
      const effects = learner(table, { treated, outcome }).predict(ask)
      truth.forEach((t, i) => {
        expect(effects[i]).toBeCloseTo(t, 9)
      })
    }
  })
})

describe('extremes', () => {
  const { table, trial } = planted(0.5, true)
  const none = { treated: new Float64Array(30_000), outcome: trial.outcome }
  it.each([...learners, ['class', classTransformation(logistic)] as [string, UpliftLearner]])(
    '%s refuses a trial of one arm',
    (_, learner) => {
      expect(() => learner(table, none)).toThrow(InvalidInputError)
    },
  )
  it('class transformation refuses outcomes other than 0 and 1', () => {
    const real = planted(0.5, false)
    expect(() => classTransformation(logistic)(real.table, real.trial)).toThrow(InvalidInputError)
  })
  it('refuses a propensity of 1', () => {
    expect(() => xLearner(ridge, ridge, { propensity: 1 })(table, trial)).toThrow(InvalidInputError)
  })
})
