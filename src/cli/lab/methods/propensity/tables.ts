import { type CutFigures, gainTable, type PropensityMetrics } from '@liangti/models'
import type { ResultTable } from '../../method.ts'

const keys = ['auc', 'ap', 'lift10', 'logLoss', 'brier'] as const

export function foldTable(
  result: {
    rows: number
    positives: number
    metrics: PropensityMetrics
    folds: readonly (PropensityMetrics & { rows: number; seconds: number })[]
    fitSeconds: number
  },
  spec: string,
  besides: Readonly<Record<string, PropensityMetrics>>,
): ResultTable {
  const cells = (m: PropensityMetrics) => keys.map((key) => m[key])
  const more = { randomSplit: 'random:5', forwardSplit: 'forward in time' } as Record<string, string>
  return {
    title: `${result.rows.toLocaleString('en-US')} rows, ${result.positives.toLocaleString('en-US')} positive; folds ${spec}, fitted in ${result.fitSeconds.toFixed(2)} s`,
    columns: ['fold', 'rows', 'AUC', 'AP', 'lift 10 %', 'log-loss', 'Brier'],
    rows: [
      ...result.folds.map((fold, i) => [String(i), fold.rows, ...cells(fold)]),
      ['mean', null, ...cells(result.metrics)],
      ...Object.entries(besides).map(([name, m]) => [more[name] ?? name, null, ...cells(m)]),
    ],
  }
}

/** The ranking in tenths, over the rows of all folds. */
export function gainRows(scores: Float64Array, target: Float64Array): ResultTable {
  return {
    title: 'Gain and lift, best tenth first',
    columns: ['tenth', 'rows', 'hit rate', 'lift', 'hit rate so far', 'coverage so far', 'lift so far'],
    rows: gainTable(scores, target).map(({ slice, rows, rate, lift, cumulative }) => [
      slice,
      rows,
      rate,
      lift,
      cumulative.hitRate,
      cumulative.coverage,
      cumulative.lift,
    ]),
  }
}

/** What choosing down to the cut would have found, over the rows of all folds. */
export function cutTable(cut: CutFigures): ResultTable {
  return {
    title: 'At the cut',
    columns: ['rows chosen', 'share', 'positives', 'hit rate', 'coverage', 'lift'],
    rows: [[cut.rows, cut.share, cut.positives, cut.hitRate, cut.coverage, cut.lift]],
  }
}

export function driverTable(
  drivers: readonly { column: string; level: string | null; weight: number }[],
): ResultTable {
  return {
    title: 'What moves the score (the model of all rows)',
    columns: ['column', 'level', 'weight'],
    rows: drivers.slice(0, 15).map(({ column, level, weight }) => [column, level ?? '', weight]),
  }
}

export function notesTable(
  filled: Readonly<Record<string, number>>,
  leftOut: readonly { column: string; reason: string }[],
  parity: number | undefined,
  missing: string,
): ResultTable[] {
  const rows = [
    ...Object.entries(filled).map(([column, count]) => [
      `${column}: ${count} empty cells count as ${missing === 'mean' ? "the column's mean" : '0'}`,
    ]),
    ...leftOut.map(({ column, reason }) => [`${column} is left out: it ${reason}`]),
    ...(parity === undefined
      ? []
      : [[`SQL and model differ by at most ${parity.toExponential(1)} on all rows`]]),
  ]
  return rows.length === 0 ? [] : [{ title: 'Notes', columns: ['note'], rows }]
}
