/** Calendar days as text, `YYYY-MM-DD`: a day is the same day whatever the machine's zone. */

const dayMs = 86_400_000
const at = (day: string) => Date.parse(`${day}T00:00:00Z`)

export function addDays(day: string, days: number): string {
  return new Date(at(day) + days * dayMs).toISOString().slice(0, 10)
}

export function daysApart(from: string, to: string): number {
  return Math.round((at(to) - at(from)) / dayMs)
}

/** Weeks begin on Monday. */
export function mondayOf(day: string): string {
  return addDays(day, -((new Date(at(day)).getUTCDay() + 6) % 7))
}

export function addMonths(day: string, months: number): string {
  const [year = 0, month = 1] = day.split('-').map(Number)
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10)
}

export function daysBetween(from: string, to: string): string[] {
  return Array.from({ length: daysApart(from, to) + 1 }, (_, i) => addDays(from, i))
}

export type View = 'month' | 'week'

/** What a page of the calendar shows: whole weeks. */
export function spanOf(view: View, day: string): { from: string; to: string } {
  if (view === 'week') return { from: mondayOf(day), to: addDays(mondayOf(day), 6) }
  const first = `${day.slice(0, 7)}-01`
  const last = addDays(addMonths(first, 1), -1)
  return { from: mondayOf(first), to: addDays(mondayOf(last), 6) }
}

export function step(view: View, day: string, by: 1 | -1): string {
  return view === 'week' ? addDays(day, 7 * by) : addMonths(day, by)
}

/** A day in the reader's words. */
export function dayName(
  day: string,
  language: string,
  style: 'long' | 'month' | 'weekday' | 'number',
): string {
  const options: Record<typeof style, Intl.DateTimeFormatOptions> = {
    long: { weekday: 'short', year: 'numeric', month: 'long', day: 'numeric' },
    month: { year: 'numeric', month: 'long' },
    weekday: { weekday: 'short' },
    number: { day: 'numeric' },
  }
  if (style === 'number') return String(Number(day.slice(8)))
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    ...options[style],
    timeZone: 'UTC',
  }).format(new Date(at(day)))
}
