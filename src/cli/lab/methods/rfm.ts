import { rfmclScores } from '@liangti/models'
import type { LabMethod, LabResult, LabRun } from '../method.ts'
import { anonymousNote, knownCustomers } from '../table/anonymous.ts'
import { endOfDay } from '../table/end-of-day.ts'
import { measuresOf } from './rfm/measures.ts'
import {
  cellsOf,
  concentrationOf,
  gridChart,
  lorenzChart,
  measureTable,
  moneyTable,
  scoresFile,
} from './rfm/report.ts'

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
    {
      flags: '--category <column>',
      en: 'RFMCL: also scores c, the number of categories bought from, and l, days since the first order',
      zh: 'RFMCL：另按购买品类数（c）与首单至今天数（l）评分',
    },
    {
      flags: '--out <file>',
      en: 'write measures and scores of each customer as CSV',
      zh: '把每位客户的指标与评分写成 CSV',
    },
  ],
  run: runRfm,
}

async function runRfm({ options, file, task, write }: LabRun): Promise<LabResult> {
  const names = {
    customer: options.required('customer', 'the column that says who bought.'),
    time: options.required('time', 'the column that says when.'),
    amount: options.required('amount', 'the column that says how much.'),
  }
  const [order, category, out] = [options.text('order'), options.text('category'), options.text('out')]
  const bins = options.integer('bins', 2, 9)
  const scheme = options.choice('scheme', ['independent', 'nested'])
  const texts = [order, category].filter((name) => name !== undefined)
  const table = await file().read({
    ...Object.fromEntries(texts.map((name) => [name, 'text' as const])),
    [names.customer]: 'text',
    [names.time]: 'time',
    [names.amount]: 'number',
  })
  task.signal.throwIfAborted()
  const times = table.allTimes(names.time)
  const end = endOfDay(options.text('as-of'), times)
  const customers = knownCustomers(table, names.customer)
  const measures = measuresOf(
    {
      customer: customers.codes,
      customers: customers.levels.length,
      time: times,
      amount: table.allNumbers(names.amount),
      order: order === undefined ? null : table.allText(order).codes,
      category: category === undefined ? null : table.text(category).codes,
    },
    end,
  )
  const scores = rfmclScores(measures, { bins, scheme })
  const cells = cellsOf(scores, ['r', 'f', 'm'])
  const rfmcl = category === undefined ? null : cellsOf(scores, ['r', 'f', 'm', 'c', 'l'])
  const asOf = new Date(end).toISOString().slice(0, 10)
  const money = concentrationOf(measures.monetary)
  if (out !== undefined) write(out, scoresFile(customers.levels, measures, scores, category !== undefined))
  return {
    json: {
      customers: measures.who.length,
      asOf,
      anonymousRows: customers.anonymous,
      bins,
      scheme,
      cuts: scores.cuts,
      cells,
      ...(rfmcl && {
        rfmcl: { cuts: { categories: scores.categoryCuts, lengthDays: scores.lengthCuts }, cells: rfmcl },
      }),
      concentration: money && { gini: money.gini, total: money.total, half: money.half },
    },
    tables: [
      {
        title: `${measures.who.length.toLocaleString('en-US')} customers as of ${asOf}${anonymousNote(customers.anonymous)}`,
        ...measureTable(measures, scores, category !== undefined),
      },
      ...(money ? [moneyTable(money)] : []),
      {
        title: 'Customers by score',
        columns: ['r', 'f', 'm', 'customers'],
        rows: cells.map(({ r, f, m, n }) => [r, f, m, n]),
      },
      ...(rfmcl
        ? [
            {
              title: 'Customers by score, with the breadth of categories and the length of the relationship',
              columns: ['r', 'f', 'm', 'c', 'l', 'customers'],
              rows: rfmcl.slice(0, 60).map(({ r, f, m, c, l, n }) => [r, f, m, c, l, n]),
            },
          ]
        : []),
    ],
    charts: [gridChart(cells, bins), ...(money ? [lorenzChart(money.points)] : [])],
  }
}
