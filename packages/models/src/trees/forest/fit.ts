import { seededRandom } from '../../chance/random.ts'
import type { FeatureTable } from '../../data/features.ts'
import type { Learner } from '../../data/learner.ts'
import type { Threads } from '../../parallel/threads.ts'
import { binnedTable } from '../binned-table.ts'
import type { EnsembleTree, TreeEnsemble } from '../ensemble.ts'
import { predictEnsemble } from '../predict.ts'
import { checkedWeights } from '../training-rows.ts'
import type { ForestRows } from './grow.ts'
import { type ForestMessage, forestJobs } from './jobs.ts'
import { type ForestOptions, type SettledForest, settledForest } from './options.ts'
import type { ForestCandidate } from './split.ts'

/** Options of one training: how to grow, and what each row weighs (1 where missing). */
export type ForestFit = ForestOptions & { readonly weights?: Float64Array }

/**
 * A random forest: deep trees on bootstrapped rows, a fresh draw of columns at each node, the mean of their leaves.
 * @param table one row a customer; numbers (NaN is missing, and goes where it splits best) and categories
 * @param target one entry a row: 0 or 1 gives probabilities, other finite numbers give means
 * @returns the forest as plain data; the same input and seed give the same forest, on any number of threads
 * @throws InvalidInputError for an option out of range, or rows, target and weights that do not fit
 * Source: Breiman (2001), Random forests; probabilities are means of leaf shares, as scikit-learn has them.
 * @example
 * import { featureTable, fitForest, predictEnsemble } from '@liangti/models'
 * const days = { kind: 'numeric', name: 'daysSinceOrder', values: Float64Array.of(2, 5, 9, 40, 60, 90) } as const
 * const forest = fitForest(featureTable([days]), Float64Array.of(0, 0, 0, 1, 1, 1), {
 *   trees: 10, minLeaf: 1, bootstrap: false,
 * })
 * Array.from(predictEnsemble(forest, featureTable([days]))) // → [0, 0, 0, 1, 1, 1]
 */
export function fitForest(table: FeatureTable, target: Float64Array, options: ForestFit = {}): TreeEnsemble {
  const settled = settledForest(options)
  const rows = forestRows(table, target, options.weights, settled, false)
  const message: ForestMessage = { rows, seed: settled.seed, from: 0, to: settled.trees }
  const trees = forestJobs['forest.grow']?.(message, new Map()) as EnsembleTree[]
  return forest(rows, trees)
}

/** `fitForest` on threads: trees are shared out among them. The forest is the same to the last bit. */
export async function fitForestOn(
  threads: Threads,
  table: FeatureTable,
  target: Float64Array,
  options: ForestFit = {},
): Promise<TreeEnsemble> {
  const settled = settledForest(options)
  const rows = forestRows(table, target, options.weights, settled, true)
  const parts = await Promise.all(
    Array.from({ length: threads.count }, (_, thread) => {
      const at = (share: number) => Math.floor((settled.trees * share) / threads.count)
      const message: ForestMessage = { rows, seed: settled.seed, from: at(thread), to: at(thread + 1) }
      return threads.call(thread, 'forest.grow', message)
    }),
  )
  return forest(
    rows,
    parts.flatMap((part) => part as EnsembleTree[]),
  )
}

/** A forest wherever a learner is asked for. */
export function forestLearner(options: ForestOptions = {}): Learner {
  return (table, target, weights) => {
    const ensemble = fitForest(table, target, weights ? { ...options, weights } : options)
    return { predict: (rows) => predictEnsemble(ensemble, rows) }
  }
}

function forestRows(
  table: FeatureTable,
  target: Float64Array,
  given: Float64Array | undefined,
  options: SettledForest,
  shared: boolean,
): ForestRows {
  const own = checkedWeights(table, target, given, false)
  const allocate = (bytes: number) => (shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes))
  const numbers = (values: Float64Array) => {
    const copy = new Float64Array(allocate(values.length * 8))
    copy.set(values)
    return copy
  }
  const binned = binnedTable(table, null, options.bins, seededRandom(options.seed), allocate)
  const candidates = binned.columns.flatMap((column, at): ForestCandidate[] => {
    if (column.kind === 'numeric') return [{ column: at, kind: 'number', bin: 0 }]
    if (column.bins > options.oneHotLevels) return [{ column: at, kind: 'sorted', bin: 0 }]
    return Array.from({ length: column.bins }, (_, bin) => ({ column: at, kind: 'level', bin }))
  })
  const tries = options.columns === 'sqrt' ? Math.floor(Math.sqrt(candidates.length)) : options.columns
  const { minLeaf, depth, bootstrap } = options
  return {
    table: binned,
    target: numbers(target),
    weights: numbers(own),
    candidates,
    minLeaf,
    depth,
    bootstrap,
    tries: Math.max(1, tries),
  }
}

function forest(rows: ForestRows, trees: readonly EnsembleTree[]): TreeEnsemble {
  const { features } = rows.table
  return { kind: 'tree-ensemble', features, base: 0, scale: 1 / trees.length, link: 'identity', trees }
}
