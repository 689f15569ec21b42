/** A row as a source gives it. */
export type SourceRow = Readonly<Record<string, unknown>>

const flushBytes = 64 * 1024

/**
 * Rows as lines of JSON. The first one names all columns the mapping reads: a column that happens to be blank in all rows
 * of a parcel is blank, not missing.
 */
export async function* jsonLines(
  rows: AsyncIterable<SourceRow> | Iterable<SourceRow>,
  columns: readonly string[],
): AsyncGenerator<Buffer> {
  let waiting: string[] = []
  let size = 0
  let first = true
  for await (const row of rows) {
    const line = JSON.stringify(first ? { ...blanks(row, columns), ...row } : row)
    first = false
    waiting.push(line)
    size += line.length
    if (size < flushBytes) continue
    yield Buffer.from(`${waiting.join('\n')}\n`)
    waiting = []
    size = 0
  }
  if (waiting.length > 0) yield Buffer.from(`${waiting.join('\n')}\n`)
}

/** The columns a row does not have, as the reader names them: `a.b` for what lies within. */
function blanks(row: SourceRow, columns: readonly string[]): Record<string, null> {
  return Object.fromEntries(columns.filter((column) => !has(row, column)).map((column) => [column, null]))
}

function has(row: SourceRow, column: string): boolean {
  if (Object.hasOwn(row, column)) return true
  for (let at = column.indexOf('.'); at > 0; at = column.indexOf('.', at + 1)) {
    const inner = row[column.slice(0, at)]
    if (typeof inner === 'object' && inner !== null && has(inner as SourceRow, column.slice(at + 1)))
      return true
  }
  return false
}
