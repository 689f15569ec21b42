import type { Linkage, MatchedPairs } from '@liangti/models'
import type { ResultChart, ResultTable } from '../../method.ts'
import type { Figures } from './judge.ts'
import type { CodedColumn } from './read.ts'

/** The model as `--json` shows it. */
export function parametersOf({ model }: Linkage) {
  return {
    prior: model.prior,
    iterations: model.iterations,
    converged: model.converged,
    fields: Object.fromEntries(model.fields.map(({ name, learned, levels }) => [name, { learned, levels }])),
  }
}

export function levelsTable({ model }: Linkage): ResultTable {
  return {
    title: `What each level says; two records at random match with chance ${model.prior.toExponential(2)}`,
    columns: ['field', 'level', 'of matches (m)', 'of others (u)', 'weight, bits'],
    rows: model.fields.flatMap(({ name, learned, levels }) =>
      levels.map(({ level, m, u, weight }) => [
        learned ? name : `${name} (usual m: no block to learn it in)`,
        level,
        m,
        u,
        weight,
      ]),
    ),
  }
}

export function doubtfulTable(matches: MatchedPairs, ids: CodedColumn): ResultTable {
  const least = Math.min(10, matches.left.length)
  const at = (k: number) => [
    idOf(ids, matches.left[k] as number),
    idOf(ids, matches.right[k] as number),
    matches.weight[k] as number,
    matches.probability[k] as number,
  ]
  return {
    title: 'The least certain matches: look at these first',
    columns: ['record', 'and', 'weight, bits', 'probability'],
    rows: Array.from({ length: least }, (_, k) => at(matches.left.length - least + k)),
  }
}

export function idOf(ids: CodedColumn, record: number): string {
  return ids.values[ids.codes[record] as number] ?? ''
}

export function pairsCsv(matches: MatchedPairs, ids: CodedColumn): string {
  const lines = ['left_id,right_id,weight,probability']
  for (let k = 0; k < matches.left.length; k++)
    lines.push(
      [
        cell(idOf(ids, matches.left[k] as number)),
        cell(idOf(ids, matches.right[k] as number)),
        (matches.weight[k] as number).toFixed(4),
        (matches.probability[k] as number).toFixed(6),
      ].join(','),
    )
  return `${lines.join('\n')}\n`
}

export function clustersCsv(clusters: Uint32Array, ids: CodedColumn, files: Uint32Array | undefined): string {
  const lines = [files ? 'file,id,cluster' : 'id,cluster']
  clusters.forEach((cluster, i) => {
    const file = files ? `${(files[i] as number) + 1},` : ''
    lines.push(`${file}${cell(idOf(ids, i))},${cell(idOf(ids, cluster))}`)
  })
  return `${lines.join('\n')}\n`
}

function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

export function levelsChart({ model }: Linkage): ResultChart {
  const bars = model.fields
    .flatMap(({ name, levels }) => levels.map(({ level, weight }) => ({ name: `${name}: ${level}`, weight })))
    .reverse()
  return {
    title: 'Evidence for (right) and against (left) a match, in bits',
    width: 880,
    height: 60 + 22 * bars.length,
    option: {
      grid: { left: 260, right: 30, top: 10, bottom: 40 },
      xAxis: { type: 'value', name: 'log2(m / u)' },
      yAxis: {
        type: 'category',
        data: bars.map((bar) => bar.name),
        axisLabel: { interval: 0, fontSize: 11 },
      },
      series: [
        {
          type: 'bar',
          data: bars.map(({ weight }) => ({
            value: Number(weight.toFixed(2)),
            itemStyle: { color: weight < 0 ? '#b5523b' : '#2b5f9e' },
          })),
        },
      ],
    },
  }
}

export function thresholdChart(rows: readonly (Figures & { threshold: number })[]): ResultChart {
  const line = (name: 'precision' | 'recall' | 'f1') => ({
    name,
    type: 'line',
    data: rows.map((row) => (Number.isFinite(row[name]) ? Number(row[name].toFixed(4)) : null)),
  })
  return {
    title: 'Precision and recall by threshold',
    option: {
      xAxis: { type: 'category', name: 'threshold', data: rows.map((row) => String(row.threshold)) },
      yAxis: { type: 'value', scale: true, max: 1, nameGap: 44 },
      series: [line('precision'), line('recall'), line('f1')],
    },
  }
}
