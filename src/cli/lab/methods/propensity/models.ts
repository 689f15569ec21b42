import {
  ensembleSql,
  type FeatureTable,
  featureGains,
  fitBoostedTrees,
  fitBoostedTreesOn,
  fitForest,
  fitForestOn,
  type LogisticModel,
  type LogisticOptions,
  linearSql,
  logisticRegression,
  predictEnsemble,
  type Threads,
  type TreeEnsemble,
  treeShap,
} from '@liangti/models'
import { labErrors } from '../../errors.ts'
import type { LabOptions } from '../../options.ts'
import { calibrated } from './calibrate.ts'
import type { FitPropensity, Propensity } from './fitted.ts'
import {
  assertMonotone,
  boostingExtras,
  classWeights,
  monotoneOf,
  positiveWeight,
  positiveWeightOption,
  propensityModels,
  refuseForeign,
} from './settings.ts'

/** The method `--model` names, with its options; each is checked before a row is read. */
export function propensityFit(
  options: LabOptions,
  seed: number,
  start: (count: number) => Threads,
): FitPropensity {
  const learn = plainFit(options, seed, start)
  if (!options.has('calibrate')) return learn
  if (options.has('sql'))
    throw labErrors.badOption({
      option: 'calibrate',
      value: options.text('calibrate') ?? '',
      wanted: 'left out where --sql is given: the expression is of the model alone',
    })
  return calibrated(learn, options.choice('calibrate', ['isotonic', 'platt']), seed)
}

function plainFit(options: LabOptions, seed: number, start: (count: number) => Threads): FitPropensity {
  const model = options.choice('model', propensityModels)
  refuseForeign(options, model)
  const weight = positiveWeightOption(options)
  const threads = options.has('threads') ? options.integer('threads', 1, 64) : 1
  if (model === 'logistic') {
    const settings = { ...logisticOptions(options), ...classWeights(weight) }
    return async (table, target) => fromLogistic(logisticRegression(table, target, settings))
  }
  const pool = threads > 1 ? start(threads) : null
  const trees = options.has('trees') ? options.integer('trees', 1, 100_000) : model === 'gbdt' ? 100 : 300
  if (model === 'gbdt') {
    const settings = {
      trees,
      depth: options.has('depth') ? options.integer('depth', 1, 16) : 3,
      learningRate: share(options, 'rate', 0.1),
      rowSample: share(options, 'row-sample', 1),
      columnSample: share(options, 'column-sample', 1),
      l2: options.has('l2') ? options.number('l2', 'a number of at least 0', (n) => n >= 0) : 1,
      ...boostingExtras(options),
      seed,
    }
    const monotone = monotoneOf(options)
    return async (table, target) => {
      assertMonotone(monotone, table)
      const all = { ...settings, monotone, positiveWeight: positiveWeight(weight, target) }
      const fit = pool
        ? await fitBoostedTreesOn(pool, table, target, all)
        : fitBoostedTrees(table, target, all)
      return fromTrees(fit.ensemble)
    }
  }
  const settings = {
    trees,
    minLeaf: options.integer('leaf', 1),
    ...(options.has('depth') ? { depth: options.integer('depth', 1) } : {}),
    seed,
  }
  const columnShare = options.has('column-sample') ? share(options, 'column-sample', 1) : null
  return async (table, target) => {
    const columns =
      columnShare === null ? {} : { columns: Math.max(1, Math.round(columnShare * designWidth(table))) }
    const more = positiveWeight(weight, target)
    const weights = weight === 1 ? {} : { weights: target.map((y) => (y === 1 ? more : 1)) }
    const all = { ...settings, ...columns, ...weights }
    return fromTrees(pool ? await fitForestOn(pool, table, target, all) : fitForest(table, target, all))
  }
}

function logisticOptions(options: LabOptions): LogisticOptions {
  const l2 = options.has('l2') ? options.number('l2', 'a number above 0', (n) => n > 0) : 1
  return {
    penalty: options.choice('penalty', ['l2', 'l1', 'elastic', 'none']),
    c: 1 / l2,
    missing: options.choice('missing', ['zero', 'mean']),
  }
}

function share(options: LabOptions, name: string, otherwise: number): number {
  return options.has(name)
    ? options.number(name, 'a number above 0 and at most 1', (n) => n > 0 && n <= 1)
    : otherwise
}

/** Columns with each level of up to 16 as one, as the trees count them. */
function designWidth(table: FeatureTable): number {
  return table.features.reduce(
    (sum, f) => sum + (f.kind === 'categorical' && f.levels.length <= 16 ? f.levels.length : 1),
    0,
  )
}

function fromLogistic(model: LogisticModel): Propensity {
  return {
    predict: (table) => model.predict(table),
    sql: () => linearSql(model),
    drivers: model.coefficients
      .map(({ feature, level, standardised }) => ({ column: feature, level, weight: standardised }))
      .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)),
    filled: Object.fromEntries(
      model.encoding.numeric.filter((term) => term.filled > 0).map((term) => [term.name, term.filled]),
    ),
    explain: null,
  }
}

function fromTrees(ensemble: TreeEnsemble): Propensity {
  const gains = featureGains(ensemble)
  return {
    predict: (table) => predictEnsemble(ensemble, table),
    sql: () => ensembleSql(ensemble),
    drivers: ensemble.features
      .map((feature, i) => ({ column: feature.name, level: null, weight: gains[i] as number }))
      .sort((a, b) => b.weight - a.weight),
    filled: {},
    explain: (table) => treeShap(ensemble, table),
  }
}
