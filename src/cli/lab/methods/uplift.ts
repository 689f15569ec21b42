import {
  averageEffect,
  bestColumn,
  type ColumnBaseline,
  compareUplift,
  crossFittedUplift,
  type Fold,
  InvalidInputError,
  seededRandom,
  selectRows,
  type UpliftComparison,
  type UpliftLearner,
  type UpliftMetrics,
  upliftMetrics,
} from '@liangti/models'
import { labErrors } from '../errors.ts'
import { foldsOf, foldsOption } from '../folds.ts'
import type { LabMethod, LabRun } from '../method.ts'
import { upliftCharts } from './uplift/charts.ts'
import { upliftLearner, upliftModels } from './uplift/models.ts'
import { readTrial, type TrialData } from './uplift/read.ts'
import type { Scored } from './uplift/scored.ts'
import { columnText, upliftTables } from './uplift/tables.ts'

export const uplift: LabMethod = {
  name: 'uplift',
  en: 'Whom a treatment moves: learned effects, judged against the best single column and against chance',
  zh: '谁会被营销打动：学习个体增益，并与最佳单列和随机选择对照',
  files: { least: 1, most: 1 },
  options: [
    { flags: '--treatment <column>', en: 'who got what', zh: '处理列' },
    { flags: '--treated <value>', en: 'the value of the treated', zh: '处理组取值' },
    {
      flags: '--control <value>',
      en: 'the value of the control; all others where missing',
      zh: '对照组取值，缺省为其余所有行',
    },
    {
      flags: '--outcome <column>',
      en: 'what came of it: a number, or texts with --positive',
      zh: '结果列：数值，或配合 --positive 的文本',
    },
    { flags: '--positive <value>', en: 'the outcome that counts as 1', zh: '记为 1 的结果取值' },
    {
      flags: '--model <name>',
      en: upliftModels.join(', '),
      zh: upliftModels.join('、'),
      default: 't-logistic',
    },
    {
      flags: '--drop <columns>',
      en: 'columns to leave out, comma-separated',
      zh: '不参与建模的列，逗号分隔',
    },
    {
      flags: '--keep-outcomes',
      en: 'learn also from columns that give the outcome away',
      zh: '保留泄露结果的列',
    },
    { flags: '--trees <n>', en: 'trees of gbdt', zh: 'gbdt 树的数量', default: '100' },
    { flags: '--depth <n>', en: 'depth of gbdt', zh: 'gbdt 树的深度', default: '3' },
    { flags: '--draws <n>', en: 'bootstrap draws for the intervals', zh: '自助法抽样次数', default: '200' },
    { flags: '--seed <n>', en: 'of all chance', zh: '随机种子', default: '1' },
    foldsOption,
  ],
  async run(lab) {
    const { options } = lab
    const seed = options.integer('seed', 0, 0xffffffff)
    const draws = options.integer('draws', 20, 100_000)
    const model = options.required('model', `one of ${upliftModels.join(', ')}.`)
    const data = await readTrial(lab, model)
    const scored = scoresOf(lab, data, model, seed)
    lab.task.report({ phase: 'intervals', done: 0, total: draws, unit: 'draws' })
    // A forward split judges the later rows only.
    const rows = Uint32Array.from([...scored.rank.keys()].filter((i) => !Number.isNaN(scored.rank[i])))
    const of = (values: ArrayLike<number>) => Float64Array.from(rows, (i) => values[i] as number)
    const judged = {
      scores: of(scored.rank),
      trial: { treated: of(data.trial.treated), outcome: of(data.trial.outcome) },
    }
    const baseline = bestColumn(selectRows(data.features, rows), judged.trial)
    const rival = baseline?.scores ?? new Float64Array(rows.length)
    const compared = compareUplift(judged.scores, rival, judged.trial, {
      random: seededRandom(seed, 1),
      draws,
    })
    const verdict = verdictOf(model, baseline, compared)
    const pooled = upliftMetrics(judged.scores, judged.trial)
    return {
      json: {
        n: data.n,
        treated: data.trial.treated.reduce((sum, t) => sum + t, 0),
        ate: averageEffect(data.trial),
        model,
        metrics: scored.metrics,
        intervals: compared.scores,
        folds: scored.folds,
        pooled,
        baseline: baselineOf(baseline, compared),
        verdict,
        fitSeconds: scored.seconds,
        leftOut: data.leftOut,
      },
      tables: upliftTables(data, model, scored, pooled, baseline, compared, verdict),
      charts: options.has('plot') ? upliftCharts(model, judged, baseline) : [],
    }
  },
}

/** Whether the model earns its keep, in one sentence. */
function verdictOf(model: string, baseline: ColumnBaseline | null, compared: UpliftComparison): string {
  if (baseline === null) return 'There is no raw column to compare with.'
  const name = columnText(baseline)
  const [low, high] = compared.difference.qini
  if (model === `score:${baseline.column}`) return `This is the best single column itself (${name}).`
  if (low > 0) return `${model} ranks better than the best single column (${name}).`
  if (high < 0) return `The single column ${name} ranks better than ${model}: use the column.`
  return `The single column ${name} is as good as ${model}: the interval of their difference holds 0.`
}

function baselineOf(baseline: ColumnBaseline | null, compared: UpliftComparison) {
  const random = { qini: 0, upliftAuc: 0 }
  if (baseline === null) return { column: null, random }
  return {
    column: baseline.column,
    level: baseline.level,
    first: baseline.first,
    ...baseline.metrics,
    intervals: compared.rival,
    // Model − baseline, both on all judged rows.
    difference: compared.difference,
    asGood: !(compared.difference.qini[0] > 0),
    random,
  }
}

function effectsOf(learner: UpliftLearner, data: TrialData, fold: Fold, number: number): Float64Array {
  try {
    return crossFittedUplift(learner, data.features, data.trial, [fold])
  } catch (error) {
    if (!(error instanceof InvalidInputError && error.argument === 'target')) throw error
    throw labErrors.unusable({
      method: 'uplift',
      problem: `fold ${number} leaves an arm with rows of one outcome only. Give more rows, fewer folds or --folds random:K.`,
    })
  }
}

function scoresOf(lab: LabRun, data: TrialData, model: string, seed: number): Scored {
  if (data.score) {
    const metrics = upliftMetrics(data.score, data.trial)
    return { metrics, folds: [], rank: data.score, seconds: 0 }
  }
  const folds = foldsOf(lab.options.text('folds') ?? 'mod:5', data.n, seed)
  const learner = upliftLearner(lab.options, model, data, seed)
  const results: UpliftMetrics[] = []
  const rank = new Float64Array(data.n).fill(Number.NaN)
  const start = lab.seconds()
  for (const fold of folds) {
    lab.task.signal.throwIfAborted()
    lab.task.report({ phase: 'training', done: results.length, total: folds.length, unit: 'folds' })
    const effects = effectsOf(learner, data, fold, results.length + 1)
    const of = (values: ArrayLike<number>) => Float64Array.from(fold.test, (i) => values[i] as number)
    results.push(
      upliftMetrics(of(effects), { treated: of(data.trial.treated), outcome: of(data.trial.outcome) }),
    )
    for (const row of fold.test) rank[row] = effects[row] as number
  }
  const mean = (key: keyof UpliftMetrics) => results.reduce((sum, m) => sum + m[key], 0) / results.length
  const metrics = { qini: mean('qini'), upliftAuc: mean('upliftAuc'), upliftAt30: mean('upliftAt30') }
  const seconds = lab.seconds() - start
  return { metrics, folds: results, rank, seconds }
}
