import { labErrors } from '../errors.ts'
import { type Column, emptyCode, type NumberColumn, type TextColumn, type TimeColumn } from './columns.ts'

/**
 * The columns a method asked for. Asking for one that was not read is a mistake of the method; as another kind, of a
 * caller who named one column by two options (labErrors.twoUses).
 */
export interface LabTable {
  readonly name: string
  readonly rows: number
  readonly columns: readonly Column[]
  /** Empty cells are NaN. */
  numbers(column: string): Float64Array
  /** @throws labErrors.missingCell where a cell is empty */
  allNumbers(column: string): Float64Array
  text(column: string): TextColumn
  /** @throws labErrors.missingCell where a cell is empty */
  allText(column: string): TextColumn
  /** Milliseconds UTC. @throws labErrors.missingCell where a cell is empty */
  allTimes(column: string): Float64Array
}

export function createTable(name: string, columns: readonly Column[]): LabTable {
  function get<K extends Column['kind']>(column: string, kind: K): Extract<Column, { kind: K }> {
    const found = columns.find((c) => c.name === column)
    if (found === undefined) throw new Error(`column ${column} was not read`)
    // Each method asks as it read; only two options that name one column can differ.
    if (found.kind !== kind) throw labErrors.twoUses({ column })
    return found as Extract<Column, { kind: K }>
  }
  function full<C extends NumberColumn | TimeColumn>(column: C): C {
    const at = column.values.findIndex(Number.isNaN)
    if (at >= 0) throw labErrors.missingCell({ path: name, row: at + 2, column: column.name })
    return column
  }
  const first = columns[0]
  return {
    name,
    columns,
    rows: first === undefined ? 0 : first.kind === 'text' ? first.codes.length : first.values.length,
    numbers: (column) => get(column, 'number').values,
    allNumbers: (column) => full(get(column, 'number')).values,
    text: (column) => get(column, 'text'),
    allText(column) {
      const found = get(column, 'text')
      const at = found.codes.indexOf(emptyCode)
      if (at >= 0) throw labErrors.missingCell({ path: name, row: at + 2, column })
      return found
    },
    allTimes: (column) => full(get(column, 'time')).values,
  }
}
