import {
  averageEffect,
  type ColumnBaseline,
  type UpliftComparison,
  type UpliftMetrics,
} from '@liangti/models'
import type { ResultTable } from '../../method.ts'
import type { TrialData } from './read.ts'
import type { Scored } from './scored.ts'

/** A baseline in words: `womens, high first`, `channel = Web first`. */
export function columnText({ column, level, first }: ColumnBaseline): string {
  if (level === null) return `${column}, ${first} first`
  return `${column} ${first === 'high' ? '=' : '≠'} ${level} first`
}

export function upliftTables(
  data: TrialData,
  model: string,
  scored: Scored,
  pooled: UpliftMetrics,
  baseline: ColumnBaseline | null,
  compared: UpliftComparison,
  verdict: string,
): ResultTable[] {
  const row = (name: string, m: UpliftMetrics, interval: readonly [number, number] | null) => [
    name,
    m.qini,
    interval === null ? '' : `${interval[0].toFixed(4)} … ${interval[1].toFixed(4)}`,
    m.upliftAuc,
    m.upliftAt30,
  ]
  const isLearned = scored.folds.length > 0
  const notes = [
    [verdict],
    ...data.leftOut.map(({ column, reason }) => [`${column} is left out: it ${reason}`]),
  ]
  return [
    {
      title: `${data.n.toLocaleString('en-US')} rows; average effect ${averageEffect(data.trial).toFixed(6)}`,
      columns: ['ranking', 'Qini', '95 % of Qini', 'uplift-AUC', 'uplift at 30 %'],
      rows: [
        ...(isLearned ? [row(`${model}, mean of folds`, scored.metrics, null)] : []),
        row(isLearned ? `${model}, all rows` : model, pooled, compared.scores.qini),
        ...(baseline === null
          ? []
          : [row(`baseline: ${columnText(baseline)}`, baseline.metrics, compared.rival.qini)]),
        ['baseline: chance', 0, '', 0, averageEffect(data.trial)],
      ],
    },
    { title: 'In words', columns: ['note'], rows: notes },
  ]
}
