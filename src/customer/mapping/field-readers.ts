import { currencyDigits, isCurrency } from '../../kit/money.ts'
import { importErrors } from '../imports/errors.ts'
import { holdsIdentifier, maskText } from '../privacy/text-guard.ts'
import { createDateReader, maxDate, minDate } from './dates.ts'
import { compileExpression } from './expression/compile.ts'
import { NotComputable, toText, type Value } from './expression/functions.ts'
import { ExpressionError } from './expression/tokens.ts'
import type { FieldSource } from './mapping.schema.ts'
import { minorOf, parseNumber } from './numbers.ts'
import type { RowProblem, RowProblemCode } from './row-problems.ts'

type Cells = readonly string[]

/** What all readers of one mapping share. Problems of the row being read are collected here. */
export interface ReadScope {
  columns: ReadonlyMap<string, number>
  problems: RowProblem[]
  /** Keyed pseudonym for ids that look like a telephone number; see `readId`. */
  pseudonym(text: string): string
}

const maxText = 500
const maxId = 200

/** The value of a source for a row: blank is ''. Texts come without blanks around them. */
export function rawReader(field: string, source: FieldSource, scope: ReadScope): (cells: Cells) => Value {
  const plain = unreplaced(field, source, scope)
  const { values } = source
  if (!values) return plain
  const replace = new Map(Object.entries(values))
  return (cells) => {
    const value = plain(cells)
    return replace.get(toText(value)) ?? value
  }
}

function unreplaced(field: string, source: FieldSource, scope: ReadScope): (cells: Cells) => Value {
  const { column, constant, expression } = source
  if (column !== undefined) {
    const index = scope.columns.get(column) ?? -1
    return (cells) => cellText(cells[index])
  }
  if (constant !== undefined) return () => constant
  try {
    const compiled = compileExpression(expression ?? '', scope.columns)
    return (cells) => {
      try {
        return compiled(cells) ?? ''
      } catch (error) {
        if (!(error instanceof NotComputable)) throw error
        scope.problems.push({ code: 'expression_failed', field })
        return ''
      }
    }
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    throw importErrors.badExpression(
      { field, expression: expression ?? '', at: error.at, problem: error.problem },
      error,
    )
  }
}

/** An apostrophe before = + - @ is how spreadsheets, and our own exports, say that it is text. */
export function cellText(cell: string | undefined): string {
  if (cell === undefined || cell === '') return ''
  const text = cell.charCodeAt(0) > 32 && cell.charCodeAt(cell.length - 1) > 32 ? cell : cell.trim()
  return text.charCodeAt(0) === 39 && /^'[=+\-@]/.test(text) ? text.slice(1) : text
}

/** A copy: a slice would keep the whole piece of the file it was cut from in memory. */
export function ownText(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8')
}

/** Text for people; identifiers in it are masked and reported. */
export function textReader(
  field: string,
  source: FieldSource | undefined,
  scope: ReadScope,
): (cells: Cells) => string {
  if (!source) return () => ''
  const read = rawReader(field, source, scope)
  const seen = new Map<string, string>()
  return (cells) => {
    const text = toText(read(cells))
    if (text === '') return ''
    let masked = seen.get(text)
    if (masked === undefined) {
      masked = maskText(text)
      if (seen.size > 20_000) seen.clear()
      const key = ownText(text)
      seen.set(key, masked === text ? key : masked)
    }
    if (masked !== text) scope.problems.push({ code: 'identifier_in_text', field })
    return within(masked, maxText, field, scope)
  }
}

/** Ids are kept as they are, or joins would break; one that could be a telephone number is replaced by a pseudonym. */
export function idReader(
  field: string,
  source: FieldSource | undefined,
  scope: ReadScope,
): (cells: Cells) => string {
  if (!source) return () => ''
  const read = rawReader(field, source, scope)
  let last = ''
  let lastResult = ''
  let lastFound = false
  return (cells) => {
    const text = toText(read(cells))
    if (text === '') return ''
    if (text !== last) {
      lastFound = holdsIdentifier(text)
      lastResult = within(lastFound ? scope.pseudonym(text) : text, maxId, field, scope)
      last = text
    }
    if (lastFound) scope.problems.push({ code: 'identifier_in_text', field })
    return lastResult
  }
}

/** Identifiers, as written; they never leave for the warehouse. */
export function plainReader(
  field: string,
  source: FieldSource | undefined,
  scope: ReadScope,
): (cells: Cells) => string {
  if (!source) return () => ''
  const read = rawReader(field, source, scope)
  return (cells) => within(toText(read(cells)), maxText, field, scope)
}

function within(text: string, limit: number, field: string, scope: ReadScope): string {
  if (text.length <= limit) return text
  scope.problems.push({ code: 'too_long', field })
  return ''
}

const maxQuantity = 1e9

/** null is blank, or wrong and reported. */
export function numberReader(
  field: string,
  source: FieldSource | undefined,
  scope: ReadScope,
  limit = maxQuantity,
) {
  if (!source) return (_: Cells): number | null => null
  const read = rawReader(field, source, scope)
  const { decimalComma } = source
  return (cells: Cells): number | null => {
    const value = read(cells)
    if (value === '' || value === null) return null
    const number = typeof value === 'number' ? value : parseNumber(toText(value), decimalComma)
    if (number === null) return fail('not_a_number', field, scope)
    if (Math.abs(number) > limit) return fail('out_of_range', field, scope)
    return number
  }
}

/** Amounts in major units of the row's currency; `toMinor` ends them. */
export function moneyReader(field: string, source: FieldSource | undefined, scope: ReadScope) {
  const read = numberReader(field, source, scope, 1e15)
  const unit = source?.unit ?? 'major'
  return (cells: Cells, scale: number): number | null => {
    const value = read(cells)
    if (value === null) return null
    if (unit === 'minor') return value / scale
    return unit === 'wan' ? value * 10_000 : value
  }
}

export function toMinor(major: number, scale: number, field: string, scope: ReadScope): number {
  const minor = minorOf(major, scale)
  return minor ?? fail('out_of_range', field, scope) ?? 0
}

export function dateReader(
  field: string,
  source: FieldSource | undefined,
  timeZone: string,
  scope: ReadScope,
) {
  if (!source) return (_: Cells): number | null => null
  const read = rawReader(field, source, scope)
  const parse = createDateReader(source.format ?? null, timeZone)
  return (cells: Cells): number | null => {
    const text = toText(read(cells))
    if (text === '') return null
    const at = parse(text)
    if (at === null) return fail('not_a_date', field, scope)
    if (at < minDate || at >= maxDate) return fail('date_out_of_range', field, scope)
    return at
  }
}

/** @returns the currency of a row and what one major unit has of minor ones */
export function currencyReader(source: FieldSource | undefined, fallback: string, scope: ReadScope) {
  const known = new Map<string, { code: string; scale: number }>()
  const describe = (code: string) => ({ code, scale: 10 ** currencyDigits(code) })
  const usual = describe(fallback)
  if (!source) return (_: Cells) => usual
  const read = rawReader('currency', source, scope)
  return (cells: Cells) => {
    const text = toText(read(cells)).toUpperCase()
    if (text === '') return usual
    const found = known.get(text)
    if (found) return found
    const code = currencyNames[text] ?? text
    if (!isCurrency(code)) {
      scope.problems.push({ code: 'unknown_currency', field: 'currency' })
      return usual
    }
    const described = describe(code)
    known.set(text, described)
    return described
  }
}

const currencyNames: Record<string, string> = {
  RMB: 'CNY',
  人民币: 'CNY',
  '￥': 'CNY',
  '¥': 'CNY',
  元: 'CNY',
  美元: 'USD',
  $: 'USD',
  欧元: 'EUR',
  '€': 'EUR',
  '£': 'GBP',
  英镑: 'GBP',
  日元: 'JPY',
  港币: 'HKD',
  新台币: 'TWD',
  NT$: 'TWD',
  HK$: 'HKD',
  US$: 'USD',
}

/** One of a few values, by the words files use for them; '' is blank. */
export function choiceReader(
  field: string,
  source: FieldSource | undefined,
  choices: Readonly<Record<string, readonly string[]>>,
  scope: ReadScope,
): (cells: Cells) => string {
  if (!source) return () => ''
  const read = rawReader(field, source, scope)
  const byWord = new Map(
    Object.entries(choices).flatMap(([value, words]) => words.map((word) => [word, value] as const)),
  )
  return (cells) => {
    const text = toText(read(cells))
    if (text === '') return ''
    const found = byWord.get(text) ?? byWord.get(text.toLowerCase())
    if (found === undefined) scope.problems.push({ code: 'unknown_value', field })
    return found ?? ''
  }
}

function fail(code: RowProblemCode, field: string, scope: ReadScope): null {
  scope.problems.push({ code, field })
  return null
}
