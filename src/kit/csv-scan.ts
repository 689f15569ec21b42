/**
 * CSV scanner (RFC 4180 and what spreadsheets make of it): quoted cells with doubled quotes, line breaks inside
 * quotes, CR LF, LF or CR. Text comes in pieces, finished records go out; memory holds one unfinished record.
 */
export interface Scanner {
  /** Takes the next piece; `emit` gets each finished record with its 1-based number in the file. */
  push(text: string, emit: EmitRecord): void
  /** The file has ended: the last record may lack its line break. */
  end(emit: EmitRecord): void
  /** Number of the record being read. */
  readonly row: number
}

/** The array is used again for the next record. */
export type EmitRecord = (cells: string[], row: number) => void

export class RecordTooLong extends Error {
  readonly row: number
  constructor(row: number) {
    super(`record ${row} is too long`)
    this.row = row
  }
}
export class OpenQuote extends Error {
  readonly row: number
  constructor(row: number) {
    super(`record ${row} has an open quote`)
    this.row = row
  }
}

const quote = 34
const lineFeed = 10
const carriageReturn = 13

/** @param limit characters of one record; longer ones throw RecordTooLong before they are held in memory */
export function createScanner(delimiter: string, limit: number): Scanner {
  const delimiterCode = delimiter.charCodeAt(0)
  let rest = ''
  let row = 1
  // One for all records: millions of arrays, alive or not, are most of what reading costs.
  const cells: string[] = []

  function scan(text: string, final: boolean, emit: EmitRecord): void {
    const length = text.length
    let at = 0
    let start = 0
    let count = 0
    while (at < length) {
      let cell: string
      if (text.charCodeAt(at) === quote) {
        const close = closingQuote(text, at + 1)
        // The closing quote is known only by what follows it.
        if (close < 0 || (close + 1 >= length && !final)) break
        cell = text.slice(at + 1, close)
        if (cell.includes('"')) cell = cell.replaceAll('""', '"')
        const end = cellEnd(text, close + 1, delimiterCode)
        // Text after the closing quote belongs to the cell, as spreadsheets read it.
        if (end > close + 1) cell += text.slice(close + 1, end)
        at = end
      } else {
        const end = cellEnd(text, at, delimiterCode)
        cell = text.slice(at, end)
        at = end
      }
      if (at >= length) {
        if (!final) break
        cells[count++] = cell
        finish(count, emit)
        rest = ''
        return
      }
      const code = text.charCodeAt(at)
      if (code === delimiterCode) {
        cells[count++] = cell
        at++
        if (at >= length && final) {
          cells[count++] = ''
          finish(count, emit)
          rest = ''
          return
        }
        continue
      }
      if (code === carriageReturn) {
        if (at + 1 >= length && !final) break
        if (text.charCodeAt(at + 1) === lineFeed) at++
      }
      at++
      cells[count++] = cell
      finish(count, emit)
      count = 0
      start = at
    }
    if (final && start < length) throw new OpenQuote(row)
    rest = start === 0 ? text : text.slice(start)
    if (rest.length > limit) throw new RecordTooLong(row)
  }

  function finish(count: number, emit: EmitRecord): void {
    if (cells.length > count) cells.length = count
    let size = 0
    for (const cell of cells) size += cell.length
    if (size > limit) throw new RecordTooLong(row)
    emit(cells, row++)
  }

  return {
    push: (text, emit) => scan(rest === '' ? text : rest + text, false, emit),
    end: (emit) => {
      if (rest !== '') scan(rest, true, emit)
    },
    get row() {
      return row
    },
  }
}

/** Index of the quote that ends the cell, or -1 where it is not in this text. */
function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text.charCodeAt(at + 1) !== quote) return at
  }
  return -1
}

function cellEnd(text: string, from: number, delimiterCode: number): number {
  let at = from
  for (const length = text.length; at < length; at++) {
    const code = text.charCodeAt(at)
    if (code === delimiterCode || code === lineFeed || code === carriageReturn) break
  }
  return at
}
