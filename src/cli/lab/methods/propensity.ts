import {
  type FeatureTable,
  type Fold,
  figuresAtShare,
  figuresAtThreshold,
  propensityMetrics,
  selectRows,
} from '@liangti/models'
import { labErrors } from '../errors.ts'
import { foldsOf, foldsOption } from '../folds.ts'
import type { LabMethod, LabRun } from '../method.ts'
import type { LabOptions } from '../options.ts'
import { emptyCode } from '../table/columns.ts'
import { featuresOf, indicatorOf } from '../table/features.ts'
import { sqlParity } from '../table/parity.ts'
import type { LabTable } from '../table/table.ts'
import { usableColumns } from '../table/usable.ts'
import { propensityCharts } from './propensity/charts.ts'
import { explanationFile, type RowNames, scoreFile, shapImportance } from './propensity/files.ts'
import type { FitPropensity, Propensity } from './propensity/fitted.ts'
import { propensityFit } from './propensity/models.ts'
import { propensityOptions } from './propensity/options.ts'
import { cutTable, driverTable, foldTable, gainRows, notesTable } from './propensity/tables.ts'

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
    const cutOf = cutOption(options)
    const data = await read(lab)
    const spec = options.text('folds') ?? 'mod:5'
    const folds = foldsOf(spec, data.target.length, seed, data.time)
    const judged = await judge(lab, data, folds, learn)
    const besides = data.time === undefined ? {} : await bothSplits(lab, data, seed, learn)
    // The model people use learns from all rows; its SQL is only worth its while where it was asked for.
    const path = options.text('sql')
    const isCheap = options.text('model') === 'logistic'
    const isAsked = path !== undefined || options.has('out') || options.has('explain')
    const whole = isCheap || isAsked ? await learn(data.features, data.target) : null
    task.signal.throwIfAborted()
    let parity: number | undefined
    if (whole && path !== undefined) {
      const sql = whole.sql()
      task.report({ phase: 'comparing with SQL', done: 0, total: null, unit: 'rows' })
      parity = sqlParity(sql, data.features, whole.predict(data.features))
      lab.write(path, `${sql}\n`)
    }
    const shap = whole && writeFiles(lab, data, whole, judged.heldOut)
    const cut = cutOf?.(judged.scores, judged.target)
    const positives = data.target.reduce((sum, y) => sum + y, 0)
    const json = {
      rows: data.target.length,
      positives,
      model: options.text('model'),
      metrics: judged.metrics,
      folds: judged.folds,
      fitSeconds: judged.seconds,
      ...(parity === undefined ? {} : { sqlParity: parity }),
      ...(cut === undefined ? {} : { cut }),
      ...(shap ? { shap } : {}),
      ...besides,
      ...(whole === null ? {} : { drivers: whole.drivers.slice(0, 50), filledWithZero: whole.filled }),
      leftOut: data.leftOut,
    }
    return {
      json,
      tables: [
        foldTable(json, spec, besides),
        gainRows(judged.scores, judged.target),
        ...(cut === undefined ? [] : [cutTable(cut)]),
        ...(whole === null ? [] : [driverTable(whole.drivers)]),
        ...notesTable(whole?.filled ?? {}, data.leftOut, parity, options.text('missing') ?? 'zero'),
      ],
      charts: options.has('plot') ? propensityCharts(judged.scores, judged.target) : [],
    }
  },
}

/** Hit rate and coverage at the cut the caller named; null where none was. */
function cutOption(options: LabOptions) {
  if (options.has('cut')) {
    const share = options.number('cut', 'a share above 0 and at most 1', (n) => n > 0 && n <= 1)
    return (scores: Float64Array, target: Float64Array) => figuresAtShare(scores, target, share)
  }
  if (!options.has('cut-score')) return null
  const score = options.number('cut-score', 'a number', () => true)
  return (scores: Float64Array, target: Float64Array) => figuresAtThreshold(scores, target, score)
}

/** The files the caller asked for. @returns columns by what they add, where that was asked for */
function writeFiles({ options, task, write }: LabRun, data: Data, model: Propensity, heldOut: Float64Array) {
  const [out, explain] = [options.text('out'), options.text('explain')]
  if (out !== undefined) write(out, scoreFile(data.rows, model.predict(data.features), heldOut))
  if (explain === undefined || model.explain === null) return null
  task.report({ phase: 'explaining', done: 0, total: null, unit: 'rows' })
  const shap = model.explain(data.features)
  write(explain, explanationFile(data.rows, data.features, shap))
  return shapImportance(data.features, shap)
}

interface Data {
  rows: RowNames
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
  if (options.text('model') === 'logistic') assertSquares(table, used)
  const ids = id === undefined ? null : table.text(id)
  return {
    rows: {
      column: id ?? null,
      names: ids ? Array.from(ids.codes, (code) => (code === emptyCode ? '' : (ids.levels[code] ?? ''))) : [],
    },
    features: featuresOf(table, used),
    target: indicatorOf(table, target, positive, 'positive'),
    ...(time === undefined ? {} : { time: table.allTimes(time) }),
    leftOut,
  }
}

/** A number whose square overflows would leave its column without any weight, and nobody would notice. */
function assertSquares(table: LabTable, columns: readonly string[]): void {
  for (const column of table.columns) {
    if (column.kind !== 'number' || !columns.includes(column.name)) continue
    const at = column.values.findIndex((value) => Math.abs(value) > 1e150)
    if (at >= 0)
      throw labErrors.badCell({
        path: table.name,
        row: at + 2,
        column: column.name,
        value: String(column.values[at]),
        wanted:
          'at most 1e150 in size for logistic; correct it, leave the column out with --drop, or use trees',
      })
  }
}

type Metrics = ReturnType<typeof propensityMetrics>

async function judge(lab: LabRun, { features, target }: Data, folds: readonly Fold[], learn: FitPropensity) {
  const results: (Metrics & { rows: number; positives: number; seconds: number })[] = []
  const scores: number[] = []
  const outcomes: number[] = []
  const heldOut = new Float64Array(target.length).fill(Number.NaN)
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
      heldOut[test[i] as number] = predicted[i] as number
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
    heldOut,
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
