import type { FeatureTable, ShapValues } from '@liangti/models'
import { csvText } from '../../csv-text.ts'

/** What names a row: its number from 1, and the id where the caller has one. */
export interface RowNames {
  column: string | null
  names: readonly string[]
}

function named({ column, names }: RowNames, row: number): (string | number)[] {
  return column === null ? [row + 1] : [row + 1, names[row] ?? '']
}

const header = ({ column }: RowNames) => (column === null ? ['row'] : ['row', column])

/** Scores of the model of all rows, and of the one that had not seen the row (empty where none was judged on it). */
export function scoreFile(rows: RowNames, scores: Float64Array, heldOut: Float64Array): string {
  return csvText(
    [...header(rows), 'score', 'held_out_score'],
    Array.from(scores, (score, i) => [...named(rows, i), score, heldOut[i] as number]),
  )
}

/** What each column adds to each row's score; with the expected score they add up to it. */
export function explanationFile(rows: RowNames, table: FeatureTable, shap: ShapValues): string {
  const { contributions, expected } = shap
  const width = contributions.columns
  return csvText(
    [...header(rows), 'expected', ...table.features.map((f) => f.name)],
    Array.from({ length: contributions.rows }, (_, i) => [
      ...named(rows, i),
      expected,
      ...contributions.values.subarray(i * width, (i + 1) * width),
    ]),
  )
}

/** Columns by the mean size of what they add. */
export function shapImportance(table: FeatureTable, { contributions }: ShapValues) {
  const sums = new Float64Array(contributions.columns)
  contributions.values.forEach((value, k) => {
    sums[k % contributions.columns] = (sums[k % contributions.columns] as number) + Math.abs(value)
  })
  return table.features
    .map((f, c) => ({ column: f.name, meanSize: (sums[c] as number) / contributions.rows }))
    .sort((a, b) => b.meanSize - a.meanSize)
}
