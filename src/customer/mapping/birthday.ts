import { firstDate, type RememberedDay } from '../../kit/calendar/yearly-day.ts'
import { dayIn } from './days.ts'
import { toText } from './expression/functions.ts'
import { type ReadScope, rawReader } from './field-readers.ts'
import type { FieldSource } from './mapping.schema.ts'

const [firstYear, lastYear] = [1800, 2200]

/** What is known of a birth. */
export interface Born {
  day: RememberedDay | null
  /** Solar; 0: unknown. */
  year: number
}
const unknown: Born = { day: null, year: 0 }

/**
 * Birth: a day of the solar or the Chinese calendar with its year or without, or the year alone. A year nobody was born
 * in is left out with a word; what is no day at all costs the row, since the column may be another.
 */
export function birthdayReader(source: FieldSource | undefined, scope: ReadScope) {
  if (!source) return (_: readonly string[]): Born => unknown
  const read = rawReader('birthday', source, scope)
  const { format } = source
  const parse = dayIn(source)
  const bornOn = (text: string): Born | 'bad_birthday' | 'not_a_date' => {
    const year = format === undefined && /^\d{4}$/.test(text) ? Number(text) : null
    if (year !== null) return isPossible(year) ? { day: null, year } : 'bad_birthday'
    const day = parse(text)
    if (day === null) return 'not_a_date'
    return day.year === null || isPossible(day.year) ? of(day) : 'bad_birthday'
  }
  return (cells: readonly string[]): Born => {
    const text = toText(read(cells))
    if (text === '') return unknown
    const born = bornOn(text)
    if (typeof born === 'object') return born
    scope.problems.push({ code: born, field: 'birthday' })
    return unknown
  }
}

const isPossible = (year: number) => year >= firstYear && year < lastYear
const of = (day: RememberedDay): Born => ({ day, year: Number((firstDate(day) ?? '0').slice(0, 4)) })
