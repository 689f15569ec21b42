import {
  type FeatureTable,
  featureTable,
  type KMeansResult,
  kMeans,
  type Matrix,
  matrix,
  type Silhouette,
  seededRandom,
  segmentProfiles,
  silhouette,
  standardise,
} from '@liangti/models'
import { labErrors } from '../errors.ts'
import type { LabMethod } from '../method.ts'
import type { LabTable } from '../table/table.ts'

export const cluster: LabMethod = {
  name: 'cluster',
  en: 'Customers in k groups by k-means, with silhouettes and what sets each group apart',
  zh: '用 k-means 把客户分为 k 组，给出轮廓系数和各组特征',
  files: { least: 1, most: 1 },
  options: [
    { flags: '--columns <a,b>', en: 'numeric columns to group by', zh: '用于分组的数值列' },
    { flags: '--k <n>', en: 'how many groups', zh: '组数' },
    {
      flags: '--standardise',
      en: 'z-scores first (mean 0, population standard deviation 1), so that units do not matter',
      zh: '先做 z 标准化（总体标准差），消除量纲影响',
    },
    {
      flags: '--restarts <n>',
      en: 'independent starts, the best is kept',
      zh: '独立起点次数，取最好的一次',
      default: '20',
    },
    { flags: '--seed <n>', en: 'seed of all chance', zh: '随机种子', default: '1' },
    {
      flags: '--out <file>',
      en: 'write a CSV of row (from 1) and group (from 1)',
      zh: '把每行所属的组写入 CSV（行号与组号均从 1 起）',
    },
  ],
  async run({ options, file, task, seconds, write }) {
    const columns = options.list('columns')
    if (columns.length === 0) options.required('columns', 'the numeric columns to group by, such as a,b.')
    const twice = columns.find((name, i) => columns.indexOf(name) !== i)
    if (twice !== undefined)
      throw labErrors.badOption({
        option: 'columns',
        value: columns.join(','),
        wanted: `a list that names "${twice}" once`,
      })
    const k = options.integer('k', 1, 1_000)
    const restarts = options.integer('restarts', 1, 10_000)
    const seed = options.integer('seed', 0, 0xffffffff)
    const table = await file().read(Object.fromEntries(columns.map((name) => [name, 'number' as const])))
    task.signal.throwIfAborted()
    const { rows, raw } = fullRows(table, columns)
    if (rows.length < k)
      throw labErrors.badOption({
        option: 'k',
        value: String(k),
        wanted: `at most ${rows.length}, the rows in which all of ${columns.join(', ')} are filled`,
      })
    const data = options.flag('standardise') ? standardise(raw).data : raw
    const started = seconds()
    const found = kMeans(data, { clusters: k, restarts, random: seededRandom(seed) })
    const fitSeconds = seconds() - started
    const widths = k < 2 ? null : silhouette(data, found.assignment, { random: seededRandom(seed, 1) })
    if (options.has('out')) write(options.required('out', 'a file.'), assignmentCsv(rows, found))
    return resultOf({ found, widths, columns, raw, skipped: table.rows - rows.length, fitSeconds })
  },
}

interface Grouping {
  found: KMeansResult
  widths: Silhouette | null
  columns: readonly string[]
  /** As in the file, not standardised. */
  raw: Matrix
  skipped: number
  fitSeconds: number
}

function resultOf({ found, widths, columns, raw, skipped, fitSeconds }: Grouping) {
  const features = columnsOf(raw, columns)
  const means = meansOf(raw, found)
  const profiles = segmentProfiles(features, found.assignment)
  return {
    json: {
      inertia: found.inertia,
      silhouette: widths?.mean ?? null,
      sizes: [...found.sizes],
      silhouetteRows: widths?.rows ?? 0,
      silhouetteExact: widths?.exact ?? true,
      silhouetteByCluster: widths ? [...widths.byCluster] : [],
      means,
      profiles,
      rows: raw.rows,
      rowsLeftOut: skipped,
      restarts: found.starts.length,
      restartRows: found.restartRows,
      fitSeconds,
    },
    tables: [
      {
        title: titleOf(found, widths, raw.rows, skipped),
        columns: ['group', 'rows', 'silhouette', ...columns],
        rows: [...found.sizes].map((size, c) => [
          String(c + 1),
          size,
          widths?.byCluster[c] ?? null,
          ...columns.map((_, j) => means[c]?.[j] ?? null),
        ]),
      },
      {
        title: 'What sets each group apart',
        columns: ['group', 'trait', 'effect', 'in words'],
        rows: profiles.flatMap((profile) =>
          profile.traits
            .slice(0, 4)
            .map((trait) => [String(profile.segment + 1), trait.feature, trait.effect, trait.en]),
        ),
      },
    ],
    charts: [meansChart(features, found, columns)],
  }
}

function titleOf(found: KMeansResult, widths: Silhouette | null, rows: number, skipped: number): string {
  const number = (value: number) => value.toLocaleString('en-US')
  const left = skipped === 0 ? '' : `, ${number(skipped)} left out for an empty cell`
  const seen = widths
    ? `, silhouette ${widths.mean.toFixed(4)}${widths.exact ? '' : ` ± ${(2 * widths.standardError).toFixed(4)} (from ${number(widths.rows)} rows)`}`
    : ''
  return `${number(rows)} rows${left}: inertia ${found.inertia.toPrecision(9)}${seen}`
}

/** Rows in which every column is filled, and their values. */
function fullRows(table: LabTable, columns: readonly string[]) {
  const values = columns.map((name) => table.numbers(name))
  const rows: number[] = []
  for (let i = 0; i < table.rows; i++)
    if (values.every((column) => !Number.isNaN(column[i] as number))) rows.push(i)
  const raw = matrix(rows.length, columns.length)
  rows.forEach((row, i) => {
    values.forEach((column, j) => {
      raw.values[i * columns.length + j] = column[row] as number
    })
  })
  return { rows, raw }
}

function columnsOf(raw: Matrix, columns: readonly string[]): FeatureTable {
  return featureTable(
    columns.map((name, j) => ({
      kind: 'numeric',
      name,
      values: Float64Array.from({ length: raw.rows }, (_, i) => raw.values[i * raw.columns + j] as number),
    })),
  )
}

function meansOf(raw: Matrix, { assignment, sizes }: KMeansResult): number[][] {
  const means = Array.from(sizes, () => new Array<number>(raw.columns).fill(0))
  for (let i = 0; i < raw.rows; i++) {
    const c = assignment[i] as number
    const mean = means[c] as number[]
    for (let j = 0; j < raw.columns; j++)
      mean[j] = (mean[j] as number) + (raw.values[i * raw.columns + j] as number) / (sizes[c] as number)
  }
  return means
}

function assignmentCsv(rows: readonly number[], { assignment }: KMeansResult): string {
  return `row,group\n${rows.map((row, i) => `${row + 1},${(assignment[i] as number) + 1}`).join('\n')}\n`
}

/** How far each group stands from the mean of all, in standard deviations of all rows. */
function meansChart(features: FeatureTable, found: KMeansResult, columns: readonly string[]) {
  const raw = matrix(found.assignment.length, columns.length)
  features.features.forEach((feature, j) => {
    if (feature.kind === 'numeric')
      for (let i = 0; i < raw.rows; i++) raw.values[i * raw.columns + j] = feature.values[i] as number
  })
  const scaled = meansOf(standardise(raw).data, found)
  return {
    title: 'Groups against the mean of all rows, in standard deviations',
    height: Math.max(240, 60 + columns.length * (24 + 14 * found.sizes.length)),
    option: {
      legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 8, itemGap: 28 },
      grid: { left: 140, right: 24, top: 40, bottom: 48 },
      xAxis: { type: 'value' },
      yAxis: { type: 'category', data: [...columns], inverse: true },
      series: scaled.map((mean, c) => ({
        type: 'bar',
        name: `group ${c + 1}, ${(found.sizes[c] as number).toLocaleString('en-US')} rows`,
        data: mean,
      })),
    },
  }
}
