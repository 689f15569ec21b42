import { type EmitRecord, RecordTooLong, type Scanner } from '../../kit/csv-scan.ts'

/** First cell of a row whose line is no JSON object; the line itself is the second. No text of a table holds it. */
export const damagedRow = '\0damaged'

/** Objects within objects become columns `a.b.c` to this depth; what lies deeper stays JSON text. */
const mostLevels = 6

/** Columns one file may have; more are keys made of data. */
export const mostColumns = 2_000

export class TooManyColumns extends Error {
  readonly row: number
  constructor(row: number) {
    super(`line ${row} brings more than ${mostColumns} columns`)
    this.row = row
  }
}

/** Whether a text is NDJSON: one JSON object a line. @param head its beginning; the first line may be cut */
export function isJsonLines(head: string): boolean {
  const text = head.replace(/^\uFEFF?\s*/, '')
  if (!text.startsWith('{')) return false
  const line = text.slice(0, text.search(/\n|$/))
  return line.length === text.length || objectOf(line) !== null
}

/** Whether a text is JSON all the same: one list, or an object over several lines. */
export function isOtherJson(head: string): boolean {
  return /^\uFEFF?\s*(\[\s*[[{]|\{\s*("|\n|\r|$))/.test(head)
}

/**
 * The columns of a file, in the order they first come up, line by line: `push` all of it, then `end`.
 * @param limit characters of one line
 * @throws RecordTooLong, TooManyColumns
 */
export function createColumnFinder(limit: number): Scanner & { readonly columns: readonly string[] } {
  const columns = new Set<string>()
  const lines = createLines(limit, (line, row) => {
    const object = objectOf(line)
    if (object === null) return
    flatten(object, '', 1, (name) => columns.add(name))
    if (columns.size > mostColumns) throw new TooManyColumns(row)
  })
  return {
    push: (text) => lines.push(text),
    end: () => lines.end(),
    get row() {
      return lines.row
    },
    get columns() {
      return [...columns]
    },
  }
}

/**
 * Rows of an NDJSON file, one cell a column: texts as they are, numbers and true/false as written, lists as JSON, ''
 * where a line has no such key or null. A line that is no object, or holds a whole number of more digits than can be
 * kept, becomes a damaged row.
 * @param columns all names the file holds
 * @throws RecordTooLong
 */
export function createJsonScanner(columns: readonly string[], limit: number): Scanner {
  const places = new Map(columns.map((name, i) => [name, i]))
  const cells = new Array<string>(columns.length)
  const lines = createLines(limit, (line, row, emit) => {
    if (line === '') return
    cells.fill('')
    const object = objectOf(line)
    let whole = object !== null
    if (object !== null)
      flatten(object, '', 1, (name, value) => {
        const place = places.get(name)
        const text = textOf(value)
        if (place === undefined || text === null) whole = false
        else cells[place] = text
      })
    emit(whole ? cells : [damagedRow, line], row)
  })
  return {
    push: (text, emit) => lines.push(text, emit),
    end: (emit) => lines.end(emit),
    get row() {
      return lines.row
    },
  }
}

type TakeLine = (line: string, row: number, emit: EmitRecord) => void
const noEmit: EmitRecord = () => undefined

/** Lines of a text that comes in pieces; memory holds one unfinished line. */
function createLines(limit: number, take: TakeLine) {
  let rest = ''
  let row = 1
  const one = (line: string, emit: EmitRecord) => {
    if (line.length > limit) throw new RecordTooLong(row)
    take(line.trim(), row, emit)
    row++
  }
  return {
    push(text: string, emit: EmitRecord = noEmit) {
      const all = rest === '' ? text : rest + text
      let from = 0
      for (let end = all.indexOf('\n'); end >= 0; end = all.indexOf('\n', from)) {
        one(all.slice(from, end), emit)
        from = end + 1
      }
      rest = all.slice(from)
      if (rest.length > limit) throw new RecordTooLong(row)
    },
    end(emit: EmitRecord = noEmit) {
      if (rest !== '') one(rest, emit)
      rest = ''
    },
    get row() {
      return row
    },
  }
}

function objectOf(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line.replace(/^\uFEFF/, ''))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

/** Each value of an object that is no object itself, under its name with points; `level` is the object's own, from 1. */
export function flatten(
  object: Record<string, unknown>,
  prefix: string,
  level: number,
  take: (name: string, value: unknown) => void,
): void {
  for (const [key, value] of Object.entries(object)) {
    const name = `${prefix}${key.trim()}`
    if (name === '') continue
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    if (isObject && level < mostLevels) flatten(value as Record<string, unknown>, `${name}.`, level + 1, take)
    else take(name, value)
  }
}

/** A value as a cell; null for a whole number that was read with other last digits than it was written with. */
export function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'number')
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? null : String(value)
  return typeof value === 'boolean' ? String(value) : JSON.stringify(value)
}
