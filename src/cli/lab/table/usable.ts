import type { LabTable } from './table.ts'

/** Columns fit to learn from, and those that are not, with the reason in words. */
export interface UsableColumns {
  used: string[]
  leftOut: { column: string; reason: string }[]
}

/** Leaves out texts that differ in nearly every row, which name a case instead of describing it, and empty columns. */
export function usableColumns(table: LabTable, columns: readonly string[]): UsableColumns {
  const result: UsableColumns = { used: [], leftOut: [] }
  const byName = new Map(table.columns.map((column) => [column.name, column]))
  for (const name of columns) {
    const column = byName.get(name)
    const reason =
      column?.kind === 'text' && column.levels.length > 100 && column.levels.length > 0.9 * table.rows
        ? `names nearly every row on its own (${column.levels.length} texts in ${table.rows} rows)`
        : column?.kind === 'number' && column.values.every(Number.isNaN)
          ? 'is empty'
          : null
    if (reason === null) result.used.push(name)
    else result.leftOut.push({ column: name, reason })
  }
  return result
}
