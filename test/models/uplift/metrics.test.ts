import {
  averageEffect,
  bestColumn,
  compareUplift,
  InvalidInputError,
  qiniCoefficient,
  qiniCurve,
  seededRandom,
  upliftAt,
  upliftAuc,
  upliftCurve,
} from '@liangti/models'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hillstromTrial } from './hillstrom.ts'

describe('oracle: the small table (scikit-uplift)', () => {
  it.each([
    [[1, 1], [0.1, 0.3], [0, 1], 1, 1],
    [[1, 1], [0.1, 0.3], [1, 0], 0, -1],
    [[0, 1], [0.1, 0.3], [1, 0], 1, 0],
    [[0, 1, 2], [0.1, 0.3, 0.9], [0, 1, 0], -0.5, -1.333333],
    [[0, 1, 2], [0.1, 0.3, 0.9], [1, 0, 1], 0.75, 1.333333],
  ])('y %j, uplift %j, t %j: qini %s, uplift-AUC %s', (outcome, scores, treated, qini, auc) => {
    expect(qiniCoefficient(scores, { treated, outcome })).toBeCloseTo(qini, 6)
    expect(upliftAuc(scores, { treated, outcome })).toBeCloseTo(auc, 6)
  })
})

describe("oracle: hillstrom, women's e-mail against none, raw columns (scikit-uplift)", async () => {
  const real = await hillstromTrial()
  it.skipIf(real === null)('has the counts and the average effect .0452331', () => {
    if (real === null) return
    const { treated, outcome } = real.trial
    const count = (t: number, y: number) => outcome.filter((v, i) => v === y && treated[i] === t).length
    expect([outcome.length, count(0, 0), count(0, 1), count(1, 0), count(1, 1)]).toEqual([
      42_693, 19_044, 2_262, 18_149, 3_238,
    ])
    expect(averageEffect(real.trial)).toBeCloseTo(0.0452331, 7)
  })
  it.skipIf(real === null).each([
    ['womens', 0.064016, 0.029431],
    ['history', 0.002622, 0.001048],
    ['recency', 0.004974, 0.002166],
  ])('%s: qini %s, uplift-AUC %s', (column, qini, auc) => {
    if (real === null) return
    const feature = real.features.features.find((f) => f.name === column)
    if (feature?.kind !== 'numeric') throw new Error(`${column} is not numeric`)
    expect(Math.abs(qiniCoefficient(feature.values, real.trial) - qini)).toBeLessThan(1e-6)
    expect(Math.abs(upliftAuc(feature.values, real.trial) - auc)).toBeLessThan(1e-6)
  })
  it.skipIf(real === null)('finds womens as the best single column', () => {
    if (real === null) return
    const best = bestColumn(real.features, real.trial)
    expect(best?.column).toBe('womens')
    expect(best?.first).toBe('high')
  })
})

/** Small trials with both arms and outcomes of both kinds in each. */
const trials = fc
  .array(
    fc.record({
      s: fc.integer({ min: 0, max: 5 }),
      t: fc.constantFrom(0, 1),
      y: fc.constantFrom(0, 1),
    }),
    { minLength: 4, maxLength: 40 },
  )
  .filter((rows) => new Set(rows.map(({ t, y }) => `${t}${y}`)).size === 4)
  .map((rows) => ({
    scores: rows.map(({ s }) => s / 5),
    trial: { treated: rows.map(({ t }) => t), outcome: rows.map(({ y }) => y) },
  }))

/** The definition of the oracles, threshold by threshold, without sorting rows. */
function bruteCurve(
  scores: number[],
  trial: { treated: number[]; outcome: number[] },
  kind: 'qini' | 'uplift',
) {
  const points = [[0, 0]]
  for (const cut of [...new Set(scores)].sort((a, b) => b - a)) {
    const chosen = scores.flatMap((s, i) => (s >= cut ? [i] : []))
    const of = (t: number) => chosen.filter((i) => trial.treated[i] === t)
    const y = (rows: number[]) => rows.reduce((sum, i) => sum + (trial.outcome[i] as number), 0)
    const [nt, nc] = [of(1).length, of(0).length]
    const rate = (rows: number[]) => (rows.length === 0 ? 0 : y(rows) / rows.length)
    points.push([
      chosen.length,
      kind === 'qini'
        ? y(of(1)) - (nc === 0 ? 0 : (y(of(0)) * nt) / nc)
        : (rate(of(1)) - rate(of(0))) * chosen.length,
    ])
  }
  return points
}
const area = (points: number[][]) =>
  points.slice(1).reduce((sum, [n, v], i) => {
    const [m, w] = points[i] as [number, number]
    return sum + (((n as number) - m) * ((v as number) + w)) / 2
  }, 0)

describe('agreement with a second implementation', () => {
  it('the curves and coefficients are those of the definition', () => {
    fc.assert(
      fc.property(trials, ({ scores, trial }) => {
        const { treated: t, outcome: y } = trial
        const qini = bruteCurve(scores, trial, 'qini')
        expect(qiniCurve(scores, trial).map((p) => [p.rows, p.gain])).toEqual(
          qini.map(([n, v]) => [n, expect.closeTo(v as number, 10)]),
        )
        const uplift = bruteCurve(scores, trial, 'uplift')
        expect(upliftCurve(scores, trial).map((p) => [p.rows, p.gain])).toEqual(
          uplift.map(([n, v]) => [n, expect.closeTo(v as number, 10)]),
        )
        const perfect = bruteCurve(
          y.map((v, i) => v * (t[i] as number) - v * (1 - (t[i] as number))),
          trial,
          'qini',
        )
        const chance = (y.length * ((perfect.at(-1) as number[])[1] as number)) / 2
        fc.pre(Math.abs(area(perfect) - chance) > 1e-9)
        expect(qiniCoefficient(scores, trial)).toBeCloseTo(
          (area(qini) - chance) / (area(perfect) - chance),
          9,
        )
      }),
    )
  })
  it('no ranking beats the perfect one', () => {
    fc.assert(
      fc.property(trials, ({ scores, trial }) => {
        expect(qiniCoefficient(scores, trial)).toBeLessThanOrEqual(1 + 1e-9)
      }),
    )
  })
  it('uplift at k takes the last of equal rows first, as numpy reversed', () => {
    const trial = { treated: [1, 0, 1, 0], outcome: [1, 1, 0, 0] }
    expect(upliftAt([1, 1, 1, 1], trial, 0.5)).toBe(0) // rows 3 and 2
    expect(upliftAt([4, 3, 2, 1], trial, 1)).toBe(averageEffect(trial))
  })
})

describe('recovery of what was planted', () => {
  const random = seededRandom(4)
  const n = 20_000
  const effect = Float64Array.from({ length: n }, () => random() * 0.4)
  const treated = effect.map(() => (random() < 0.5 ? 1 : 0))
  const outcome = effect.map((e, i) => (random() < 0.2 + e * (treated[i] as number) ? 1 : 0))
  it('the true effect ranks better than noise, and the interval of the difference says so', () => {
    const noise = effect.map(() => random())
    const compared = compareUplift(
      effect,
      noise,
      { treated, outcome },
      { random: seededRandom(1), draws: 100 },
    )
    expect(compared.difference.qini[0]).toBeGreaterThan(0)
    expect(compared.rival.qini[0]).toBeLessThan(0.02)
    expect(compared.scores.upliftAt30[0]).toBeLessThan(0.34)
    expect(compared.scores.upliftAt30[1]).toBeGreaterThan(0.34) // mean of the top 30 % of U(0, .4)
  })
  it('a ranking does not differ from itself', () => {
    const compared = compareUplift(
      effect,
      effect,
      { treated, outcome },
      { random: seededRandom(1), draws: 20 },
    )
    expect(compared.difference.qini).toEqual([0, 0])
  })
})

describe('extremes', () => {
  it('all scores equal: the straight line of chance', () => {
    expect(qiniCoefficient([1, 1, 1, 1], { treated: [1, 0, 1, 0], outcome: [1, 0, 0, 1] })).toBe(0)
  })
  it('no row of an arm among the top: not a number', () => {
    expect(upliftAt([4, 3, 2, 1], { treated: [1, 1, 0, 0], outcome: [1, 0, 0, 1] }, 0.5)).toBeNaN()
  })
  it.each([
    ['empty', () => qiniCoefficient([], { treated: [], outcome: [] })],
    ['one arm', () => qiniCoefficient([1, 2], { treated: [1, 1], outcome: [0, 1] })],
    ['outcomes of 0 alone', () => qiniCoefficient([1, 2], { treated: [1, 0], outcome: [0, 0] })],
    ['a treatment of 2', () => qiniCoefficient([1, 2], { treated: [2, 0], outcome: [0, 1] })],
    ['NaN in the outcome', () => qiniCoefficient([1, 2], { treated: [1, 0], outcome: [0, Number.NaN] })],
    ['NaN in the scores', () => upliftAuc([1, Number.NaN], { treated: [1, 0], outcome: [0, 1] })],
    ['a share of 0', () => upliftAt([1, 2], { treated: [1, 0], outcome: [0, 1] }, 0)],
  ])('refuses %s', (_, run) => {
    expect(run).toThrow(InvalidInputError)
  })
})
