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

export interface TableReader {
  name: string
  /** False where the table has no cursor: it is read whole each time. */
  incremental: boolean
  /** Rows after a position, in order, at most `limit`; the first of a run also looks back for what came late. */
  open(
    from: Position | null,
    limit: number,
    looksBack: boolean,
  ): { rows: AsyncGenerator<TableRow>; readAt: () => string }
}

const parcelRows = 100_000

/** Reads a table in parcels, each from where the one before ended; one that breaks off moves nothing. */
export async function* tableParcels(reader: TableReader, state: PullState): AsyncGenerator<Parcel> {
  const known = position.safeParse(state.cursor)
  let from = known.success && reader.incremental ? known.data : null
  const limit = Math.min(parcelRows, state.mostRows)
  for (let looksBack = true; ; looksBack = false) {
    const { rows, readAt } = reader.open(from, limit, looksBack)
    const counted: { last: TableRow | null; count: number } = { last: null, count: 0 }
    try {
      const first = await rows.next()
      if (first.done) return
      yield {
        name: reader.name,
        part: null,
        version: null,
        content: () => jsonLines(counting(first.value, rows, counted), state.columns),
        cursorAfter: () => positionOf(reader, counted.last, readAt()),
      }
    } finally {
      await rows.return(undefined)
    }
    const next = positionOf(reader, counted.last, readAt())
    if (next === null || counted.count < limit) return
    from = next
  }
}

function positionOf(reader: TableReader, last: TableRow | null, readAt: string): Position | null {
  return reader.incremental && last?.at != null ? { at: last.at, tie: last.tie, readAt } : null
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
