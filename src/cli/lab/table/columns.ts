/** What a method wants of a column. `auto`: numbers when every cell is one, else text. */
export type ColumnKind = 'number' | 'text' | 'time' | 'auto'

export interface NumberColumn {
  kind: 'number'
  name: string
  /** NaN where the cell is empty. */
  values: Float64Array
}

export interface TextColumn {
  kind: 'text'
  name: string
  /** Position in `levels`; `emptyCode` where the cell is empty. */
  codes: Uint32Array
  /** In the order of first appearance. */
  levels: string[]
}

export const emptyCode = 0xffffffff

export interface TimeColumn {
  kind: 'time'
  name: string
  /** Milliseconds since 1970-01-01 UTC; NaN where the cell is empty. Times without a zone are taken as UTC. */
  values: Float64Array
}

export type Column = NumberColumn | TextColumn | TimeColumn

/** Takes cells one by one; `take` is false where the cell is not what the column is for. */
export interface ColumnBuilder {
  take(cell: string): boolean
  finish(): Column
}

export function columnBuilder(name: string, kind: 'number' | 'text' | 'time'): ColumnBuilder {
  if (kind === 'text') return textBuilder(name)
  const parse = kind === 'time' ? timeOf : numberOf
  let values = new Float64Array(1024)
  let rows = 0
  return {
    take(cell) {
      if (rows === values.length) values = grown(values, new Float64Array(rows * 2))
      const value = cell === '' ? Number.NaN : parse(cell)
      values[rows++] = value
      return !Number.isNaN(value) || cell.trim() === ''
    },
    finish: () => ({ kind, name, values: values.slice(0, rows) }),
  }
}

function textBuilder(name: string): ColumnBuilder {
  const seen = new Map<string, number>()
  const levels: string[] = []
  let codes = new Uint32Array(1024)
  let rows = 0
  return {
    take(cell) {
      if (rows === codes.length) codes = grown(codes, new Uint32Array(rows * 2))
      if (cell === '' || cell.trim() === '') codes[rows++] = emptyCode
      else {
        let code = seen.get(cell)
        if (code === undefined) {
          code = levels.length
          seen.set(cell, code)
          levels.push(cell)
        }
        codes[rows++] = code
      }
      return true
    },
    finish: () => ({ kind: 'text', name, codes: codes.slice(0, rows), levels }),
  }
}

function grown<A extends Float64Array | Uint32Array>(from: A, to: A): A {
  to.set(from)
  return to
}

/** A decimal number, also 1e5; NaN for anything else ("0x10", "Infinity", "1,5"). */
export function numberOf(cell: string): number {
  const value = Number(cell)
  if (Number.isFinite(value) && !/[xXoObB]/.test(cell)) return cell.trim() === '' ? Number.NaN : value
  return Number.NaN
}

const dateTime =
  /^(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/
const looseDate = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/

/** 2024-03-05, 2024/3/5, 20240305, 2024-03-05 14:30[:15[.123]][Z|+08:00], or Unix seconds or milliseconds. */
export function timeOf(cell: string): number {
  const m = dateTime.exec(cell) ?? looseDate.exec(cell)
  if (m) {
    const [year, month, day] = [Number(m[1]), Number(m[2]), Number(m[3])]
    const at = Date.UTC(
      year,
      month - 1,
      day,
      Number(m[4] ?? 0),
      Number(m[5] ?? 0),
      Number(m[6] ?? 0),
      Math.floor(Number(`0.${m[7] ?? 0}`) * 1000),
    )
    const date = new Date(at)
    // Date.UTC rolls 30 February over into March.
    if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return Number.NaN
    return at - zoneOffset(m[8])
  }
  if (/^\d{9,10}(\.\d+)?$/.test(cell)) return Number(cell) * 1000
  return /^\d{12,13}$/.test(cell) ? Number(cell) : Number.NaN
}

function zoneOffset(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0
  const digits = zone.slice(1).replace(':', '')
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))
  return (zone[0] === '-' ? -1 : 1) * minutes * 60_000
}
