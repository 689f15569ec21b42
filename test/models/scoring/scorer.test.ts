import {
  compileScorer,
  featureTable,
  fitBoostedTrees,
  fitForest,
  predictEnsemble,
  predictMargin,
  seededRandom,
  selectRows,
  type TreeEnsemble,
} from '@liangti/models'
import { describe, expect, it } from 'vitest'
import { realFile } from '../../customer/real-data.ts'
import { madeRows } from '../trees/made.ts'
import { telco } from '../trees/telco.ts'

const churnFile = realFile('telco_churn/telco_customer_churn.csv.gz')
const numbers = (name: string, values: ArrayLike<number>) =>
  ({ kind: 'numeric', name, values: Float64Array.from(values) }) as const

describe('compileScorer', () => {
  it.skipIf(!churnFile)(
    'reference: equals the node-by-node walk on every row of telco_churn, bit for bit',
    () => {
      const { table, churned } = telco(churnFile ?? '')
      const boosted = fitBoostedTrees(table, churned, { trees: 60 }).ensemble
      const sorted = fitBoostedTrees(table, churned, { trees: 20, depth: 10, oneHotLevels: 0 }).ensemble
      const forest = fitForest(table, churned, { trees: 10 })
      for (const ensemble of [boosted, sorted, forest]) {
        expect(compileScorer(ensemble).margins(table)).toEqual(predictMargin(ensemble, table))
        expect(compileScorer(ensemble).predict(table)).toEqual(predictEnsemble(ensemble, table))
      }
    },
  )
  it('agrees with the walk on gaps, unseen levels, thresholds themselves, and any count of rows', () => {
    const { features, target } = madeRows(900, 31)
    const table = featureTable(features)
    const { ensemble } = fitBoostedTrees(table, target, { trees: 15, minChildWeight: 0.1 })
    const scorer = compileScorer(ensemble)
    for (const rows of [0, 1, 3, 4, 511, 512, 513, 900]) {
      const some = selectRows(
        table,
        Uint32Array.from({ length: rows }, (_, i) => i),
      )
      expect(scorer.margins(some)).toEqual(predictMargin(ensemble, some))
    }
    const cuts = ensemble.trees.flatMap(({ nodes }) =>
      nodes.flatMap((node) => (node.kind === 'number' && node.feature === 0 ? [node.threshold] : [])),
    )
    const around = cuts.flatMap((cut) => [cut, cut * (1 + 1e-15), cut * (1 - 1e-15), -cut, Number.NaN, 1e300])
    const edge = featureTable([
      numbers('a', around),
      numbers(
        'b',
        around.map((_, i) => (i % 3 === 0 ? Number.NaN : i - 20)),
      ),
      {
        kind: 'categorical',
        name: 'c',
        levels: ['z', 'never', 'v'],
        codes: Uint32Array.from(around, (_, i) => i % 3),
      },
    ])
    expect(scorer.margins(edge)).toEqual(predictMargin(ensemble, edge))
  })
  it('takes single-precision columns, and columns in any order beside others', () => {
    const { features, target } = madeRows(300, 5)
    const { ensemble } = fitBoostedTrees(featureTable(features), target, { trees: 5 })
    const single = features.map((f) =>
      f.kind === 'numeric' ? { ...f, values: Float32Array.from(f.values) } : f,
    )
    const table = featureTable([numbers('other', target), ...single.reverse()])
    expect(compileScorer(ensemble).margins(table)).toEqual(predictMargin(ensemble, featureTable(features)))
  })
  it('walks what has more cuts than codes', () => {
    const random = seededRandom(8)
    const nodes = (threshold: number): TreeEnsemble['trees'][number] => ({
      nodes: [
        { kind: 'number', feature: 0, threshold, missingLeft: true, left: 1, right: 2, gain: 1, cover: 2 },
        { kind: 'leaf', value: -1, cover: 1 },
        { kind: 'leaf', value: 1, cover: 1 },
      ],
    })
    const ensemble: TreeEnsemble = {
      kind: 'tree-ensemble',
      features: [{ kind: 'numeric', name: 'x' }],
      base: 0.5,
      scale: 1,
      link: 'identity',
      trees: Array.from({ length: 300 }, (_, i) => nodes(i / 300)),
    }
    const x = Array.from({ length: 50 }, () => random())
    const scores = compileScorer(ensemble).predict(featureTable([numbers('x', x)]))
    scores.forEach((score, i) => {
      expect(score).toBe(0.5 + 2 * Math.ceil((x[i] as number) * 300) - 300)
    })
  })
  it('says which column is missing', () => {
    const { features, target } = madeRows(60, 5)
    const { ensemble } = fitBoostedTrees(featureTable(features), target, { trees: 2 })
    expect(() => compileScorer(ensemble).predict(featureTable([]))).toThrow('table.a')
  })
})
