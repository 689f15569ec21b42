import {
  featureTable,
  fitForest,
  fitForestOn,
  InvalidInputError,
  predictEnsemble,
  seededRandom,
  type TreeEnsemble,
} from '@liangti/models'
import { describe, expect, it } from 'vitest'
import { realFile } from '../../customer/real-data.ts'
import { madeRows, ownThreads } from './made.ts'
import { foldMeans, telco } from './telco.ts'

const churnFile = realFile('telco_churn/telco_customer_churn.csv.gz')
const numbers = (name: string, values: ArrayLike<number>) =>
  ({ kind: 'numeric', name, values: Float64Array.from(values) }) as const

describe('random forest', () => {
  it.skipIf(!churnFile)(
    'reference: reaches scikit-learn on telco_churn, 300 trees of leaf 5',
    () => {
      const { table, churned } = telco(churnFile ?? '')
      const { auc, logLoss } = foldMeans(table, churned, (train, y) => {
        const forest = fitForest(train, y, { trees: 300, minLeaf: 5 })
        return (test) => predictEnsemble(forest, test)
      })
      expect(Math.abs(auc - 0.8446)).toBeLessThan(0.003)
      expect(Math.abs(logLoss - 0.4174)).toBeLessThan(0.002)
    },
    90_000,
  )
  it('recovery: finds a planted interaction that no column shows alone', () => {
    const random = seededRandom(6)
    const a = Float64Array.from({ length: 4000 }, () => random() - 0.5)
    const b = a.map(() => random() - 0.5)
    const y = a.map((v, i) => (random() < (v * (b[i] as number) > 0 ? 0.9 : 0.1) ? 1 : 0))
    const forest = fitForest(featureTable([numbers('a', a), numbers('b', b)]), y, { trees: 60 })
    const ask = featureTable([numbers('a', [0.3, 0.3, -0.3]), numbers('b', [0.3, -0.3, -0.3])])
    const [same = 0, apart = 0, both = 0] = predictEnsemble(forest, ask)
    expect(Math.min(same, both)).toBeGreaterThan(0.8)
    expect(apart).toBeLessThan(0.2)
  })
  it('second implementation: each tree is what greedy splitting of all rows gives', () => {
    const random = seededRandom(7)
    const x = Array.from({ length: 60 }, () => Math.floor(random() * 25))
    const z = x.map(() => Math.floor(random() * 25))
    const y = x.map((v, i) => v * 3 + (z[i] as number) ** 2 + random())
    const table = featureTable([numbers('x', x), numbers('z', z)])
    const options = { trees: 1, minLeaf: 3, columns: 2, bootstrap: false } as const
    const p = predictEnsemble(fitForest(table, Float64Array.from(y), options), table)
    const plain = plainTree([x, z], y, 3)
    p.forEach((value, i) => {
      expect(value).toBeCloseTo(plain[i] as number, 9)
    })
  })
  it('gives the same forest on any number of threads, as plain data', async () => {
    const { features, target } = madeRows(300, 2)
    const table = featureTable(features)
    const here = fitForest(table, target, { trees: 7 })
    for (const count of [1, 3])
      expect(await fitForestOn(ownThreads(count), table, target, { trees: 7 })).toEqual(here)
    const again = JSON.parse(JSON.stringify(here)) as TreeEnsemble
    expect(predictEnsemble(again, table)).toEqual(predictEnsemble(here, table))
  })
  it('extremes: one row, one value, one class, gaps, wrong input', () => {
    const one = (values: number[]) => featureTable([numbers('x', values)])
    const all = (values: number[], y: number[]) =>
      Array.from(
        predictEnsemble(fitForest(one(values), Float64Array.from(y), { trees: 5, minLeaf: 1 }), one(values)),
      )
    expect(all([1], [1])).toEqual([1])
    expect(all([1, 2, 3], [0, 0, 0])).toEqual([0, 0, 0])
    expect(new Set(all([4, 4, 4, 4], [0, 1, 0, 1])).size).toBe(1)
    const gaps = [1, 1, 1, 1, Number.NaN, Number.NaN, Number.NaN, Number.NaN]
    expect(all(gaps, [0, 0, 0, 0, 1, 1, 1, 1]).map(Math.round)).toEqual([0, 0, 0, 0, 1, 1, 1, 1])
    expect(() => fitForest(one([]), new Float64Array(0))).toThrow(InvalidInputError)
    expect(() => fitForest(one([1]), Float64Array.of(1), { trees: 0 })).toThrow('options.trees')
    expect(() => fitForest(one([1]), Float64Array.of(1), { columns: 0.5 })).toThrow('options.columns')
  })
})

/** The mean of each row's leaf, by trying every cut on the rows themselves. */
function plainTree(columns: number[][], y: number[], minLeaf: number): number[] {
  const means = new Array<number>(y.length).fill(0)
  const error = (rows: number[]) => {
    const mean = rows.reduce((s, i) => s + (y[i] as number), 0) / rows.length
    return rows.reduce((s, i) => s + ((y[i] as number) - mean) ** 2, 0)
  }
  const grow = (rows: number[]) => {
    let best: { error: number; left: number[]; right: number[] } | null = null
    for (const column of columns) {
      for (const cut of new Set(rows.map((i) => column[i] as number))) {
        const left = rows.filter((i) => (column[i] as number) <= cut)
        const right = rows.filter((i) => (column[i] as number) > cut)
        if (left.length < minLeaf || right.length < minLeaf) continue
        const after = error(left) + error(right)
        if (after < (best?.error ?? error(rows)) - 1e-9) best = { error: after, left, right }
      }
    }
    if (best) {
      grow(best.left)
      grow(best.right)
      return
    }
    for (const i of rows) means[i] = rows.reduce((s, k) => s + (y[k] as number), 0) / rows.length
  }
  grow(Array.from(y.keys()))
  return means
}
