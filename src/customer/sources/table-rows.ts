import { z } from 'zod'
import type { Parcel, PullState } from './define-source.ts'
import { jsonLines, type SourceRow } from './rows.ts'

/** How far a table was read: the cursor column of the last row, and what tells rows with equal ones apart. */
const position = z.object({
  at: z.string(),
  tie: z.string().nullable(),
  /** Clock of the database when this was read: what it wrote long before that has been seen. */
  readAt: z.string(),
})
export type Position = z.output<typeof position>

export interface TableRow {
  row: SourceRow
  at: string | null
  tie: string | null
}

/** What one statement reads: rows after a position, in order; from some minutes before where they may have come late. */
export interface Part {
  from: Position | null
  limit: number
  overlapMinutes: number
}

export interface Reading {
  rows: AsyncGenerator<TableRow>
  /** Clock of the database, once the first row was asked for. */
  readAt: () => string
}

interface TableSettings {
  table: string
  /** Blank: the table is read whole each time. */
  cursorColumn: string
  overlapMinutes: number
}

const parcelRows = 100_000

/** Reads a table in parcels, each from where the one before ended; one that breaks off moves nothing. */
export async function* tableParcels(
  settings: TableSettings,
  state: PullState,
  read: (part: Part) => Reading,
): AsyncGenerator<Parcel> {
  const incremental = settings.cursorColumn !== ''
  const positionOf = (last: TableRow | null, readAt: string): Position | null =>
    incremental && last?.at != null ? { at: last.at, tie: last.tie, readAt } : null
  const known = position.safeParse(state.cursor)
  let from = known.success && incremental ? known.data : null
  const limit = Math.min(parcelRows, state.mostRows)
  // Only the first part looks back for what came late.
  for (let overlapMinutes = settings.overlapMinutes; ; overlapMinutes = 0) {
    const { rows, readAt } = read({ from, limit, overlapMinutes })
    const counted: { last: TableRow | null; count: number } = { last: null, count: 0 }
    try {
      const first = await rows.next()
      if (first.done) return
      yield {
        name: settings.table,
        part: null,
        version: null,
        content: () => jsonLines(counting(first.value, rows, counted), state.columns),
        cursorAfter: () => positionOf(counted.last, readAt()),
      }
    } finally {
      await rows.return(undefined)
    }
    const next = positionOf(counted.last, readAt())
    if (next === null || counted.count < limit) return
    from = next
  }
}

async function* counting(
  first: TableRow,
  rest: AsyncIterable<TableRow>,
  counted: { last: TableRow | null; count: number },
): AsyncGenerator<SourceRow> {
  counted.last = first
  counted.count = 1
  yield first.row
  for await (const row of rest) {
    counted.last = row
    counted.count++
    yield row.row
  }
}
