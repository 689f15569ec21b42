import { createScanner, type Scanner } from '../../kit/csv-scan.ts'
import { importErrors } from '../imports/errors.ts'
import { chain, counted, gunzipped, isTruncation, takeHead } from './bytes.ts'
import { jsonColumns } from './json-columns.ts'
import { createJsonScanner, isJsonLines, isOtherJson } from './json-lines.ts'
import { readParquet } from './parquet.ts'
import { recordLimit, refusing } from './refusing.ts'
import { readSheet } from './sheet.ts'
import { containerOf, delimiterOf, type Encoding, encodingOf } from './sniff.ts'
import type { FileSource } from './source.ts'

export interface ReadOptions {
  encoding?: Encoding | undefined
  delimiter?: string | undefined
  sheet?: string | undefined
  signal?: AbortSignal | undefined
}

/** Rows of one piece of the file. `rows[i]` is number `numbers[i]` of the file; the header is 1. */
export interface RowBatch {
  rows: string[][]
  numbers: number[]
  /** Bytes of the file, as stored, read so far. */
  bytesRead: number
}

export interface Table {
  encoding: string
  /** null for what is no delimited text: a workbook, Parquet, lines of JSON. */
  delimiter: string | null
  header: string[]
  batches: AsyncGenerator<RowBatch>
}

/** Gets each row and its number in the file; the header is 1, or 0 where it is not a line of the file. The array is used again for the next row. */
export type TakeRow = (cells: readonly string[], number: number) => void

/**
 * Opens a table of text, lines of JSON, Parquet or a workbook: finds compression, encoding and delimiter, checks the header, then
 * streams rows. The columns of JSON are looked for in the whole file first.
 * Empty rows are skipped.
 * @throws import.emptyFile, binary, wrongEncoding, truncated, lineTooLong, openQuote, duplicateHeader, noHeader,
 *   damagedSheet, notReadable; those of the body come while `batches` is read
 */
export async function openTable(source: FileSource, options: ReadOptions = {}): Promise<Table> {
  let header: string[] = []
  let rows: string[][] = []
  let numbers: number[] = []
  const pieces = readRows(source, options, (names) => {
    header = names
    return (cells, number) => {
      rows.push([...cells])
      numbers.push(number)
    }
  })
  const take = (bytesRead: number): RowBatch => {
    const batch = { rows, numbers, bytesRead }
    rows = []
    numbers = []
    return batch
  }
  const first = await pieces.next()
  if (first.done) throw importErrors.emptyFile({ file: source.name })
  const { encoding, delimiter, bytesRead } = first.value
  return {
    encoding,
    delimiter,
    header,
    batches: (async function* () {
      if (rows.length > 0) yield take(bytesRead)
      for await (const piece of pieces) yield take(piece.bytesRead)
    })(),
  }
}

/**
 * The same row by row, without keeping any: `start` gets the checked header and answers what takes the rows after it.
 * A piece is answered whenever rows of one part of the file have been taken.
 * @throws as `openTable`, and what `start` and the taking of a row throw
 */
export async function* readRows(
  source: FileSource,
  options: ReadOptions,
  start: (header: string[]) => TakeRow,
): AsyncGenerator<Piece> {
  let take: TakeRow | undefined
  let taken = 0
  const pieces = piecesOf(source, options, (cells, number) => {
    taken++
    if (take) take(cells, number)
    // Names of JSON are names; only a text table can have data where they should stand.
    else take = start(number === 0 ? [...cells] : checkHeader(cells, source.name))
  })
  for await (const piece of pieces) {
    if (taken === 0) continue
    taken = 0
    yield piece
  }
  if (!take) throw importErrors.emptyFile({ file: source.name })
}

export interface Piece {
  encoding: string
  delimiter: string | null
  /** Bytes of the file, as stored, read so far. */
  bytesRead: number
}

async function* piecesOf(source: FileSource, options: ReadOptions, take: TakeRow): AsyncGenerator<Piece> {
  const raw = source.open()
  const abort = () => raw.destroy()
  options.signal?.addEventListener('abort', abort, { once: true })
  const counter = { bytes: 0 }
  try {
    const bytes = counted(raw, counter)
    const head = await takeHead(bytes, source)
    if (head.bytes.length === 0) throw importErrors.emptyFile({ file: source.name })
    const container = containerOf(head.bytes)
    if (container === 'xlsx') {
      const rows = await readSheet(source, options.sheet)
      yield* sheetPieces(rows, source, take)
      return
    }
    if (container === 'parquet') {
      yield* parquetPieces(source, take)
      return
    }
    const plain = container === 'gzip' ? gunzipped(chain(head.bytes, bytes)) : chain(head.bytes, bytes)
    yield* textPieces(source, options, plain, counter, take)
  } finally {
    options.signal?.removeEventListener('abort', abort)
    raw.destroy()
  }
}

async function* textPieces(
  source: FileSource,
  options: ReadOptions,
  bytes: AsyncGenerator<Buffer>,
  counter: { bytes: number },
  take: TakeRow,
): AsyncGenerator<Piece> {
  const file = source.name
  const head = await takeHead(bytes, source)
  if (head.bytes.length === 0) throw importErrors.emptyFile({ file })
  const found = encodingOf(head.bytes)
  if (found === 'binary') throw importErrors.binary({ file })
  const encoding = options.encoding ?? found
  if (!encoding) throw importErrors.wrongEncoding({ file, row: firstBadRow(head.bytes), encoding: 'UTF-8' })
  const decoder = new TextDecoder(encoding, { fatal: true })
  let row = 1
  const decode = (chunk?: Buffer): string => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()
    } catch (error) {
      throw importErrors.wrongEncoding({ file, row, encoding: encoding.toUpperCase() }, error)
    }
  }
  const headText = decode(head.bytes)
  const isJson = isJsonLines(headText)
  if (!isJson && isOtherJson(headText)) throw importErrors.notJsonLines({ file })
  const delimiter = isJson ? null : (options.delimiter ?? delimiterOf(headText))
  const emit: TakeRow = (cells, number) => {
    if (cells.length === 1 && cells[0] === '') return
    take(cells, number)
  }
  let scanner: Scanner
  if (delimiter === null) {
    const columns = await jsonColumns(source, encoding, options.signal)
    take(columns, 0)
    scanner = createJsonScanner(columns, recordLimit)
  } else scanner = createScanner(delimiter, recordLimit)
  const guarded = (work: () => void) => {
    refusing(file, work)
    row = scanner.row
  }
  const piece = (): Piece => ({ encoding, delimiter, bytesRead: counter.bytes })
  guarded(() => scanner.push(headText, emit))
  yield piece()
  try {
    for await (const chunk of bytes) {
      const text = decode(chunk)
      if (found !== 'utf-16le' && text.includes('\0')) throw importErrors.binary({ file })
      guarded(() => scanner.push(text, emit))
      yield piece()
    }
  } catch (error) {
    if (isTruncation(error)) throw importErrors.truncated({ file, row: scanner.row - 1 }, error)
    throw error
  }
  const tail = decode()
  guarded(() => {
    scanner.push(tail, emit)
    scanner.end(emit)
  })
  yield piece()
}

/** Names of Parquet are names, as those of JSON are. */
async function* parquetPieces(source: FileSource, take: TakeRow): AsyncGenerator<Piece> {
  let number = 0
  for await (const rows of readParquet(source)) {
    for (let from = 0; from < rows.length; from += batchRows) {
      for (const cells of rows.slice(from, from + batchRows)) take(cells, number++)
      yield { encoding: 'parquet', delimiter: null, bytesRead: source.bytes }
    }
  }
}

const batchRows = 5_000

function* sheetPieces(rows: string[][], source: FileSource, take: TakeRow): Generator<Piece> {
  for (let from = 0; from < rows.length; from += batchRows) {
    rows.slice(from, from + batchRows).forEach((cells, i) => {
      if (!cells.every((cell) => cell === '')) take(cells, from + i + 1)
    })
    const bytesRead = Math.round((source.bytes * from) / rows.length)
    yield { encoding: 'xlsx', delimiter: null, bytesRead }
  }
}

/** Names trimmed; unnamed columns are called column_N; data where names should be is refused. */
function checkHeader(cells: readonly string[], file: string): string[] {
  const names = cells.map((cell, i) => cell.trim() || `column_${i + 1}`)
  const seen = new Map<string, number>()
  names.forEach((name, i) => {
    const first = seen.get(name)
    if (first !== undefined)
      throw importErrors.duplicateHeader({ file, column: name, first: first + 1, second: i + 1 })
    seen.set(name, i)
  })
  const filled = cells.filter((cell) => cell.trim() !== '')
  const dataLike = filled.filter((cell) => /^[-+]?[\d.,:/\s-]+$/.test(cell.trim()) || cell.includes('@'))
  if (filled.length === 0 || dataLike.length > filled.length / 2) throw importErrors.noHeader({ file })
  return names
}

function firstBadRow(head: Buffer): number {
  let row = 1
  for (let from = 0; from < head.length; row++) {
    const end = head.indexOf(10, from)
    const line = head.subarray(from, end < 0 ? head.length : end)
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(line)
    } catch {
      return row
    }
    if (end < 0) break
    from = end + 1
  }
  return row
}
