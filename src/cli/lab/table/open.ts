import { createReadStream, existsSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { createGunzip } from 'node:zlib'
import { createScanner, OpenQuote, RecordTooLong } from '../../../kit/csv-scan.ts'
import { messageOf } from '../../../kit/errors.ts'
import type { Task } from '../../../kit/progress.ts'
import { labErrors } from '../errors.ts'
import { type Column, type ColumnBuilder, type ColumnKind, columnBuilder } from './columns.ts'
import { parquetAsCsv } from './parquet.ts'
import { createTable, type LabTable } from './table.ts'

/** Characters of one record. */
const recordLimit = 16_000_000

/** A file the caller named. Its header is read when opened, its rows when a method says what it needs. */
export interface LabFile {
  /** For messages. */
  readonly name: string
  readonly columns: readonly string[]
  /**
   * Reads the columns named; the others are passed over.
   * @throws labErrors for a column the file does not have, a cell that is not of the kind, a ragged row, no rows
   */
  read(kinds: Readonly<Record<string, ColumnKind>>): Promise<LabTable>
  /** Removes what reading it left on the disk; it cannot be read after that. */
  close(): void
}

/** @throws labErrors when there is no such file, it cannot be read, or its header is unusable */
export async function openLabFile(path: string, task: Task): Promise<LabFile> {
  if (!existsSync(path)) throw labErrors.noFile({ path })
  if (!statSync(path).isFile()) throw labErrors.unreadable({ path, reason: 'it is not a file' })
  const source = await sourceOf(path, task)
  try {
    return await opened(source, task)
  } catch (error) {
    source.remove()
    throw error
  }
}

async function opened(source: Source, task: Task): Promise<LabFile> {
  let columns: string[] | null = null
  await scan(source, task, (cells) => {
    columns = cells.map((cell) => cell.trim())
    return false
  })
  const header: string[] = columns ?? []
  if (header.length === 0) throw labErrors.empty({ path: source.name })
  const twice = header.find((name, i) => header.indexOf(name) !== i)
  if (twice !== undefined) throw labErrors.duplicateHeader({ path: source.name, column: twice })
  return {
    name: source.name,
    columns: header,
    read: (kinds) => readColumns(source, header, kinds, task),
    close: source.remove,
  }
}

interface Source {
  name: string
  path: string
  delimiter: string
  gzip: boolean
  /** Of a copy made to read it. */
  remove(): void
}

async function sourceOf(path: string, task: Task): Promise<Source> {
  const name = basename(path)
  const start = await firstBytes(path)
  if (start.subarray(0, 4).toString('latin1') === 'PAR1') {
    const { csv, remove } = await parquetAsCsv(path, task)
    return { name, path: csv, delimiter: ',', gzip: false, remove }
  }
  const gzip = start[0] === 0x1f && start[1] === 0x8b
  const source = { name, path, delimiter: ',', gzip, remove: () => {} }
  const line = await firstLine(source)
  return { ...source, delimiter: delimiterOf(line) }
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

async function firstLine(source: Source): Promise<string> {
  let text = ''
  try {
    for await (const piece of pieces(source)) {
      text += piece
      const end = text.search(/[\r\n]/)
      if (end >= 0) return text.slice(0, end)
      if (text.length > recordLimit) break
    }
  } catch (error) {
    throw unreadable(source, error)
  }
  return text
}

/** A tab or semicolon where the header has more of them than commas. */
function delimiterOf(header: string): string {
  const bare = header.replaceAll(/"[^"]*"/g, '')
  const count = (delimiter: string) => bare.split(delimiter).length
  return [',', '\t', ';'].reduce((best, next) => (count(next) > count(best) ? next : best))
}

async function* pieces(source: Source): AsyncGenerator<string> {
  const file = createReadStream(source.path, { highWaterMark: 1 << 20 })
  const bytes = source.gzip ? file.pipe(createGunzip({ chunkSize: 1 << 18 })) : file
  // An error of the file does not travel through pipe.
  if (source.gzip) file.on('error', (error) => bytes.destroy(error))
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const chunk of bytes) yield decoder.decode(chunk as Buffer, { stream: true })
    yield decoder.decode()
  } finally {
    file.destroy()
  }
}

/** Every record of the file; stops when `take` says false. */
async function scan(
  source: Source,
  task: Task,
  take: (cells: string[], row: number) => boolean,
): Promise<void> {
  const scanner = createScanner(source.delimiter, recordLimit)
  let going = true
  const emit = (cells: string[], row: number) => {
    if (going) going = take(cells, row)
  }
  try {
    for await (const piece of pieces(source)) {
      task.signal.throwIfAborted()
      scanner.push(piece, emit)
      if (!going) return
      task.report({ phase: `reading ${source.name}`, done: scanner.row, total: null, unit: 'rows' })
    }
    scanner.end(emit)
  } catch (error) {
    throw unreadable(source, error)
  }
}

function unreadable(source: Source, error: unknown): unknown {
  if (error instanceof OpenQuote)
    return labErrors.unreadable({
      path: source.name,
      reason: `the quote in row ${error.row} is never closed`,
    })
  if (error instanceof RecordTooLong)
    return labErrors.unreadable({ path: source.name, reason: `row ${error.row} is too long` })
  if (error instanceof TypeError)
    return labErrors.unreadable({ path: source.name, reason: 'it is not text in UTF-8' })
  if ((error as NodeJS.ErrnoException)?.code?.startsWith('Z_'))
    return labErrors.unreadable({ path: source.name, reason: messageOf(error) })
  return error
}

async function readColumns(
  source: Source,
  header: readonly string[],
  kinds: Readonly<Record<string, ColumnKind>>,
  task: Task,
): Promise<LabTable> {
  for (const column of Object.keys(kinds))
    if (!header.includes(column))
      throw labErrors.noColumn({ path: source.name, column, columns: header.join(', ') })
  // A column that proves not to be numbers is read again as text; most files need one pass.
  const texts = new Set<string>()
  for (;;) {
    const columns = await onePass(source, header, kinds, texts, task)
    if (columns) return createTable(source.name, columns)
  }
}

async function onePass(
  source: Source,
  header: readonly string[],
  kinds: Readonly<Record<string, ColumnKind>>,
  texts: Set<string>,
  task: Task,
): Promise<Column[] | null> {
  const at: number[] = []
  const builders: ColumnBuilder[] = []
  const names: string[] = []
  const wanted: ColumnKind[] = []
  header.forEach((name, i) => {
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined
    if (kind === undefined) return
    at.push(i)
    names.push(name)
    wanted.push(kind)
    builders.push(columnBuilder(name, kind !== 'auto' ? kind : texts.has(name) ? 'text' : 'number'))
  })
  const known = texts.size
  let rows = 0
  await scan(source, task, (cells, row) => {
    if (row === 1) return true
    if (cells.length !== header.length) {
      if (cells.length === 1 && cells[0] === '') return true
      throw labErrors.raggedRow({ path: source.name, row, cells: cells.length, columns: header.length })
    }
    rows += 1
    for (let c = 0; c < builders.length; c++) {
      const cell = cells[at[c] as number] as string
      if ((builders[c] as ColumnBuilder).take(cell)) continue
      const column = names[c] as string
      const kind = wanted[c] as ColumnKind
      if (kind === 'auto') texts.add(column)
      else if (kind !== 'text')
        throw labErrors[kind === 'time' ? 'notTime' : 'notNumber']({
          path: source.name,
          row,
          column,
          value: cell.slice(0, 60),
        })
    }
    return true
  })
  if (rows === 0) throw labErrors.empty({ path: source.name })
  return texts.size > known ? null : builders.map((builder) => builder.finish())
}
