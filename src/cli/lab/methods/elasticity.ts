import { type ElasticityEstimate, priceElasticity, type Shrinkage, shrinkTowardsMean } from '@liangti/models'
import { labErrors } from '../errors.ts'
import type { LabMethod, LabResult, LabRun } from '../method.ts'
import { readSales, type SalesFile } from './elasticity/read-sales.ts'

export const elasticity: LabMethod = {
  name: 'elasticity',
  en: 'Price elasticity from sales at prices, with controls, by group, shrunk to the mean',
  zh: '价格弹性：对数—对数回归，含促销与季节控制，可分组并向均值收缩',
  files: { least: 1, most: 1 },
  options: [
    { flags: '--quantity <column>', en: 'how much was sold', zh: '销量列' },
    {
      flags: '--price <column>',
      en: 'at which price; "price{brand}" takes the column named after each row’s brand',
      zh: '价格列；写作 price{brand} 时按每行的 brand 取对应列',
    },
    { flags: '--by <column>', en: 'one elasticity for each of its values', zh: '分组列，每组一个弹性' },
    {
      flags: '--controls <columns>',
      en: 'promotion and the like; text columns count by name',
      zh: '控制变量（如促销），文字列按类别处理',
    },
    {
      flags: '--season <column>',
      en: 'taken by name; dates by month of the year',
      zh: '季节列，按类别处理；日期取月份',
    },
    {
      flags: '--cluster <column>',
      en: 'rows that are not independent, such as a store',
      zh: '聚类列（如门店）',
    },
    { flags: '--log-quantity', en: 'the quantity is a logarithm already', zh: '销量列已取对数' },
    { flags: '--log-price', en: 'the price is a logarithm already', zh: '价格列已取对数' },
    { flags: '--raw', en: 'leave the groups where their own rows put them', zh: '不向均值收缩' },
    { flags: '--level <share>', en: 'confidence of the intervals', zh: '置信水平', default: '0.95' },
  ],
  run: runElasticity,
}

interface Group {
  key: string
  rows: number
  own: ElasticityEstimate | null
  elasticity: number | null
  standardError: number | null
  ci: [number | null, number | null]
  ownWeight: number
}

async function runElasticity(lab: LabRun): Promise<LabResult> {
  const level = lab.options.number('level', 'a number between 0 and 1', (n) => n > 0 && n < 1)
  const file = await readSales(lab)
  lab.task.signal.throwIfAborted()
  const own = file.groups.map(({ sales }) => priceElasticity(sales, level))
  if (own.every((estimate) => estimate === null))
    throw labErrors.unusable({
      method: 'elasticity',
      problem: `${file.groups.length > 1 ? `in none of ${file.groups.length} groups does the price vary` : 'the price does not vary'} beyond the controls over enough rows (${file.missing} rows have an empty cell, ${file.notPositive} a quantity or price not above 0).`,
    })
  const shrinks = file.groups.length > 1 && !lab.options.flag('raw')
  const shrinkage = shrinks
    ? shrinkTowardsMean(
        own.map((e) => e && { estimate: e.elasticity, standardError: e.standardError }),
        level,
      )
    : null
  const groups = file.groups.map(({ key, sales }, g) =>
    groupOf(key, sales.logQuantity.length, own[g] ?? null, shrinkage?.groups[g] ?? null),
  )
  return report(groups, file, shrinkage, level)
}

function groupOf(
  key: string,
  rows: number,
  own: ElasticityEstimate | null,
  shrunk: Shrinkage['groups'][number] | null,
): Group {
  if (shrunk)
    return {
      ...{ key, rows, own, elasticity: shrunk.estimate, standardError: shrunk.standardError },
      ...{ ci: [shrunk.lower, shrunk.upper], ownWeight: shrunk.ownWeight },
    }
  return {
    ...{ key, rows, own, elasticity: own?.elasticity ?? null, standardError: own?.standardError ?? null },
    ...{ ci: [own?.lower ?? null, own?.upper ?? null], ownWeight: 1 },
  }
}

function report(groups: Group[], file: SalesFile, shrinkage: Shrinkage | null, level: number): LabResult {
  const percent = `${+(100 * level).toFixed(4)} %`
  const rows = groups.reduce((sum, group) => sum + group.rows, 0)
  const mean = shrinkage ? `, mean ${shrinkage.mean.toFixed(3)}, spread ${shrinkage.spread.toFixed(3)}` : ''
  return {
    json: {
      ...{ rows, missing: file.missing, notPositive: file.notPositive, level },
      groups: groups.map(({ own, ...group }) => ({
        ...group,
        raw: own?.elasticity ?? null,
        rawCi: [own?.lower ?? null, own?.upper ?? null],
        rawStandardError: own?.standardError ?? null,
      })),
      ...(shrinkage
        ? { mean: shrinkage.mean, meanStandardError: shrinkage.meanError, spread: shrinkage.spread }
        : {}),
    },
    tables: [
      {
        title: `${groups.length} price ${groups.length === 1 ? 'elasticity' : 'elasticities'} from ${rows.toLocaleString('en-US')} rows${mean}`,
        columns: [
          'group',
          'rows',
          'elasticity',
          `lower ${percent}`,
          `upper ${percent}`,
          'own rows alone',
          'their weight',
        ],
        rows: groups.map((g) => [
          g.key,
          g.rows,
          g.elasticity,
          ...g.ci,
          g.own?.elasticity ?? null,
          g.ownWeight,
        ]),
      },
    ],
    charts: [chart(groups, shrinkage)],
  }
}

/** The groups in order of their elasticity, with interval; at most 60 of them, evenly taken. */
function chart(groups: readonly Group[], shrinkage: Shrinkage | null) {
  const known = groups
    .filter((g) => g.elasticity !== null)
    .sort((a, b) => (a.elasticity as number) - (b.elasticity as number))
  const every = Math.ceil(known.length / 60)
  const shown = known.filter((_, i) => i % every === 0)
  return {
    title: 'Price elasticity by group',
    height: 110 + 22 * shown.length,
    option: {
      grid: { left: 200, right: 32, top: 32, bottom: 48 },
      legend: { top: 0, left: 0, data: shrinkage ? ['elasticity', 'own rows alone'] : ['elasticity'] },
      xAxis: { type: 'value', scale: true, name: 'elasticity' },
      yAxis: {
        type: 'category',
        data: shown.map((g) => g.key),
        axisLabel: { interval: 0, width: 180, overflow: 'truncate' },
      },
      series: [
        ...shown.map((g, i) => ({
          type: 'line',
          symbol: 'none',
          silent: true,
          lineStyle: { width: 3, color: '#9db8d6' },
          data: [
            [g.ci[0], i],
            [g.ci[1], i],
          ],
        })),
        {
          name: 'elasticity',
          type: 'scatter',
          symbolSize: 8,
          z: 3,
          itemStyle: { color: '#2b5f9e' },
          data: shown.map((g, i) => [g.elasticity, i]),
        },
        ...(shrinkage
          ? [
              {
                name: 'own rows alone',
                type: 'scatter',
                symbolSize: 5,
                z: 3,
                itemStyle: { color: '#b08a3c' },
                data: shown.flatMap((g, i) => (g.own ? [[g.own.elasticity, i]] : [])),
              },
            ]
          : []),
      ],
    },
  }
}
