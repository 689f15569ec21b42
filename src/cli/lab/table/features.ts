import { type Feature, type FeatureTable, featureTable } from '@liangti/models'
import { labErrors } from '../errors.ts'
import { emptyCode } from './columns.ts'
import type { LabTable } from './table.ts'

/** Columns as features: numbers are measured (empty: missing), all else are categories (empty: missing). */
export function featuresOf(table: LabTable, columns: readonly string[]): FeatureTable {
  const byName = new Map(table.columns.map((column) => [column.name, column]))
  return featureTable(
    columns.map((name): Feature => {
      const column = byName.get(name)
      if (column === undefined || column.kind === 'time')
        throw new Error(`column ${name} was read as ${column?.kind}, not as a feature`)
      return column.kind === 'number'
        ? { kind: 'numeric', name, values: column.values }
        : { kind: 'categorical', name, codes: column.codes, levels: column.levels }
    }),
  )
}

/**
 * 1 where the column holds `positive`, else 0. Numbers are compared as numbers, so that "1" finds 1.0.
 * @throws labErrors.missingCell for an empty cell, labErrors.badOption where no row, or every row, has the value
 */
export function indicatorOf(table: LabTable, column: string, positive: string, option: string): Float64Array {
  const found = table.columns.find((c) => c.name === column)
  if (found === undefined || found.kind === 'time')
    throw new Error(`column ${column} was read as ${found?.kind}, not as a feature`)
  let hits: Float64Array
  let seen: readonly string[]
  if (found.kind === 'number') {
    const values = table.allNumbers(column)
    const wanted = positive.trim() === '' ? Number.NaN : Number(positive)
    hits = values.map((value) => (value === wanted ? 1 : 0))
    seen = [...new Set(values.subarray(0, 10_000))].sort((a, b) => a - b).map(String)
  } else {
    const { codes, levels } = table.allText(column)
    const code = levels.indexOf(positive)
    hits = Float64Array.from(codes, (c) => (c === code && c !== emptyCode ? 1 : 0))
    seen = levels
  }
  const count = hits.reduce((sum, hit) => sum + hit, 0)
  if (count === 0 || count === hits.length) {
    const values = `${seen.slice(0, 8).join(', ')}${seen.length > 8 ? ', …' : ''}`
    throw labErrors.badOption({
      option,
      value: positive,
      wanted: `a value that some rows of "${column}" have and others have not; it holds ${values}`,
    })
  }
  return hits
}
