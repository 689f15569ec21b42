import { labErrors } from '../../errors.ts'
import { emptyCode } from '../../table/columns.ts'
import type { LabFile } from '../../table/open.ts'
import type { LabTable } from '../../table/table.ts'

/** The records of one or two files, one after the other, as columns of codes over common values. */
export interface LinkRecords {
  readonly records: number
  /** Where each record is from, where there are two files. */
  readonly sources?: Uint32Array
  column(name: string): CodedColumn
}

export interface CodedColumn {
  readonly name: string
  /** `emptyCode`, which is the library's `missingCode`, for a cell without a character. */
  readonly codes: Uint32Array
  readonly values: string[]
}

/** @throws labErrors for a column one of the files does not have */
export async function readRecords(
  files: readonly LabFile[],
  columns: readonly string[],
): Promise<LinkRecords> {
  const kinds = Object.fromEntries(columns.map((name) => [name, 'text' as const]))
  const tables: LabTable[] = []
  for (const file of files) tables.push(await file.read(kinds))
  const records = tables.reduce((sum, table) => sum + table.rows, 0)
  if (records < 2)
    throw labErrors.unusable({ method: 'link', problem: 'there is one record; linking takes at least two.' })
  const coded = new Map(
    columns.map((name) => [
      name,
      merged(
        name,
        tables.map((table) => table.text(name)),
      ),
    ]),
  )
  const sources = tables.length < 2 ? undefined : new Uint32Array(records).fill(1, tables[0]?.rows)
  return {
    records,
    ...(sources ? { sources } : {}),
    column(name) {
      const found = coded.get(name)
      if (found === undefined) throw new Error(`column ${name} was not read`)
      return found
    },
  }
}

function merged(
  name: string,
  parts: readonly { codes: Uint32Array; levels: readonly string[] }[],
): CodedColumn {
  const seen = new Map<string, number>()
  const codes = new Uint32Array(parts.reduce((sum, part) => sum + part.codes.length, 0))
  let at = 0
  for (const part of parts) {
    const places = part.levels.map((level) => {
      if (level.trim() === '') return emptyCode
      const place = seen.get(level) ?? seen.size
      seen.set(level, place)
      return place
    })
    for (const code of part.codes) codes[at++] = code === emptyCode ? emptyCode : (places[code] as number)
  }
  return { name, codes, values: [...seen.keys()] }
}

/** The same column with each value turned into another, or none. */
export function mapped(column: CodedColumn, turn: (value: string) => string | null): CodedColumn {
  const seen = new Map<string, number>()
  const places = column.values.map((value) => {
    const key = turn(value)
    if (key === null || key === '') return emptyCode
    const place = seen.get(key) ?? seen.size
    seen.set(key, place)
    return place
  })
  return {
    name: column.name,
    codes: column.codes.map((code) => (code === emptyCode ? emptyCode : (places[code] as number))),
    values: [...seen.keys()],
  }
}
