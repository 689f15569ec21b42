import { seededRandom } from '../../chance/random.ts'
import type { FeatureTable } from '../../data/features.ts'
import type { Learner } from '../../data/learner.ts'
import type { Threads } from '../../parallel/threads.ts'
import type { EnsembleTree, TreeEnsemble, TreeNode } from '../ensemble.ts'
import { predictEnsemble } from '../predict.ts'
import { growTree } from './grow-tree.ts'
import type { BoostingOptions } from './options.ts'
import { runHere, runOn, type Steps } from './steps.ts'
import {
  drawCandidates,
  drawRows,
  firstTreeStream,
  laidOut,
  openMessage,
  packUnit,
  rootSums,
  type Training,
  watchedLoss,
} from './training.ts'

/** Boosted trees, and how the training went. */
export interface BoostedTrees {
  readonly ensemble: TreeEnsemble
  /** Mean loss over the validation rows after each tree that was grown; empty without validation. */
  readonly validationLoss: readonly number[]
}

/** Options of one training: how to grow, and what each row weighs (1 where missing). */
export type BoostingFit = BoostingOptions & { readonly weights?: Float64Array }

/**
 * Gradient-boosted trees by histograms: Newton steps, level by level; missing values go where they save most.
 * @param table one row a customer; numbers (NaN is missing) and categories
 * @param target one entry a row: 0 or 1 for logistic loss, any finite number for squared
 * @returns the model as plain data; the same input and seed give the same model, on any number of threads
 * @throws InvalidInputError for an option out of range, or rows, target and weights that do not fit
 * Source: Friedman (2001), Greedy function approximation; Chen & Guestrin (2016), XGBoost, sections 2 and 3.
 * @example
 * import { featureTable, fitBoostedTrees, predictEnsemble } from '@liangti/models'
 * const days = { kind: 'numeric', name: 'daysSinceOrder', values: Float64Array.of(2, 5, 9, 40, 60, 90) } as const
 * const { ensemble } = fitBoostedTrees(featureTable([days]), Float64Array.of(0, 0, 0, 1, 1, 1), {
 *   trees: 20, depth: 1, minChildWeight: 0,
 * })
 * ensemble.trees[0].nodes[0].threshold // → 24.5
 * Array.from(predictEnsemble(ensemble, featureTable([days])), (p) => Number(p.toFixed(2))) // → [0.22, 0.22, 0.22, 0.78, 0.78, 0.78]
 */
export function fitBoostedTrees(
  table: FeatureTable,
  target: Float64Array,
  options: BoostingFit = {},
): BoostedTrees {
  return runHere(trained(laidOut(table, target, options, false), 0, 1))
}

/** `fitBoostedTrees` on threads: columns are shared out among them. The model is the same to the last bit. */
export async function fitBoostedTreesOn(
  threads: Threads,
  table: FeatureTable,
  target: Float64Array,
  options: BoostingFit = {},
): Promise<BoostedTrees> {
  const session = nextSession(threads)
  return runOn(threads, trained(laidOut(table, target, options, true), session, threads.count))
}

/** Boosted trees wherever a learner is asked for. */
export function boostedTreesLearner(options: BoostingOptions = {}): Learner {
  return (table, target, weights) => {
    const { ensemble } = fitBoostedTrees(table, target, weights ? { ...options, weights } : options)
    return { predict: (rows) => predictEnsemble(ensemble, rows) }
  }
}

const sessions = /* @__PURE__ */ new WeakMap<Threads, number>()

/** Trainings may overlap on the same threads; each has its own place there. */
function nextSession(threads: Threads): number {
  const session = (sessions.get(threads) ?? 0) + 1
  sessions.set(threads, session)
  return session
}

function* trained(training: Training, session: number, shards: number): Steps<BoostedTrees> {
  const each = <T>(make: (shard: number) => T) => Array.from({ length: shards }, (_, shard) => make(shard))
  yield {
    job: 'boosting.open',
    arguments: each((shard) => openMessage(training, session, shard, shards)),
  }
  try {
    return yield* boosted(training, session, shards)
  } finally {
    yield { job: 'boosting.close', arguments: each(() => ({ session })) }
  }
}

function* boosted(training: Training, session: number, shards: number): Steps<BoostedTrees> {
  const { options } = training
  const trees: EnsembleTree[] = []
  const losses: number[] = []
  let best = 0
  for (let tree = 0; tree < options.trees; tree++) {
    trees.push({ nodes: yield* oneTree(training, session, shards, tree) })
    if (training.watched.length === 0) continue
    losses.push(watchedLoss(training))
    if ((losses[tree] as number) < (losses[best] as number)) best = tree
    if (options.earlyStoppingRounds && tree - best >= options.earlyStoppingRounds) break
  }
  const kept = options.earlyStoppingRounds ? trees.slice(0, best + 1) : trees
  return {
    ensemble: {
      kind: 'tree-ensemble',
      features: training.table.features,
      base: training.base,
      scale: 1,
      link: options.loss === 'logistic' ? 'logistic' : 'identity',
      trees: kept,
    },
    validationLoss: losses,
  }
}

function* oneTree(training: Training, session: number, shards: number, tree: number): Steps<TreeNode[]> {
  const { options, shared } = training
  const random = seededRandom(options.seed, firstTreeStream + tree)
  const shares = (rows: number) =>
    Array.from({ length: shards }, (_, shard) => ({
      session,
      from: Math.floor((rows * shard) / shards),
      to: Math.floor((rows * (shard + 1)) / shards),
    }))
  const most = yield { job: 'boosting.gradients', arguments: shares(shared.rows) }
  const scale = packUnit(training, most as readonly [number, number][])
  if (scale) {
    const seed = Math.floor(random() * 4_294_967_296) | 0
    yield { job: 'boosting.pack', arguments: shares(shared.rows).map((share) => ({ ...share, scale, seed })) }
  }
  const { inside, outside } = drawRows(training, random)
  const active = drawCandidates(training, random)
  const growth = {
    session,
    shards,
    table: training.table,
    candidates: training.candidates,
    rules: training.rules,
    depth: options.depth,
    learningRate: options.learningRate,
    mostSlots: training.mostSlots,
  }
  const grown = yield* growTree(growth, inside, rootSums(training, inside, scale), active, scale)
  if (outside > 0)
    yield {
      job: 'boosting.outside',
      arguments: shares(outside).map((share) => ({ ...share, tree: grown.bins })),
    }
  return grown.nodes
}
