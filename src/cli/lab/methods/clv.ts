import {
  bgBbForecast,
  bgNbdForecast,
  discountedValue,
  fitBgBb,
  fitBgNbd,
  fitGammaGamma,
  fitMbgNbd,
  fitParetoNbd,
  gammaGammaMean,
  InvalidInputError,
  logInterval,
  type PurchaseFit,
  type PurchaseForecast,
  type PurchaseHistories,
  paretoNbdForecast,
} from '@liangti/models'
import type { EChartsCoreOption } from 'echarts/core'
import { labErrors } from '../errors.ts'
import type { LabMethod, LabResult, LabRun } from '../method.ts'
import { anonymousNote } from '../table/anonymous.ts'
import { customerFile } from './clv/customer-file.ts'
import { type ClvModel as Model, models } from './clv/models.ts'
import { type ClvInput, readHistories } from './clv/read-histories.ts'

export const clv: LabMethod = {
  name: 'clv',
  en: 'Customer lifetime value: purchases to come and what they are worth',
  zh: '客户终身价值：未来购买次数及其价值',
  files: { least: 1, most: 1 },
  options: [
    { flags: '--customer <column>', en: 'who bought (transactions)', zh: '客户列（交易明细）' },
    { flags: '--time <column>', en: 'when (transactions)', zh: '时间列（交易明细）' },
    {
      flags: '--amount <column>',
      en: 'how much; adds the value model',
      zh: '金额列，给出时一并拟合价值模型',
    },
    {
      flags: '--unit <name>',
      en: 'unit of time: day, week or month (30.4375 days)',
      zh: '时间单位：day、week 或 month（30.4375 天）',
      default: 'week',
    },
    {
      flags: '--calibration-end <date>',
      en: 'purchases up to it are learned from; the last day seen by default',
      zh: '学习期截止日，默认取最后一天',
    },
    {
      flags: '--holdout-end <date>',
      en: 'purchases up to it are compared with the forecast',
      zh: '检验期截止日，用来比较预测与实际',
    },
    { flags: '--frequency <column>', en: 'repeat purchases (summary)', zh: '复购次数列（汇总数据）' },
    {
      flags: '--recency <column>',
      en: 'first to last purchase (summary)',
      zh: '首末次购买间隔列（汇总数据）',
    },
    {
      flags: '--age <column>',
      en: 'first purchase to the cut-off (summary)',
      zh: '首购至截止日的时长列（汇总数据）',
    },
    {
      flags: '--value <column>',
      en: 'mean value of the repeat purchases (summary)',
      zh: '复购平均金额列（汇总数据）',
    },
    { flags: '--model <name>', en: models.join(', '), zh: models.join('、'), default: 'bgnbd' },
    {
      flags: '--horizon <n>',
      en: 'units to look ahead; the holdout, or 39',
      zh: '预测期长度，默认取检验期，否则为 39',
    },
    {
      flags: '--discount <rate>',
      en: 'discount of one unit of time: .002 is .2 %',
      zh: '每个时间单位的折现率，如 .002',
      default: '0',
    },
    {
      flags: '--out <file>',
      en: 'write each customer’s P(alive) and expected purchases as CSV',
      zh: '把每位客户的存活概率与预期购买次数写成 CSV',
    },
    {
      flags: '--interval <level>',
      en: 'with --out, also the interval of the purchases (not bgbb), by simulation: .9',
      zh: '配合 --out，另以模拟给出购买次数区间（bgbb 除外），如 .9',
    },
    { flags: '--seed <n>', en: 'of the simulation', zh: '模拟的随机种子', default: '1' },
  ],
  run: runClv,
}

async function runClv(lab: LabRun): Promise<LabResult> {
  const { options } = lab
  const model = options.choice('model', models)
  const rate = options.number('discount', 'a number of at least 0', (n) => n >= 0)
  const writeCustomers = customerFile(options, model)
  const input = await readHistories(lab, model === 'bgbb')
  const horizon = options.has('horizon')
    ? options.number('horizon', 'a number above 0', (n) => n > 0)
    : (input.holdout ?? 39)
  lab.task.signal.throwIfAborted()
  const start = lab.seconds()
  const { fit, forecast } = fitted(model, input.histories)
  const gammaGamma = input.meanValue ? valueModel(input.histories.frequency, input.meanValue) : null
  const fitSeconds = lab.seconds() - start
  const expected = forecast.total(horizon, input.histories)
  const actual = input.actual?.reduce((sum, count) => sum + count, 0)
  writeCustomers?.(lab, input, fit, forecast, horizon)
  const residualValue = gammaGamma && residual(input, forecast, gammaGamma.parameters, horizon, rate)
  return {
    json: {
      model,
      customers: input.histories.frequency.length,
      anonymousRows: input.anonymousRows,
      unit: input.unit,
      horizon,
      params: fit.parameters,
      intervals: intervals(fit),
      converged: fit.converged,
      logLikelihood: fit.logLikelihood,
      expected,
      ...(actual === undefined ? {} : { actual }),
      ...(gammaGamma
        ? {
            gammaGamma: {
              customers: gammaGamma.customers,
              params: gammaGamma.parameters,
              logLikelihood: gammaGamma.logLikelihood,
              populationMean: finite(gammaGammaMean(gammaGamma.parameters, 0, 0)),
            },
            residualValue: finite(residualValue),
          }
        : {}),
      fitSeconds,
    },
    tables: [
      {
        title: `${model}, ${input.histories.frequency.length.toLocaleString('en-US')} customers, log-likelihood ${fit.logLikelihood.toFixed(4)}${anonymousNote(input.anonymousRows)}`,
        columns: ['parameter', 'estimate', 'lower 95 %', 'upper 95 %'],
        rows: Object.entries(intervals(fit)).map(([name, i]) => [name, i.estimate, i.lower, i.upper]),
      },
      {
        title: `The next ${horizon} ${input.unit}s`,
        columns: ['figure', 'value'],
        rows: [
          ['expected purchases', expected],
          ...(actual === undefined ? [] : [['actual purchases', actual] as const]),
          ...(gammaGamma
            ? [
                ['mean value of a purchase', finite(gammaGammaMean(gammaGamma.parameters, 0, 0))] as const,
                ['discounted value of all customers', finite(residualValue)] as const,
              ]
            : []),
          ['seconds to fit', fitSeconds],
        ],
      },
    ],
    charts: charts(input, forecast, horizon),
  }
}

interface Fitted {
  fit: PurchaseFit<Readonly<Record<string, number>>>
  forecast: PurchaseForecast
}

function fitted(model: Model, histories: PurchaseHistories): Fitted {
  try {
    return fitModel(model, histories)
  } catch (error) {
    if (!(error instanceof InvalidInputError && error.message.includes('no finite likelihood'))) throw error
    throw labErrors.unusable({
      method: 'clv',
      problem: `no parameters of ${model} fit these histories: some of their figures are too large or too small. Look at the largest of each column, or try a larger --unit or another --model.`,
    })
  }
}

function fitModel(model: Model, histories: PurchaseHistories): Fitted {
  const named = <P extends object>(fit: PurchaseFit<P>, forecast: (p: P) => PurchaseForecast): Fitted => ({
    fit: fit as unknown as Fitted['fit'],
    forecast: forecast(fit.parameters),
  })
  switch (model) {
    case 'bgnbd':
      return named(fitBgNbd(histories), (p) => bgNbdForecast('bg', p))
    case 'mbg':
      return named(fitMbgNbd(histories), (p) => bgNbdForecast('mbg', p))
    case 'pareto':
      return named(fitParetoNbd(histories), paretoNbdForecast)
    case 'bgbb':
      return named(fitBgBb(histories), bgBbForecast)
  }
}

function intervals(fit: Fitted['fit']) {
  return Object.fromEntries(
    Object.entries(fit.parameters).map(([name, estimate]) => {
      const { lower, upper } = logInterval(estimate, fit.logErrors[name] ?? Number.NaN)
      return [name, { estimate, lower: finite(lower), upper: finite(upper) }]
    }),
  )
}

function valueModel(frequency: Float64Array, meanValue: Float64Array) {
  const [x, m]: [number[], number[]] = [[], []]
  for (let i = 0; i < frequency.length; i++)
    if ((frequency[i] as number) > 0 && (meanValue[i] as number) > 0) {
      x.push(frequency[i] as number)
      m.push(meanValue[i] as number)
    }
  if (x.length === 0) throw unvalued('no customer who bought again has an amount above 0')
  if (m.every((mean) => mean === m[0]))
    throw unvalued('every customer who bought again has the same mean amount')
  const fit = fitGammaGamma(Float64Array.from(x), Float64Array.from(m))
  if (!Object.values(fit.parameters).every(Number.isFinite))
    throw unvalued('the amounts are too large or too alike; try a larger unit')
  return { customers: x.length, ...fit }
}

function unvalued(reason: string) {
  return labErrors.unusable({
    method: 'clv',
    problem: `the value model has nothing to learn from: ${reason}. Leave out the amounts to forecast purchases alone.`,
  })
}

function residual(
  { histories, meanValue }: ClvInput,
  forecast: PurchaseForecast,
  parameters: { p: number; q: number; v: number },
  horizon: number,
  rate: number,
): number {
  const { frequency, recency, age } = histories
  let sum = 0
  for (let i = 0; i < frequency.length; i++) {
    const known = (meanValue?.[i] ?? 0) > 0
    const x = known ? (frequency[i] as number) : 0
    const valuePerPurchase = gammaGammaMean(parameters, x, meanValue?.[i] ?? 0)
    if (!Number.isFinite(valuePerPurchase)) return Number.NaN
    sum +=
      rate === 0
        ? forecast.conditional(horizon, frequency[i] as number, recency[i] as number, age[i] as number) *
          valuePerPurchase
        : discountedValue(forecast, frequency[i] as number, recency[i] as number, age[i] as number, {
            horizon,
            rate,
            valuePerPurchase,
          })
  }
  return sum
}

function finite(value: number | null | undefined): number | null {
  return value !== null && value !== undefined && Number.isFinite(value) ? value : null
}

/** Expected (and seen) purchases by how often people had bought before: where a bad fit shows first. */
function charts({ histories, actual }: ClvInput, forecast: PurchaseForecast, horizon: number) {
  const most = 7
  const [count, expected, seen] = [0, 0, 0].map(() => new Float64Array(most + 1)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  const { frequency, recency, age } = histories
  for (let i = 0; i < frequency.length; i++) {
    const at = Math.min(most, frequency[i] as number)
    count[at] = (count[at] as number) + 1
    expected[at] =
      (expected[at] as number) +
      forecast.conditional(horizon, frequency[i] as number, recency[i] as number, age[i] as number)
    seen[at] = (seen[at] as number) + (actual?.[i] ?? 0)
  }
  const mean = (sums: Float64Array) =>
    [...sums].map((sum, i) => ((count[i] as number) > 0 ? sum / (count[i] as number) : null))
  const option: EChartsCoreOption = {
    xAxis: {
      type: 'category',
      name: 'repeat purchases before',
      data: [...count.keys()].map((i) => (i === most ? `${most}+` : String(i))),
    },
    yAxis: { type: 'value', name: 'purchases a customer', nameGap: 44 },
    series: [
      { name: 'expected', type: 'line', data: mean(expected) },
      ...(actual ? [{ name: 'actual', type: 'line', data: mean(seen) }] : []),
    ],
  }
  return [{ title: `Purchases in the next ${horizon} units, by purchases before`, option }]
}
