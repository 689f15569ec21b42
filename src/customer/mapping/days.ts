import { dayText, firstDate, isDay, parseDay, type RememberedDay } from '../../kit/calendar/yearly-day.ts'
import { createDateReader } from './dates.ts'
import { toText } from './expression/functions.ts'
import { type ReadScope, rawReader } from './field-readers.ts'
import type { FieldSource, Mapping } from './mapping.schema.ts'

/** Before the id of a kind of dates, it is a field of a customer file. */
export const datePrefix = 'date_'

/** A day of a row that matters to a person, besides the birthday. */
export interface FoundDay {
  /** The kind of date. */
  kind: string
  /** As `dayText` writes it. */
  text: string
}

/** The kinds of dates a mapping brings. */
export function mappedKinds({ kind, fields }: Pick<Mapping, 'kind' | 'fields'>): string[] {
  if (kind !== 'customers') return []
  return Object.keys(fields).flatMap((name) =>
    name.startsWith(datePrefix) ? [name.slice(datePrefix.length)] : [],
  )
}

/**
 * A day in the calendar its source says: without one as it is written, Gregorian unless it says 农历 itself.
 * @returns null for what is no such day
 */
export function dayIn({ calendar, format }: FieldSource): (text: string) => RememberedDay | null {
  const read = createDateReader(format ?? null, 'UTC')
  const inCalendar = (day: RememberedDay | null) =>
    day !== null && (calendar === undefined || day.calendar === calendar) ? day : null
  if (calendar === 'lunar')
    return (text) => {
      const plain = text.replace(/[T ]\d{1,2}:.*$/, '').replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3')
      return inCalendar(parseDay(text)) ?? parseDay(`lunar ${plain}`)
    }
  return (text) => {
    const day = format === undefined ? parseDay(text) : null
    if (day) return inCalendar(day)
    const at = read(text)
    // A lunar day in a column with a format of its own is still a lunar day.
    if (at === null) return inCalendar(parseDay(text))
    const date = new Date(at)
    return inCalendar({
      ...{ calendar: 'solar', year: date.getUTCFullYear(), month: date.getUTCMonth() + 1 },
      ...{ day: date.getUTCDate(), isLeap: false },
    })
  }
}

/**
 * @param yearly whether dates of a kind come again each year; what comes once needs its year
 * @returns a reader giving the days of a row; what is no day costs the row, since the column may be another
 */
export function daysReader(
  mapping: Mapping,
  scope: ReadScope,
  yearly: Readonly<Record<string, boolean>>,
): (cells: readonly string[]) => FoundDay[] {
  const readers = mappedKinds(mapping).flatMap((kind) => {
    const field = `${datePrefix}${kind}`
    const source = mapping.fields[field]
    return source ? [{ kind, field, cell: rawReader(field, source, scope), parse: dayIn(source) }] : []
  })
  if (readers.length === 0) return () => none
  return (cells) =>
    readers.flatMap(({ kind, field, cell, parse }) => {
      const text = toText(cell(cells))
      if (text === '') return none
      const read = parse(text)
      const day = read !== null && isDay(read) ? read : null
      const isOnce = yearly[kind] === false
      if (day !== null && !(isOnce && (day.calendar === 'lunar' || firstDate(day) === null)))
        return [{ kind, text: dayText(day) }]
      scope.problems.push({ code: day === null ? 'not_a_day' : 'day_needs_year', field })
      return none
    })
}

const none: FoundDay[] = []
