import { quantileEdges, rfmScores } from '@liangti/models'
import { labErrors } from '../errors.ts'
import type { LabMethod } from '../method.ts'
import { anonymousNote, knownCustomers } from '../table/anonymous.ts'
import { emptyCode, timeOf } from '../table/columns.ts'

const day = 86_400_000

export const rfm: LabMethod = {
  name: 'rfm',
  en: 'Recency, frequency and monetary scores of customers from their transactions',
  zh: '由交易记录计算客户的 RFM 评分',
  files: { least: 1, most: 1 },
  options: [
    { flags: '--customer <column>', en: 'who bought', zh: '客户列' },
    { flags: '--time <column>', en: 'when', zh: '时间列' },
    { flags: '--amount <column>', en: 'how much', zh: '金额列' },
    {
      flags: '--order <column>',
      en: 'rows with the same value are one order; without it each row is one',
      zh: '订单号列，同号各行算一单；缺省时每行算一单',
    },
    {
      flags: '--as-of <date>',
      en: 'end of the past, the last day seen by default; later rows are left out',
      zh: '截止日期，默认取最后一天；其后的行不计',
    },
    { flags: '--bins <n>', en: 'scores run from 1 to n', zh: '评分档数', default: '5' },
    {
      flags: '--scheme <name>',
      en: 'independent or nested',
      zh: 'independent（独立）或 nested（嵌套）',
      default: 'independent',
    },
  ],
  async run({ options, file, task }) {
    const names = {
      customer: options.required('customer', 'the column that says who bought.'),
      time: options.required('time', 'the column that says when.'),
      amount: options.required('amount', 'the column that says how much.'),
    }
    const order = options.text('order')
    const bins = options.integer('bins', 2, 9)
    const scheme = options.choice('scheme', ['independent', 'nested'])
    const table = await file().read({
      [names.customer]: 'text',
      [names.time]: 'time',
      [names.amount]: 'number',
      ...(order === undefined ? {} : { [order]: 'text' as const }),
    })
    task.signal.throwIfAborted()
    const times = table.allTimes(names.time)
    const end = endOf(options.text('as-of'), times)
    const customers = knownCustomers(table, names.customer)
    const measures = measuresOf(
      customers.codes,
      customers.levels.length,
      times,
      table.allNumbers(names.amount),
      order === undefined ? null : table.allText(order).codes,
      end,
    )
    const scores = rfmScores(measures, { bins, scheme })
    const cells = cellsOf(scores, bins)
    const asOf = new Date(end).toISOString().slice(0, 10)
    const median = (values: Float64Array) => quantileEdges(values, 2)[0] ?? null
    return {
      json: {
        customers: measures.frequency.length,
        asOf,
        anonymousRows: customers.anonymous,
        bins,
        scheme,
        cuts: scores.cuts,
        cells,
      },
      tables: [
        {
          title: `${measures.frequency.length.toLocaleString('en-US')} customers as of ${asOf}${anonymousNote(customers.anonymous)}`,
          columns: ['measure', 'median', ...scores.cuts.recencyDays.map((_, i) => `cut ${i + 1}`)],
          rows: [
            ['recency, days', median(measures.recencyDays), ...scores.cuts.recencyDays],
            ['frequency', median(measures.frequency), ...scores.cuts.frequency],
            ['monetary', median(measures.monetary), ...scores.cuts.monetary],
          ],
        },
        {
          title: 'Customers by score',
          columns: ['r', 'f', 'm', 'customers'],
          rows: cells.map(({ r, f, m, n }) => [r, f, m, n]),
        },
      ],
      charts: [gridChart(cells, bins)],
    }
  },
}

/** The end of the named day, so that all of it counts; else the end of the last day seen. */
function endOf(asOf: string | undefined, times: Float64Array): number {
  if (asOf === undefined) {
    let last = -Infinity
    for (const time of times) if (time > last) last = time
    return Math.floor(last / day) * day + day - 1
  }
  const date = timeOf(asOf)
  if (Number.isNaN(date))
    throw labErrors.badOption({ option: 'as-of', value: asOf, wanted: 'a date such as 2024-03-05' })
  return Math.floor(date / day) * day + day - 1
}

function measuresOf(
  customer: Uint32Array,
  customers: number,
  times: Float64Array,
  amounts: Float64Array,
  order: Uint32Array | null,
  end: number,
) {
  const last = new Float64Array(customers).fill(-Infinity)
  const frequency = new Float64Array(customers)
  const monetary = new Float64Array(customers)
  const orders = new Set<number>()
  for (let i = 0; i < customer.length; i++) {
    const time = times[i] as number
    if (time > end) continue
    const c = customer[i] as number
    if (c === emptyCode) continue
    last[c] = Math.max(last[c] as number, time)
    monetary[c] = (monetary[c] as number) + (amounts[i] as number)
    if (order !== null) {
      const key = (order[i] as number) * customers + c
      if (orders.has(key)) continue
      orders.add(key)
    }
    frequency[c] = (frequency[c] as number) + 1
  }
  // Who first bought after the end is nobody's customer yet.
  const known = [...last.keys()].filter((c) => last[c] !== -Infinity)
  const of = (values: Float64Array) => Float64Array.from(known, (c) => values[c] as number)
  return {
    recencyDays: of(last).map((time) => Math.floor(end / day) - Math.floor(time / day)),
    frequency: of(frequency),
    monetary: of(monetary),
  }
}

interface Cell {
  r: number
  f: number
  m: number
  n: number
}

function cellsOf(scores: { r: Uint8Array; f: Uint8Array; m: Uint8Array }, bins: number): Cell[] {
  const counts = new Uint32Array((bins + 1) ** 3)
  for (let i = 0; i < scores.r.length; i++) {
    const at =
      ((scores.r[i] as number) * (bins + 1) + (scores.f[i] as number)) * (bins + 1) + (scores.m[i] as number)
    counts[at] = (counts[at] as number) + 1
  }
  const cells: Cell[] = []
  counts.forEach((n, at) => {
    if (n > 0)
      cells.push({
        r: Math.floor(at / (bins + 1) ** 2),
        f: Math.floor(at / (bins + 1)) % (bins + 1),
        m: at % (bins + 1),
        n,
      })
  })
  return cells.reverse()
}

function gridChart(cells: readonly Cell[], bins: number) {
  const counts = new Map<string, number>()
  for (const { r, f, n } of cells) counts.set(`${f - 1},${r - 1}`, (counts.get(`${f - 1},${r - 1}`) ?? 0) + n)
  const data = [...counts].map(([at, n]) => [...at.split(',').map(Number), n])
  const scores = Array.from({ length: bins }, (_, i) => String(i + 1))
  return {
    title: 'Customers by recency and frequency',
    width: 520,
    height: 440,
    option: {
      xAxis: { type: 'category', data: scores, name: 'frequency' },
      yAxis: { type: 'category', data: scores, name: 'recency' },
      visualMap: {
        show: false,
        min: 0,
        max: Math.max(...counts.values()),
        inRange: { color: ['#f3f1ea', '#2b5f9e'] },
      },
      series: [{ type: 'heatmap', data, label: { show: true } }],
    },
  }
}
