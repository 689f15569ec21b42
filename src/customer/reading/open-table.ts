import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { importErrors } from '../imports/errors.ts'
import { createScanner, OpenQuote, RecordTooLong } from './scan.ts'
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
  /** null for a workbook. */
  delimiter: string | null
  header: string[]
  batches: AsyncGenerator<RowBatch>
}

/** Characters of one row; a longer one refuses the file before it fills the memory. */
export const recordLimit = 1024 * 1024
const headBytes = 64 * 1024

/**
 * Opens a table of text or a workbook: finds compression, encoding and delimiter, checks the header, then streams rows.
 * Empty rows are skipped.
 * @throws import.emptyFile, binary, wrongEncoding, truncated, lineTooLong, openQuote, duplicateHeader, noHeader,
 *   damagedSheet, notReadable; those of the body come while `batches` is read
 */
export async function openTable(source: FileSource, options: ReadOptions = {}): Promise<Table> {
  const pieces = piecesOf(source, options)
  const first = await pieces.next()
  if (first.done) throw importErrors.emptyFile({ file: source.name })
  const { encoding, delimiter, batch } = first.value
  const headerRow = batch.rows.shift()
  batch.numbers.shift()
  if (!headerRow) throw importErrors.emptyFile({ file: source.name })
  return {
    encoding,
    delimiter,
    header: checkHeader(headerRow, source.name),
    batches: (async function* () {
      if (batch.rows.length > 0) yield batch
      for await (const piece of pieces) yield piece.batch
    })(),
  }
}

interface Piece {
  encoding: string
  delimiter: string | null
  batch: RowBatch
}

async function* piecesOf(source: FileSource, options: ReadOptions): AsyncGenerator<Piece> {
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
      yield* sheetPieces(rows, source)
      return
    }
    const plain = container === 'gzip' ? gunzipped(chain(head.bytes, bytes)) : chain(head.bytes, bytes)
    yield* textPieces(source, options, plain, counter)
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
  const delimiter = options.delimiter ?? delimiterOf(headText)
  const scanner = createScanner(delimiter, recordLimit)
  let batch: RowBatch = { rows: [], numbers: [], bytesRead: counter.bytes }
  const emit = (cells: string[], number: number) => {
    if (cells.length === 1 && cells[0] === '') return
    batch.rows.push(cells)
    batch.numbers.push(number)
  }
  const guarded = (work: () => void) => {
    try {
      work()
    } catch (error) {
      if (error instanceof RecordTooLong)
        throw importErrors.lineTooLong({ file, row: error.row, limit: recordLimit })
      if (error instanceof OpenQuote) throw importErrors.openQuote({ file, row: error.row })
      throw error
    }
    row = scanner.row
    batch.bytesRead = counter.bytes
  }
  const flush = function* (): Generator<Piece> {
    if (batch.rows.length === 0) return
    yield { encoding, delimiter, batch }
    batch = { rows: [], numbers: [], bytesRead: counter.bytes }
  }
  guarded(() => scanner.push(headText, emit))
  yield* flush()
  try {
    for await (const chunk of bytes) {
      const text = decode(chunk)
      if (found !== 'utf-16le' && text.includes('\0')) throw importErrors.binary({ file })
      guarded(() => scanner.push(text, emit))
      yield* flush()
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
  yield* flush()
}

const batchRows = 5_000

function* sheetPieces(rows: string[][], source: FileSource): Generator<Piece> {
  for (let from = 0; from < rows.length; from += batchRows) {
    const batch: RowBatch = {
      rows: [],
      numbers: [],
      bytesRead: Math.round((source.bytes * from) / rows.length),
    }
    rows.slice(from, from + batchRows).forEach((cells, i) => {
      if (cells.every((cell) => cell === '')) return
      batch.rows.push(cells)
      batch.numbers.push(from + i + 1)
    })
    if (batch.rows.length > 0) yield { encoding: 'xlsx', delimiter: null, batch }
  }
}

/** Names trimmed; unnamed columns are called column_N; data where names should be is refused. */
function checkHeader(cells: string[], file: string): string[] {
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

/** The first part of a stream, at least one chunk; the rest stays in the generator. */
async function takeHead(bytes: AsyncGenerator<Buffer>, source: FileSource): Promise<{ bytes: Buffer }> {
  const parts: Buffer[] = []
  let size = 0
  try {
    while (size < headBytes) {
      const next = await bytes.next()
      if (next.done) break
      parts.push(next.value)
      size += next.value.length
    }
  } catch (error) {
    // What could be decompressed before the cut is still worth looking at; the body will meet the cut again.
    if (isTruncation(error)) throw importErrors.truncated({ file: source.name, row: 0 }, error)
    throw error
  }
  return { bytes: Buffer.concat(parts) }
}

async function* counted(raw: Readable, counter: { bytes: number }): AsyncGenerator<Buffer> {
  for await (const chunk of raw) {
    counter.bytes += (chunk as Buffer).length
    yield chunk as Buffer
  }
}

async function* chain(head: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield head
  yield* rest
}

async function* gunzipped(bytes: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const { Readable } = await import('node:stream')
  const gunzip = createGunzip({ chunkSize: 256 * 1024 })
  const compressed = Readable.from(bytes, { objectMode: false })
  compressed.on('error', (error) => gunzip.destroy(error))
  compressed.pipe(gunzip)
  for await (const chunk of gunzip) yield chunk as Buffer
}

function isTruncation(error: unknown): boolean {
  const code = (error as { code?: string }).code ?? ''
  return code === 'Z_BUF_ERROR' || code === 'Z_DATA_ERROR'
}
