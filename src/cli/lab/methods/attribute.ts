import {
  type ChannelFigures,
  type ConversionPaths,
  conversionPaths,
  type MarkovAttribution,
  markovAttribution,
  type PathRow,
  ruleCredit,
  shapleyCredit,
} from '@liangti/models'
import { labErrors } from '../errors.ts'
import type { LabMethod, LabResult, LabRun } from '../method.ts'
import { assertApart } from '../table/roles.ts'

export const attribute: LabMethod = {
  name: 'attribute',
  en: 'Credit of channels for conversions: first, last, linear, decay, position, Markov, Shapley',
  zh: '渠道转化归因：首次、末次、线性、时间衰减、位置、马尔可夫链与 Shapley 值',
  files: { least: 1, most: 1 },
  options: [
    { flags: '--path <column>', en: 'channels in order, as "a > b > c"', zh: '渠道路径列，如“a > b > c”' },
    { flags: '--conversions <column>', en: 'journeys of this path that converted', zh: '该路径的转化数列' },
    { flags: '--value <column>', en: 'money of these conversions', zh: '该路径的转化金额列' },
    { flags: '--nulls <column>', en: 'journeys of this path that did not convert', zh: '该路径的未转化数列' },
    { flags: '--order <k>', en: 'channels the Markov chain remembers', zh: '马尔可夫链的阶数', default: '1' },
    { flags: '--separator <text>', en: 'what stands between channels', zh: '渠道之间的分隔符', default: '>' },
    {
      flags: '--half-life <touches>',
      en: 'time decay: touches back that count half',
      zh: '时间衰减：权重减半所隔的触点数',
      default: '2',
    },
  ],
  run: runAttribute,
}

async function runAttribute(lab: LabRun): Promise<LabResult> {
  const { options } = lab
  const order = options.integer('order', 1, 9)
  const halfLife = options.number('half-life', 'a number above 0', (n) => n > 0)
  const paths = conversionPaths(await readRows(lab))
  lab.task.signal.throwIfAborted()
  const markov = markovAttribution(paths, { order })
  const named = (figures: ChannelFigures) =>
    Object.fromEntries(paths.channels.map((channel, i) => [channel, figures[i] as number]))
  const methods = creditsOf(paths, 'conversions', halfLife, markov.credit)
  const values = options.has('value') ? creditsOf(paths, 'value', halfLife, markov.valueCredit) : null
  const allNamed = (credits: Credits) =>
    Object.fromEntries(Object.entries(credits).map(([name, figures]) => [name, named(figures)]))
  return {
    json: {
      paths: paths.steps.length,
      channels: paths.channels.length,
      conversions: sum(paths.conversions),
      ...(values ? { value: sum(paths.value) } : {}),
      ...(options.has('nulls') ? { nulls: sum(paths.nulls), conversionRate: markov.conversionRate } : {}),
      order,
      methods: allNamed(methods),
      ...(values ? { valueMethods: allNamed(values) } : {}),
      removalEffects: named(markov.removalEffects),
    },
    tables: tables(paths, methods, values, markov, options.has('nulls')),
    charts: [chart(paths, methods)],
  }
}

async function readRows({ options, file }: LabRun): Promise<PathRow[]> {
  const path = options.required('path', 'the column of channels in order, as "a > b > c".')
  const conversions = options.required('conversions', 'the column that counts the journeys that converted.')
  const [value, nulls] = [options.text('value'), options.text('nulls')]
  const separator = options.required('separator', 'what stands between channels').trim()
  if (separator === '') throw labErrors.badOption({ option: 'separator', value: ' ', wanted: 'not blank' })
  assertApart({ conversions, value, nulls }, { path })
  const numbers = [conversions, value, nulls].filter((name) => name !== undefined)
  const table = await file().read({
    [path]: 'text',
    ...Object.fromEntries(numbers.map((name) => [name, 'number' as const])),
  })
  const text = table.allText(path)
  const column = (name: string | undefined) => (name === undefined ? null : table.allNumbers(name))
  const [converted, money, lost] = [column(conversions), column(value), column(nulls)]
  assertCounts(table.name, conversions, converted)
  assertCounts(table.name, nulls, lost)
  // A path's text is taken apart once, however many rows repeat it.
  const split = text.levels.map((level) =>
    level
      .split(separator)
      .map((channel) => channel.trim())
      .filter((channel) => channel !== ''),
  )
  return Array.from({ length: table.rows }, (_, i) => {
    const steps = split[text.codes[i] as number] as string[]
    if (steps.length === 0) throw labErrors.missingCell({ path: table.name, row: i + 2, column: path })
    return { path: steps, conversions: converted?.[i] ?? 0, value: money?.[i] ?? 0, nulls: lost?.[i] ?? 0 }
  })
}

function assertCounts(path: string, column: string | undefined, counts: Float64Array | null): void {
  const at = counts?.findIndex((count) => count < 0) ?? -1
  if (at >= 0)
    throw labErrors.badCell({
      path,
      row: at + 2,
      column: column ?? '',
      value: String(counts?.[at]),
      wanted: 'at least 0',
    })
}

type Credits = Record<string, ChannelFigures>

function creditsOf(
  paths: ConversionPaths,
  of: 'conversions' | 'value',
  halfLife: number,
  markov: ChannelFigures,
): Credits {
  return {
    first: ruleCredit(paths, 'first', { of }),
    last: ruleCredit(paths, 'last', { of }),
    linear: ruleCredit(paths, 'linear', { of }),
    timeDecay: ruleCredit(paths, 'time-decay', { of, halfLife }),
    position: ruleCredit(paths, 'position', { of }),
    markov,
    shapley: shapleyCredit(paths, of),
  }
}

function tables(
  paths: ConversionPaths,
  methods: Credits,
  values: Credits | null,
  markov: MarkovAttribution,
  hasNulls: boolean,
) {
  const credit = (title: string, credits: Credits) => ({
    title,
    columns: ['channel', ...Object.keys(credits)],
    rows: paths.channels.map((channel, i) => [
      channel,
      ...Object.values(credits).map((figures) => figures[i] as number),
    ]),
  })
  const rate = hasNulls ? `, ${(100 * markov.conversionRate).toFixed(2)} % of all journeys` : ''
  return [
    credit(`${sum(paths.conversions).toLocaleString('en-US')} conversions${rate}`, methods),
    ...(values ? [credit(`Value ${sum(paths.value).toLocaleString('en-US')}`, values)] : []),
    {
      title: 'Conversions lost without a channel',
      columns: ['channel', 'removal effect'],
      rows: paths.channels.map((channel, i) => [channel, markov.removalEffects[i] as number]),
    },
  ]
}

function chart(paths: ConversionPaths, methods: Credits) {
  return {
    title: 'Conversions credited to each channel, by method',
    option: {
      legend: { top: 0, left: 0 },
      xAxis: { type: 'category', data: [...paths.channels] },
      yAxis: { type: 'value', name: 'conversions', nameGap: 52 },
      series: Object.entries(methods).map(([name, figures]) => ({ name, type: 'bar', data: [...figures] })),
    },
  }
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0)
}
