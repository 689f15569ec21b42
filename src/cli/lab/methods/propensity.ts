import { type FeatureTable, type Fold, propensityMetrics, selectRows } from '@liangti/models'
import { labErrors } from '../errors.ts'
import { foldsOf, foldsOption } from '../folds.ts'
import type { LabMethod, LabRun } from '../method.ts'
import { featuresOf, indicatorOf } from '../table/features.ts'
import { sqlParity } from '../table/parity.ts'
import { usableColumns } from '../table/usable.ts'
import { propensityCharts } from './propensity/charts.ts'
import { type FitPropensity, propensityFit } from './propensity/models.ts'
import { propensityOptions } from './propensity/options.ts'
import { driverTable, foldTable, gainRows, notesTable } from './propensity/tables.ts'

export const propensity: LabMethod = {
  name: 'propensity',
  en: 'How likely each customer is to respond, buy or leave; judged on rows the model did not see',
  zh: '预测客户响应、购买或流失的可能性，并在未参与训练的数据上检验',
  files: { least: 1, most: 1 },
  options: [...propensityOptions, foldsOption],
  async run(lab) {
    const { options, task } = lab
    const seed = options.integer('seed', 0, 0xffffffff)
    const learn = propensityFit(options, seed, lab.threads)
    const data = await read(lab)
    const spec = options.text('folds') ?? 'mod:5'
    const folds = foldsOf(spec, data.target.length, seed, data.time)
    const judged = await judge(lab, data, folds, learn)
    const besides = data.time === undefined ? {} : await bothSplits(lab, data, seed, learn)
    // The model people use learns from all rows; its SQL is only worth its while where it was asked for.
    const path = options.text('sql')
    const isCheap = options.text('model') === 'logistic'
    const whole = isCheap || path !== undefined ? await learn(data.features, data.target) : null
    task.signal.throwIfAborted()
    let parity: number | undefined
    if (whole && path !== undefined) {
      const sql = whole.sql()
      task.report({ phase: 'comparing with SQL', done: 0, total: null, unit: 'rows' })
      parity = sqlParity(sql, data.features, whole.predict(data.features))
      lab.write(path, `${sql}\n`)
    }
    const positives = data.target.reduce((sum, y) => sum + y, 0)
    const json = {
      rows: data.target.length,
      positives,
      model: options.text('model'),
      metrics: judged.metrics,
      folds: judged.folds,
      fitSeconds: judged.seconds,
      ...(parity === undefined ? {} : { sqlParity: parity }),
      ...besides,
      ...(whole === null ? {} : { drivers: whole.drivers.slice(0, 50), filledWithZero: whole.filled }),
      leftOut: data.leftOut,
    }
    return {
      json,
      tables: [
        foldTable(json, spec, besides),
        gainRows(judged.scores, judged.target),
        ...(whole === null ? [] : [driverTable(whole.drivers)]),
        ...notesTable(whole?.filled ?? {}, data.leftOut, parity, options.text('missing') ?? 'zero'),
      ],
      charts: options.has('plot') ? propensityCharts(judged.scores, judged.target) : [],
    }
  },
}

interface Data {
  features: FeatureTable
  target: Float64Array
  time?: Float64Array
  leftOut: { column: string; reason: string }[]
}

async function read({ options, file }: LabRun): Promise<Data> {
  const target = options.required('target', 'the column that says what happened.')
  const positive = options.required('positive', `the value of "${target}" that counts as yes.`)
  const [id, time] = [options.text('id'), options.text('time')]
  const aside = [...options.list('drop'), ...(id === undefined ? [] : [id])]
  const kinds = Object.fromEntries(file().columns.map((name) => [name, 'auto' as const]))
  const table = await file().read({
    ...kinds,
    // Columns set aside must exist, but what they hold does not matter.
    ...Object.fromEntries(aside.map((name) => [name, 'text' as const])),
    [target]: 'auto',
    ...(time === undefined ? {} : { [time]: 'time' as const }),
  })
  const rest = file().columns.filter((name) => name !== target && name !== time && !aside.includes(name))
  const { used, leftOut } = usableColumns(table, rest)
  return {
    features: featuresOf(table, used),
    target: indicatorOf(table, target, positive, 'positive'),
    ...(time === undefined ? {} : { time: table.allTimes(time) }),
    leftOut,
  }
}

type Metrics = ReturnType<typeof propensityMetrics>

async function judge(lab: LabRun, { features, target }: Data, folds: readonly Fold[], learn: FitPropensity) {
  const results: (Metrics & { rows: number; positives: number; seconds: number })[] = []
  const scores: number[] = []
  const outcomes: number[] = []
  for (const { train, test } of folds) {
    lab.task.signal.throwIfAborted()
    lab.task.report({ phase: 'training', done: results.length, total: folds.length, unit: 'folds' })
    const pick = (rows: Uint32Array) => Float64Array.from(rows, (i) => target[i] as number)
    const [table, y] = [selectRows(features, train), pick(train)]
    assertBoth(y, `fold ${results.length + 1} would learn from`)
    const start = lab.seconds()
    const model = await learn(table, y)
    const seconds = lab.seconds() - start
    const predicted = model.predict(selectRows(features, test))
    const truth = pick(test)
    assertBoth(truth, `fold ${results.length + 1} would be judged on`)
    const positives = truth.reduce((sum, v) => sum + v, 0)
    results.push({ ...propensityMetrics(predicted, truth), rows: truth.length, positives, seconds })
    for (let i = 0; i < truth.length; i++) {
      scores.push(predicted[i] as number)
      outcomes.push(truth[i] as number)
    }
  }
  const mean = (key: keyof Metrics) => results.reduce((sum, r) => sum + r[key], 0) / results.length
  return {
    metrics: {
      auc: mean('auc'),
      ap: mean('ap'),
      lift10: mean('lift10'),
      logLoss: mean('logLoss'),
      brier: mean('brier'),
    },
    folds: results,
    seconds: results.reduce((sum, r) => sum + r.seconds, 0),
    scores: Float64Array.from(scores),
    target: Float64Array.from(outcomes),
  }
}

function assertBoth(outcomes: Float64Array, part: string): void {
  if (outcomes.includes(0) && outcomes.includes(1)) return
  throw labErrors.unusable({
    method: 'propensity',
    problem: `${part} rows of one outcome only. Give more rows, fewer folds or --folds random:K.`,
  })
}

/** Where rows have a time, both ways of splitting are told: chance often flatters. */
async function bothSplits(lab: LabRun, data: Data, seed: number, learn: FitPropensity) {
  const rows = data.target.length
  const random = await judge(lab, data, foldsOf('random:5', rows, seed), learn)
  const forward = await judge(lab, data, foldsOf('forward:0.8', rows, seed, data.time), learn)
  return { randomSplit: random.metrics, forwardSplit: forward.metrics }
}
