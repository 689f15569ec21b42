import type { Converted, FoundIdentifier } from '../mapping/convert/index.ts'
import type { FoundDay } from '../mapping/days.ts'
import { ownText } from '../mapping/field-readers.ts'
import { LineWriter } from '../mapping/line-writer.ts'
import { warningCodes } from '../mapping/row-problems.ts'
import { damagedRow } from '../reading/json-lines.ts'
import type { TakeRow } from '../reading/open-table.ts'
import { openRows, type ReadSetup } from './open-rows.ts'
import type { Reject } from './rejects.ts'
import { countReason } from './summary.ts'

/** Of the rows whose customer is certain. */
export interface Tally {
  read: number
  withoutCustomer: number
  returns: number
  /** UTC ms of the first and last fact. */
  from: number | null
  to: number | null
  /** Rows by code and field. */
  reasons: Record<string, number>
}

/** A row known by an address only: two people may share it, and then it is not stored. */
export interface Doubtful {
  /** Which of the lines. */
  line: number
  row: number
  /** What the row names the person by. */
  field: string
  at: number | null
  isReturn: boolean
  cells: string[]
}

/** Converted rows on their way into the staging table. */
export interface LineBatch {
  /** TabSeparated lines, each with room for `keyDigits` digits of the person’s key at its beginning. */
  lines: Uint8Array<ArrayBuffer>
  /** Where each line begins, and by twos who it is about: [start, person, start, person …]. */
  index: Uint32Array<ArrayBuffer>
  /** People not met before, numbered on from those before; the first of all is 1, and 0 is nobody. */
  people: FoundIdentifier[]
  /** The numbers before these people mean nothing any more: numbering began anew with 1. */
  forgot: boolean
  /** Their blind index is added where it is first needed. */
  others: (FoundIdentifier & { person: number; index?: Buffer })[]
  days: (FoundDay & { person: number })[]
  doubtful: Doubtful[]
  rejects: Reject[]
  tally: Tally
}

/** Digits of a person's key: all whole numbers that JavaScript has. */
export const keyDigits = 16
const noKey = '0'.repeat(keyDigits)

/** A batch is handed on at this size … */
const batchBytes = 1024 * 1024
/** … or with so many identifiers: each costs the ledger's side some 20 µs without a break. */
const batchIdentifiers = 2_000
/** People that are told apart without asking again. */
const peopleLimit = 1_000_000

export interface RowReader {
  take: TakeRow
  /** Whether there is enough for a batch. */
  isFull(): boolean
  /** What was gathered so far. */
  batch(): LineBatch
}

/** Converts the rows of a file; what cannot be stored becomes a reject with its first reason. */
export function createRowReader(setup: ReadSetup, header: readonly string[], limit = peopleLimit): RowReader {
  const { convert, scope, refuse } = openRows(setup, header)
  const out = new LineWriter(batchBytes + 256 * 1024)
  const people = peopleNumbers(limit)
  let gathered = newGathered()
  let index = new Uint32Array(32 * 1024)
  let lines = 0

  const reject = (row: number, cells: readonly string[]) => {
    const reason = scope.problems.find((problem) => !warningCodes.has(problem.code))
    for (const problem of reason ? [reason] : scope.problems) countReason(gathered.tally, problem)
    const kept = cells[0] === damagedRow ? cells.slice(1) : [...cells]
    if (reason) gathered.rejects.push({ row, field: reason.field, code: reason.code, cells: kept })
  }

  const add = (converted: Converted, row: number, start: number, cells: readonly string[]) => {
    const { identity, others, at, isReturn } = converted
    let person = 0
    if (identity !== null) {
      person = people.numberOf(identity)
      if (person === 0) person = people.add(identity, gathered)
    }
    if (lines * 2 + 2 > index.length) {
      const larger = new Uint32Array(index.length * 2)
      larger.set(index)
      index = larger
    }
    index[lines * 2] = start
    index[lines * 2 + 1] = person
    if (identity !== null && (identity.kind === 'email' || identity.kind === 'phone'))
      gathered.doubtful.push({ line: lines, row, field: identity.kind, at, isReturn, cells: [...cells] })
    else tally(gathered.tally, person, at, isReturn)
    lines++
    for (const day of converted.days ?? []) gathered.days.push({ ...day, person })
    for (const other of others) if (people.isNews(person, other)) gathered.others.push({ ...other, person })
  }

  return {
    take: (cells, row) => {
      gathered.tally.read++
      const watched = refuse(cells)
      if (watched !== null) countReason(gathered.tally, watched)
      const start = out.size
      let converted: Converted | null = null
      if (scope.problems.length === 0) {
        out.ascii(noKey)
        out.tab()
        out.number(row)
        out.tab()
        converted = convert(cells, out)
      }
      if (scope.problems.length > 0) reject(row, cells)
      if (converted === null) out.size = start
      else {
        out.lineFeed()
        add(converted, row, start, cells)
      }
    },
    isFull: () =>
      out.size >= batchBytes ||
      gathered.people.length + gathered.others.length + gathered.days.length >= batchIdentifiers ||
      gathered.rejects.length + gathered.doubtful.length >= batchIdentifiers,
    batch: () => {
      const done = { ...gathered, lines: out.take(), index: index.slice(0, lines * 2) }
      gathered = newGathered()
      lines = 0
      people.forgetIfMany(gathered)
      return done
    },
  }
}

const newGathered = (): Omit<LineBatch, 'lines' | 'index'> => ({
  people: [],
  forgot: false,
  others: [],
  days: [],
  doubtful: [],
  rejects: [],
  tally: { read: 0, withoutCustomer: 0, returns: 0, from: null, to: null, reasons: {} },
})

export function tally(into: Omit<Tally, 'read'>, person: number, at: number | null, isReturn: boolean): void {
  if (person === 0) into.withoutCustomer++
  if (isReturn) into.returns++
  if (at === null) return
  if (into.from === null || at < into.from) into.from = at
  if (into.to === null || at > into.to) into.to = at
}

/** Numbers for the people met in this file. */
function peopleNumbers(limit: number) {
  const numbers: Readonly<Record<string, Map<string, number>>> = {
    account: new Map(),
    record: new Map(),
    email: new Map(),
    phone: new Map(),
    anonymous: new Map(),
  }
  /** What was said of them: a telephone that stands in each of their rows is written down once. */
  const said = new Set<string>()
  let last = 0
  return {
    isNews: (person: number, { kind, normalised }: FoundIdentifier): boolean => {
      const news = `${person} ${kind} ${normalised}`
      if (said.has(news)) return false
      if (said.size >= limit) said.clear()
      said.add(news)
      return true
    },
    numberOf: ({ kind, normalised }: FoundIdentifier): number => numbers[kind]?.get(normalised) ?? 0,
    add: ({ kind, normalised, text }: FoundIdentifier, gathered: Pick<LineBatch, 'people'>): number => {
      const own = ownText(normalised)
      numbers[kind]?.set(own, ++last)
      gathered.people.push({ kind, normalised: own, text: text === normalised ? own : text })
      return last
    },
    forgetIfMany: (next: { forgot: boolean }) => {
      if (last < limit) return
      for (const known of Object.values(numbers)) known.clear()
      said.clear()
      last = 0
      next.forgot = true
    },
  }
}
