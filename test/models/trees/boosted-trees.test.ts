import {
  type BoostingFit,
  featureGains,
  featureTable,
  fitBoostedTrees,
  fitBoostedTreesOn,
  InvalidInputError,
  predictEnsemble,
  predictMargin,
  seededRandom,
} from '@liangti/models'
import { describe, expect, it } from 'vitest'
import { realFile } from '../../customer/real-data.ts'
import { madeRows, ownThreads } from './made.ts'
import { type PlainRow, plainBooster } from './plain-booster.ts'
import { areaUnderCurve, foldMeans, telco } from './telco.ts'

const churnFile = realFile('telco_churn/telco_customer_churn.csv.gz')
const numbers = (name: string, values: ArrayLike<number>) =>
  ({ kind: 'numeric', name, values: Float64Array.from(values) }) as const

describe('boosted trees: reference values', () => {
  const overFolds = (options: BoostingFit) => {
    const { table, churned } = telco(churnFile ?? '')
    return foldMeans(table, churned, (train, y) => {
      const { ensemble } = fitBoostedTrees(train, y, options)
      return (test) => predictEnsemble(ensemble, test)
    })
  }
  it.skipIf(!churnFile)('reach xgboost on telco_churn: 100 trees of depth 3', () => {
    const { auc, logLoss } = overFolds({ trees: 100, depth: 3 })
    expect(Math.abs(auc - 0.8468)).toBeLessThan(0.003)
    expect(Math.abs(logLoss - 0.4138)).toBeLessThan(0.002)
  })
  it.skipIf(!churnFile)('reach xgboost on telco_churn: 300 of depth 4, sampled, in either mode', () => {
    const options = { trees: 300, depth: 4, learningRate: 0.05, rowSample: 0.8, columnSample: 0.8 }
    for (const gradients of ['exact', 'packed'] as const) {
      const { auc, logLoss } = overFolds({ ...options, gradients })
      expect(Math.abs(auc - 0.843)).toBeLessThan(0.003)
      expect(Math.abs(logLoss - 0.4192)).toBeLessThan(0.002)
    }
  })
})

describe('boosted trees: recovery of what was planted', () => {
  it('finds the steps of a step function and leaves noise alone', () => {
    const random = seededRandom(3)
    const x = Float64Array.from({ length: 4000 }, () => random() * 10)
    const noise = x.map(() => random())
    const y = x.map((v) => (v > 3 ? 5 : 0) + (v > 7 ? -2 : 0) + 0.1 * (random() - 0.5))
    const table = featureTable([numbers('x', x), numbers('noise', noise)])
    const { ensemble } = fitBoostedTrees(table, y, {
      loss: 'squared',
      depth: 2,
      trees: 60,
      learningRate: 0.3,
    })
    const ask = featureTable([numbers('x', [1, 5, 9]), numbers('noise', [0.5, 0.5, 0.5])])
    const [low = 0, middle = 0, high = 0] = predictEnsemble(ensemble, ask)
    expect([low, middle, high].map((p) => Math.round(Math.abs(p) * 20) / 20)).toEqual([0, 5, 3])
    expect(featureGains(ensemble)[0]).toBeGreaterThan(0.999)
  })
  it('groups the levels that act alike when there are many', () => {
    const random = seededRandom(5)
    const levels = Array.from({ length: 400 }, (_, k) => `city ${k}`)
    const codes = Uint32Array.from({ length: 30_000 }, () => Math.floor(random() * 240))
    const y = Float64Array.from(codes, (code) => (random() < (code % 3 === 0 ? 0.8 : 0.2) ? 1 : 0))
    const table = featureTable([{ kind: 'categorical', name: 'city', codes, levels }])
    const { ensemble } = fitBoostedTrees(table, y, { trees: 40, depth: 3, learningRate: 0.3 })
    const p = predictEnsemble(ensemble, table)
    const mean = (third: boolean) => {
      const some = p.filter((_, i) => ((codes[i] as number) % 3 === 0) === third)
      return some.reduce((s, v) => s + v, 0) / some.length
    }
    expect(mean(true)).toBeGreaterThan(0.75)
    expect(mean(false)).toBeLessThan(0.25)
  })
  it('keeps a monotone constraint, also between its neighbours', () => {
    const random = seededRandom(9)
    const x = Float64Array.from({ length: 3000 }, () => random() * 6)
    const z = x.map(() => random())
    const y = x.map((v, i) => v + 2 * Math.sin(3 * v) * (z[i] as number) + random())
    const table = featureTable([numbers('x', x), numbers('z', z)])
    for (const sign of [1, -1] as const) {
      const { ensemble } = fitBoostedTrees(table, y, { loss: 'squared', depth: 5, monotone: { x: sign } })
      const steps = Array.from({ length: 200 }, (_, i) => (i * 6) / 200)
      for (const side of [0.1, 0.5, 0.9]) {
        const ask = featureTable([
          numbers('x', steps),
          numbers(
            'z',
            steps.map(() => side),
          ),
        ])
        const p = predictMargin(ensemble, ask)
        for (let i = 1; i < p.length; i++)
          expect(sign * ((p[i] as number) - (p[i - 1] as number))).toBeGreaterThanOrEqual(-1e-12)
      }
    }
  })
  it('stops early where more trees would only learn noise', () => {
    const { features, target } = madeRows(1500, 21)
    const options = {
      trees: 400,
      depth: 5,
      learningRate: 0.3,
      validation: { share: 0.3 },
      earlyStoppingRounds: 15,
    }
    const { ensemble, validationLoss } = fitBoostedTrees(featureTable(features), target, options)
    const best = validationLoss.indexOf(Math.min(...validationLoss))
    expect(ensemble.trees.length).toBe(best + 1)
    expect(validationLoss.length).toBe(best + 16)
    expect(validationLoss.length).toBeLessThan(200)
  })
})

describe('boosted trees: agreement with a second implementation', () => {
  const plainRows = (features: ReturnType<typeof madeRows>['features'], rows: number): PlainRow[] =>
    Array.from({ length: rows }, (_, i) =>
      features.map((f) =>
        f.kind === 'numeric' ? (f.values[i] as number) : (f.levels[f.codes[i] as number] ?? null),
      ),
    )
  it.each([1, 2, 3, 4])('gives the same scores as trying every split on the rows, seed %i', (seed) => {
    const { features, target } = madeRows(220, seed)
    const loss = seed % 2 === 0 ? 'logistic' : 'squared'
    const rows = plainRows(features, 220)
    const plain = plainBooster(rows, [...target], { trees: 6, depth: 3, rate: 0.3, l2: 1, minChild: 1, loss })
    const options = { loss, trees: 6, depth: 3, learningRate: 0.3 } as const
    const { ensemble } = fitBoostedTrees(featureTable(features), target, options)
    const margins = predictMargin(ensemble, featureTable(features))
    rows.forEach((row, i) => {
      expect(margins[i]).toBeCloseTo(plain(row), 9)
    })
  })
  it('gives the same model on one thread, two and five, in either mode', async () => {
    const { features, target } = madeRows(700, 8)
    const random = seededRandom(4)
    const wide = [
      ...features,
      ...Array.from({ length: 9 }, (_, k) =>
        numbers(
          `n${k}`,
          target.map(() => random()),
        ),
      ),
    ]
    for (const gradients of ['exact', 'packed'] as const) {
      const options = { trees: 8, rowSample: 0.7, columnSample: 0.6, gradients, validation: { share: 0.2 } }
      const here = fitBoostedTrees(featureTable(wide), target, options)
      for (const count of [1, 2, 5])
        expect(await fitBoostedTreesOn(ownThreads(count), featureTable(wide), target, options)).toEqual(here)
    }
  })
  it('packs by itself where it may: logistic loss, many rows, weights that do not drown each other', () => {
    const { features, target } = madeRows(20_000, 21)
    const table = featureTable(features)
    const quick = { trees: 3, depth: 4, seed: 5 }
    const grown = (options: BoostingFit) =>
      JSON.stringify(fitBoostedTrees(table, target, { ...quick, ...options }))
    const [auto, packed, exact] = [{}, { gradients: 'packed' }, { gradients: 'exact' }].map((o) =>
      grown(o as BoostingFit),
    )
    expect(auto).toBe(packed)
    expect(auto).not.toBe(exact)
    const giant = new Float64Array(20_000).fill(1)
    giant[7] = 1e6
    expect(grown({ weights: giant })).toBe(grown({ weights: giant, gradients: 'exact' }))
    expect(grown({ loss: 'squared' })).toBe(grown({ loss: 'squared', gradients: 'exact' }))
    expect(() => grown({ gradients: 'half' as 'exact' })).toThrow(/auto, exact or packed/)
  })
  it('takes a weight of two for the row twice, and survives JSON', () => {
    const { features, target } = madeRows(300, 12)
    const twice = features.map((f) =>
      f.kind === 'numeric'
        ? numbers(f.name, [...f.values, ...f.values.slice(0, 100)])
        : { ...f, codes: Uint32Array.from([...f.codes, ...f.codes.slice(0, 100)]) },
    )
    const weights = target.map((_, i) => (i < 100 ? 2 : 1))
    const weighted = fitBoostedTrees(featureTable(features), target, { weights, trees: 5 }).ensemble
    const repeated = Float64Array.from([...target, ...target.slice(0, 100)])
    const { ensemble } = fitBoostedTrees(featureTable(twice), repeated, { trees: 5 })
    const expected = predictMargin(ensemble, featureTable(features))
    const again = JSON.parse(JSON.stringify(weighted)) as typeof weighted
    predictMargin(again, featureTable(features)).forEach((m, i) => {
      expect(m).toBeCloseTo(expected[i] as number, 9)
    })
  })
})

describe('boosted trees: extremes', () => {
  const one = (values: number[]) => featureTable([numbers('x', values)])
  it('give the base rate where there is nothing to split', () => {
    const constant = fitBoostedTrees(one([4, 4, 4, 4]), Float64Array.of(0, 1, 1, 1)).ensemble
    expect(predictEnsemble(constant, one([4]))[0]).toBeCloseTo(0.75, 12)
    const single = fitBoostedTrees(one([1]), Float64Array.of(7), { loss: 'squared' }).ensemble
    expect(predictEnsemble(single, one([1]))[0]).toBe(7)
    const allMissing = fitBoostedTrees(one([Number.NaN, Number.NaN]), Float64Array.of(0, 1)).ensemble
    expect(predictEnsemble(allMissing, one([3]))[0]).toBeCloseTo(0.5, 12)
    const oneClass = fitBoostedTrees(one([1, 2, 3]), Float64Array.of(1, 1, 1)).ensemble
    expect(predictEnsemble(oneClass, one([2]))[0]).toBeCloseTo(1, 12)
  })
  it('split what is known from what is missing, and huge numbers from small', () => {
    const target = Float64Array.of(0, 0, 0, 1, 1, 1)
    const options = { trees: 50, minChildWeight: 0, l2: 0 }
    const gaps = one([1, 2, 3, Number.NaN, Number.NaN, Number.NaN])
    const known = fitBoostedTrees(gaps, target, options).ensemble
    expect(areaUnderCurve(predictEnsemble(known, gaps), target)).toBe(1)
    const wide = one([-1e308, -1e-300, 0, 1e-300, 1, 1e308])
    const huge = fitBoostedTrees(wide, target, options).ensemble
    expect(areaUnderCurve(predictEnsemble(huge, wide), target)).toBe(1)
  })
  it('grow 16 deep, and from thousands of distinct values', () => {
    const random = seededRandom(2)
    const x = Float64Array.from({ length: 6000 }, () => random())
    const y = x.map((v) => Math.sin(40 * v))
    const { ensemble } = fitBoostedTrees(one([...x]), y, {
      loss: 'squared',
      depth: 16,
      trees: 20,
      learningRate: 0.5,
    })
    const p = predictEnsemble(ensemble, one([...x]))
    expect(Math.max(...p.map((v, i) => Math.abs(v - (y[i] as number))))).toBeLessThan(0.2)
  })
  it('name what is wrong', () => {
    const fitting =
      (values: number[], target: number[], options: BoostingFit = {}) =>
      () =>
        fitBoostedTrees(one(values), Float64Array.from(target), options)
    expect(fitting([], [])).toThrow(InvalidInputError)
    expect(fitting([1, 2], [0])).toThrow('target has 1 entries, the table 2 rows.')
    expect(fitting([1, 2], [0, 2])).toThrow('target[1] must be 0 or 1, not 2.')
    expect(fitting([1, 2], [0, Number.NaN], { loss: 'squared' })).toThrow('target[1] must be a finite number')
    expect(fitting([1, 2], [0, 1], { weights: Float64Array.of(1, -1) })).toThrow('weights[1]')
    expect(fitting([1, 2], [0, 1], { weights: Float64Array.of(0, 0) })).toThrow('weights are all 0.')
    expect(fitting([1, 2], [0, 1], { depth: 0 })).toThrow(
      'options.depth must be a whole number from 1 to 16, not 0.',
    )
    expect(fitting([1, 2], [0, 1], { rowSample: 1.5 })).toThrow('options.rowSample')
    expect(fitting([1, 2], [0, 1], { monotone: { y: 1 } })).toThrow('options.monotone.y')
    expect(fitting([1, 2], [0, 1], { earlyStoppingRounds: 3 })).toThrow('validation')
    const { ensemble } = fitBoostedTrees(one([1, 2]), Float64Array.of(0, 1))
    expect(() => predictEnsemble(ensemble, featureTable([numbers('y', [1])]))).toThrow('table.x')
  })
})
