import {
  concentration,
  type LorenzPoint,
  quantileEdges,
  type RfmclScores,
  topCustomersFor,
} from '@liangti/models'
import { csvText } from '../../csv-text.ts'
import type { ResultTable } from '../../method.ts'
import type { CustomerMeasures } from './measures.ts'

interface Cell {
  r: number
  f: number
  m: number
  n: number
}

/** How many customers there are of each combination of scores, the best first. */
export function cellsOf<K extends string>(scores: Record<K, Uint8Array>, keys: readonly K[]) {
  const counts = new Map<string, number>()
  const size = keys[0] === undefined ? 0 : scores[keys[0]].length
  for (let i = 0; i < size; i++) {
    const cell = keys.map((key) => scores[key][i]).join('')
    counts.set(cell, (counts.get(cell) ?? 0) + 1)
  }
  return [...counts]
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .map(([cell, n]) => ({
      ...(Object.fromEntries(keys.map((key, k) => [key, Number(cell[k])])) as Record<K, number>),
      n,
    }))
}

/** Who brings the money; null where all of it together is nothing. */
export function concentrationOf(monetary: Float64Array) {
  if (!(monetary.reduce((sum, value) => sum + value, 0) > 0)) return null
  const { gini, total, points } = concentration(monetary)
  return { gini, total, half: topCustomersFor(monetary, 0.5), points }
}

export function gridChart(cells: readonly Cell[], bins: number) {
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

export function lorenzChart(points: readonly LorenzPoint[]) {
  const share = { type: 'value', min: 0, max: 1 }
  return {
    title: 'How much of the money the best customers bring',
    width: 520,
    height: 400,
    option: {
      xAxis: { ...share, name: 'customers, best first' },
      // Where some bring less than nothing the curve rises above 1 on its way.
      yAxis: { type: 'value', min: 0, name: 'of the money' },
      series: [
        {
          type: 'line',
          symbol: 'none',
          data: points.map(({ customersShare, valueShare }) => [customersShare, valueShare]),
        },
        {
          type: 'line',
          symbol: 'none',
          lineStyle: { type: 'dashed', color: '#b9b5ab', width: 1 },
          data: [
            [0, 0],
            [1, 1],
          ],
        },
      ],
    },
  }
}

export function measureTable(
  measures: CustomerMeasures,
  scores: RfmclScores,
  extended: boolean,
): Omit<ResultTable, 'title'> {
  const median = (values: Float64Array) => quantileEdges(values, 2)[0] ?? null
  const { recencyDays, frequency, monetary } = scores.cuts
  return {
    columns: ['measure', 'median', ...recencyDays.map((_, i) => `cut ${i + 1}`)],
    rows: [
      ['recency, days', median(measures.recencyDays), ...recencyDays],
      ['frequency', median(measures.frequency), ...frequency],
      ['monetary', median(measures.monetary), ...monetary],
      ...(extended
        ? [
            ['categories', median(measures.categories), ...scores.categoryCuts],
            ['length, days', median(measures.lengthDays), ...scores.lengthCuts],
          ]
        : []),
    ],
  }
}

export function moneyTable({
  gini,
  total,
  half,
}: NonNullable<ReturnType<typeof concentrationOf>>): ResultTable {
  return {
    title: 'Who brings the money',
    columns: ['figure', 'value'],
    rows: [
      ['all customers together', total],
      ['Gini coefficient', gini],
      ['customers who bring half of it', half.customers],
      ['their share of all customers', half.customersShare],
      ['what the least of them brings', half.threshold],
    ],
  }
}

/** One row a customer: measures and scores. */
export function scoresFile(
  names: readonly string[],
  measures: CustomerMeasures,
  scores: RfmclScores,
  extended: boolean,
): string {
  const columns = {
    recency_days: measures.recencyDays,
    frequency: measures.frequency,
    monetary: measures.monetary,
    ...(extended ? { categories: measures.categories, length_days: measures.lengthDays } : {}),
    ...{ r: scores.r, f: scores.f, m: scores.m },
    ...(extended ? { c: scores.c, l: scores.l } : {}),
  }
  return csvText(
    ['customer', ...Object.keys(columns)],
    measures.who.map((c, i) => [names[c] ?? '', ...Object.values(columns).map((v) => v[i] as number)]),
  )
}
