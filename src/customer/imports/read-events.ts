import { checkMapping } from '../mapping/check-mapping.ts'
import { type ReadOptions, readRows } from '../reading/open-table.ts'
import type { FileSource } from '../reading/source.ts'
import type { ReadSetup } from './open-rows.ts'
import { createRowReader, type LineBatch, type RowReader } from './row-batches.ts'

/** First the checked header, then converted rows. */
export type ReadEvent =
  | { kind: 'header'; header: string[] }
  | { kind: 'lines'; batch: LineBatch; bytesRead: number }

/**
 * Reads, checks and converts a file in this thread.
 * @throws import.*: those of the file and of the mapping
 */
export async function* readEvents(
  setup: ReadSetup,
  source: FileSource,
  signal?: AbortSignal,
): AsyncGenerator<ReadEvent> {
  const { mapping } = setup
  const { encoding, delimiter, sheet } = mapping
  const options: ReadOptions = { encoding, delimiter, sheet, signal }
  let header: string[] | undefined
  let announced = false
  let reader: RowReader | undefined
  /** Batches that filled up within one piece of the file. */
  const full: LineBatch[] = []
  const pieces = readRows(source, options, (names) => {
    checkMapping(mapping, names, source.name)
    header = names
    const rows = createRowReader(setup, names)
    reader = rows
    return (cells, number) => {
      rows.take(cells, number)
      if (rows.isFull()) full.push(rows.batch())
    }
  })
  let bytesRead = 0
  for await (const piece of pieces) {
    bytesRead = piece.bytesRead
    if (!announced && header) {
      announced = true
      yield { kind: 'header', header }
    }
    for (const batch of full.splice(0)) yield { kind: 'lines', batch, bytesRead }
  }
  if (reader) yield { kind: 'lines', batch: reader.batch(), bytesRead }
}

/** The same of rows that are known by their cells and their number in a file read before. */
export async function* eventsOfRows(
  setup: ReadSetup,
  header: string[],
  rows: AsyncIterable<{ row: number; cells: readonly string[] }>,
): AsyncGenerator<ReadEvent> {
  const reader = createRowReader(setup, header)
  let bytesRead = 0
  yield { kind: 'header', header }
  for await (const { row, cells } of rows) {
    reader.take([...cells], row)
    bytesRead += bytesOf(cells)
    if (reader.isFull()) yield { kind: 'lines', batch: reader.batch(), bytesRead }
  }
  yield { kind: 'lines', batch: reader.batch(), bytesRead }
}

/** About what a row takes in a file. */
export function bytesOf(cells: readonly string[]): number {
  return cells.reduce((sum, cell) => sum + Buffer.byteLength(cell) + 1, 0)
}
