import {
  driftForecast,
  etsForecast,
  type Forecast,
  fitEts,
  naive2Forecast,
  naiveForecast,
  scaledError,
  seasonalNaiveForecast,
  seededRandom,
  symmetricError,
  thetaForecast,
} from '@liangti/models'
import { labErrors } from '../errors.ts'
import type { LabMethod, LabResult, LabRun } from '../method.ts'
import { readSeries, type Series } from './forecast/read-series.ts'

export const forecast: LabMethod = {
  name: 'forecast',
  en: 'Forecasts of one series or many, judged on the last steps: naive, drift, Naive2, Theta, ETS',
  zh: '单个或多个序列的预测，以最后若干期检验：朴素、漂移、Naive2、Theta 与 ETS',
  files: { least: 1, most: 1 },
  options: [
    { flags: '--value <column>', en: 'what to forecast', zh: '要预测的列' },
    { flags: '--time <column>', en: 'when; without it rows are in order', zh: '时间列，缺省时按行序' },
    { flags: '--series <column>', en: 'one series for each of its values', zh: '序列列，每个取值一个序列' },
    {
      flags: '--season <n>',
      en: 'steps of a season; 1 for none',
      zh: '一个季节的期数，1 为无季节',
      default: '12',
    },
    { flags: '--horizon <n>', en: 'last steps held out', zh: '留作检验的最后期数', default: '18' },
    { flags: '--level <share>', en: 'of the prediction intervals', zh: '预测区间的水平', default: '0.95' },
    {
      flags: '--search <name>',
      en: 'ETS: reference (as R’s forecast) or maximum (largest likelihood)',
      zh: 'ETS 的搜索：reference（与 R 的 forecast 一致）或 maximum（最大似然）',
      default: 'reference',
    },
    { flags: '--form <name>', en: 'ETS: this form instead of the best', zh: 'ETS 的固定形式，如 M,Ad,M' },
    { flags: '--seed <n>', en: 'of the simulated intervals', zh: '模拟区间的随机种子', default: '1' },
  ],
  run: runForecast,
}

const names = ['naive', 'seasonal-naive', 'drift', 'naive2', 'theta', 'ets'] as const
type Name = (typeof names)[number]

interface Settings {
  season: number
  horizon: number
  level: number
  seed: number
  search: 'reference' | 'maximum'
  form: string | undefined
}

interface Score {
  smape: number
  /** NaN where the past has nothing to scale by. */
  mase: number
  /** Share of the steps held out that lie in the interval. */
  coverage: number
  forecast: Forecast
  form: string | null
}

async function runForecast(lab: LabRun): Promise<LabResult> {
  const { options, task } = lab
  const settings: Settings = {
    season: options.integer('season', 1, 10_000),
    horizon: options.integer('horizon', 1, 100_000),
    level: options.number('level', 'a number between 0 and 1', (n) => n > 0 && n < 1),
    seed: options.integer('seed', 0, 0xffffffff),
    search: options.choice('search', ['reference', 'maximum']),
    form: options.text('form'),
  }
  const all = await readSeries(lab)
  const least = Math.max(3, settings.season + 1) + settings.horizon
  const used = all.filter((series) => series.values.length >= least)
  if (used.length === 0)
    throw labErrors.unusable({
      method: 'forecast',
      problem: `no series has the ${least} values that a season of ${settings.season} and a horizon of ${settings.horizon} need; the longest has ${Math.max(...all.map((s) => s.values.length))}.`,
    })
  const start = lab.seconds()
  const scores: Record<Name, Score>[] = []
  for (const series of used) {
    task.signal.throwIfAborted()
    scores.push(scoresOf(series, settings))
    task.report({ phase: 'forecasting', done: scores.length, total: used.length, unit: 'series' })
    // A long run hears Ctrl-C between two series.
    await new Promise((resolve) => setImmediate(resolve))
  }
  return report(all, used, scores, settings, lab.seconds() - start)
}

function scoresOf({ values }: Series, settings: Settings): Record<Name, Score> {
  const { season, horizon, level } = settings
  const past = values.subarray(0, values.length - horizon)
  const actual = values.subarray(values.length - horizon)
  const judged = (forecast: Forecast, form: string | null = null): Score => ({
    ...{ forecast, form },
    smape: symmetricError(actual, forecast.mean),
    mase: scaledError(past, actual, forecast.mean, season),
    coverage:
      actual.filter((y, h) => y >= (forecast.lower[h] as number) && y <= (forecast.upper[h] as number))
        .length / horizon,
  })
  const model = fitEts(past, {
    season,
    search: settings.search,
    ...(settings.form === undefined ? {} : { form: settings.form }),
  })
  return {
    naive: judged(naiveForecast(past, horizon, { level })),
    'seasonal-naive': judged(seasonalNaiveForecast(past, horizon, { season, level })),
    drift: judged(driftForecast(past, horizon, { level })),
    naive2: judged(naive2Forecast(past, horizon, { season, level })),
    theta: judged(thetaForecast(past, horizon, { season, level })),
    ets: judged(etsForecast(model, horizon, { level, random: seededRandom(settings.seed) }), model.form),
  }
}

function report(
  all: readonly Series[],
  used: readonly Series[],
  scores: readonly Record<Name, Score>[],
  settings: Settings,
  fitSeconds: number,
): LabResult {
  const only = scores.length === 1 ? scores[0] : undefined
  const methods = names.map((name) => ({
    name,
    smape: mean(scores.map((s) => s[name].smape)),
    mase: mean(scores.map((s) => s[name].mase).filter((value) => !Number.isNaN(value))),
    coverage: mean(scores.map((s) => s[name].coverage)),
    ...(only?.[name].form ? { form: only[name].form } : {}),
  }))
  const forms = new Map<string, number>()
  for (const { ets } of scores) if (ets.form !== null) forms.set(ets.form, (forms.get(ets.form) ?? 0) + 1)
  const [first] = used as readonly [Series, ...Series[]]
  const { season, horizon, level } = settings
  return {
    json: {
      series: used.length,
      ...(all.length > used.length ? { tooShort: all.length - used.length } : {}),
      filled: used.reduce((sum, s) => sum + s.filled, 0),
      ...{ season, horizon, level },
      methods,
      forms: Object.fromEntries([...forms].sort((a, b) => b[1] - a[1])),
      ...(only ? { forecasts: forecastsJson(only, first, horizon) } : {}),
      fitSeconds,
    },
    tables: [
      {
        title: `${used.length.toLocaleString('en-US')} series, the last ${horizon} steps held out`,
        columns: ['method', 'sMAPE, %', 'MASE', `in the ${+(100 * level).toFixed(4)} % interval`],
        rows: methods.map((m) => [m.form ? `${m.name} ${m.form}` : m.name, m.smape, m.mase, m.coverage]),
      },
    ],
    charts: [only ? seriesChart(first, only, horizon) : errorChart(methods)],
  }
}

function forecastsJson(scores: Record<Name, Score>, series: Series, horizon: number) {
  const from = series.values.length - horizon
  return {
    ...(series.times ? { times: series.times.slice(from) } : {}),
    actual: [...series.values.subarray(from)],
    ...Object.fromEntries(
      names.map((name) => {
        const { mean: at, lower, upper } = scores[name].forecast
        return [name, { mean: [...at], lower: [...lower], upper: [...upper] }]
      }),
    ),
  }
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length
}

/** The last seasons, what came, and the two best-known forecasts with the interval of ETS. */
function seriesChart(series: Series, scores: Record<Name, Score>, horizon: number) {
  const n = series.values.length
  const from = Math.max(0, n - 5 * horizon)
  const at = Array.from({ length: n - from }, (_, i) => from + i)
  const ahead = (values: Float64Array) => at.map((t) => (t >= n - horizon ? values[t - n + horizon] : null))
  const { lower, upper } = scores.ets.forecast
  const plain = { type: 'line', symbol: 'none' }
  const band = { ...plain, stack: 'interval', lineStyle: { opacity: 0 }, silent: true }
  return {
    title: `${series.name}: the last ${horizon} steps, forecast and seen`,
    option: {
      legend: { top: 0, left: 0, data: ['seen', 'naive2', 'theta', 'ets'] },
      xAxis: { type: 'category', data: at.map((t) => series.times?.[t] ?? String(t + 1)) },
      yAxis: { type: 'value', scale: true },
      series: [
        { ...band, name: 'from', data: ahead(lower) },
        {
          ...band,
          name: 'to',
          data: ahead(upper.map((u, h) => u - (lower[h] as number))),
          areaStyle: { color: '#2b5f9e', opacity: 0.14 },
        },
        { ...plain, name: 'seen', data: at.map((t) => series.values[t]), color: '#1f2329' },
        { ...plain, name: 'naive2', data: ahead(scores.naive2.forecast.mean), color: '#b08a3c' },
        { ...plain, name: 'theta', data: ahead(scores.theta.forecast.mean), color: '#4f8f6b' },
        { ...plain, name: 'ets', data: ahead(scores.ets.forecast.mean), color: '#2b5f9e' },
      ],
    },
  }
}

function errorChart(methods: readonly { name: string; smape: number }[]) {
  return {
    title: 'Mean sMAPE over the series, %',
    option: {
      xAxis: { type: 'category', data: methods.map((m) => m.name) },
      yAxis: { type: 'value' },
      series: [
        {
          type: 'bar',
          data: methods.map((m) => Number(m.smape.toFixed(3))),
          label: { show: true, position: 'top' },
        },
      ],
    },
  }
}
