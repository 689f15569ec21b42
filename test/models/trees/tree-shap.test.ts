import {
  featureTable,
  fitBoostedTrees,
  fitForest,
  predictMargin,
  seededRandom,
  type TreeEnsemble,
  type TreeNode,
  treeShap,
} from '@liangti/models'
import { describe, expect, it } from 'vitest'
import { madeRows } from './made.ts'

const numbers = (name: string, values: ArrayLike<number>) =>
  ({ kind: 'numeric', name, values: Float64Array.from(values) }) as const

/** Expected leaf when only some features are known; written from the definition. */
function expectedGiven(nodes: readonly TreeNode[], goes: (node: TreeNode) => boolean | null, at = 0): number {
  const node = nodes[at]
  if (!node) throw new Error('no such node')
  if (node.kind === 'leaf') return node.value
  const side = goes(node)
  if (side !== null) return expectedGiven(nodes, goes, side ? node.left : node.right)
  const left = nodes[node.left]?.cover ?? 0
  const right = nodes[node.right]?.cover ?? 0
  return (
    (left * expectedGiven(nodes, goes, node.left) + right * expectedGiven(nodes, goes, node.right)) /
    (left + right)
  )
}

/** Shapley's formula over all subsets. */
function bruteForce(ensemble: TreeEnsemble, row: readonly (number | string | null)[]): number[] {
  const width = ensemble.features.length
  const goesBy = (known: number) => (node: TreeNode) => {
    if (node.kind === 'leaf' || !(known & (1 << node.feature))) return null
    const x = row[node.feature] ?? null
    const feature = ensemble.features[node.feature]
    if (node.kind === 'number') return Number.isNaN(x) ? node.missingLeft : (x as number) <= node.threshold
    const code = feature?.kind === 'categorical' ? feature.levels.indexOf(String(x)) : -1
    return code < 0 ? node.missingLeft : node.leftLevels.includes(code)
  }
  const worth = Array.from({ length: 1 << width }, (_, known) =>
    ensemble.trees.reduce((s, tree) => s + ensemble.scale * expectedGiven(tree.nodes, goesBy(known)), 0),
  )
  const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1))
  const size = (set: number) => [...set.toString(2)].filter((bit) => bit === '1').length
  return Array.from({ length: width }, (_, f) => {
    let sum = 0
    for (let set = 0; set < 1 << width; set++) {
      if (set & (1 << f)) continue
      const share = (factorial(size(set)) * factorial(width - size(set) - 1)) / factorial(width)
      sum += share * ((worth[set | (1 << f)] as number) - (worth[set] as number))
    }
    return sum
  })
}

describe('treeShap', () => {
  const { features, target } = madeRows(250, 17)
  const random = seededRandom(1)
  const table = featureTable([
    ...features,
    numbers(
      'd',
      target.map(() => random()),
    ),
  ])
  const models: [string, TreeEnsemble][] = [
    ['boosted trees', fitBoostedTrees(table, target, { trees: 12, depth: 5, minChildWeight: 0.1 }).ensemble],
    [
      'boosted trees of sorted levels',
      fitBoostedTrees(table, target, { trees: 12, oneHotLevels: 0 }).ensemble,
    ],
    ['a forest', fitForest(table, target, { trees: 6, minLeaf: 2 })],
  ]
  it.each(models)('agrees with Shapley values over all subsets: %s', (_, ensemble) => {
    const { contributions } = treeShap(ensemble, table)
    for (let row = 0; row < 40; row++) {
      const x = table.features.map((f) =>
        f.kind === 'numeric' ? (f.values[row] as number) : (f.levels[f.codes[row] as number] ?? null),
      )
      bruteForce(ensemble, x).forEach((value, f) => {
        expect(contributions.values[row * 4 + f]).toBeCloseTo(value, 9)
      })
    }
  })
  it.each(models)('adds up to the score of every row: %s', (_, ensemble) => {
    const { expected, contributions } = treeShap(ensemble, table)
    predictMargin(ensemble, table).forEach((margin, row) => {
      const parts = contributions.values.subarray(row * 4, row * 4 + 4)
      expect(parts.reduce((s, v) => s + v, expected)).toBeCloseTo(margin, 9)
    })
  })
  it('recovers a planted additive effect: the mean of the feature at 0, its step at each side', () => {
    const x = Float64Array.from({ length: 1000 }, (_, i) => i % 2)
    const z = x.map((_, i) => (i >> 1) % 2)
    const both = featureTable([numbers('x', x), numbers('z', z)])
    const y = x.map((v, i) => 4 * v + 2 * (z[i] as number))
    const { ensemble } = fitBoostedTrees(both, y, { loss: 'squared', trees: 60, learningRate: 0.5, l2: 0 })
    const { expected, contributions } = treeShap(ensemble, both)
    expect(expected).toBeCloseTo(3, 6)
    expect(contributions.values[0]).toBeCloseTo(-2, 6)
    expect(contributions.values[1]).toBeCloseTo(-1, 6)
  })
  it('extremes: no rows, a tree without a split, deep trees', () => {
    const empty = featureTable([numbers('x', [])])
    const stump = fitBoostedTrees(featureTable([numbers('x', [1, 1])]), Float64Array.of(0, 1)).ensemble
    expect(treeShap(stump, empty).contributions.values.length).toBe(0)
    expect([...treeShap(stump, featureTable([numbers('x', [5])])).contributions.values]).toEqual([0])
    const line = featureTable([
      numbers(
        'x',
        Array.from({ length: 400 }, (_, i) => i),
      ),
    ])
    const y = Float64Array.from({ length: 400 }, (_, i) => (i * 7919) % 13)
    const deep = fitForest(line, y, { trees: 3, minLeaf: 1 })
    const { expected, contributions } = treeShap(deep, line)
    predictMargin(deep, line).forEach((margin, row) => {
      expect(expected + (contributions.values[row] as number)).toBeCloseTo(margin, 8)
    })
  })
})
