/** Days of a workspace: calendar days of its zone, written YYYY-MM-DD. */

const dayMs = 86_400_000
const formats = new Map<string, Intl.DateTimeFormat>()

/** The calendar day an instant falls on in an IANA zone. */
export function dayOf(at: Date, timeZone: string): string {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      calendar: 'iso8601',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    })
    formats.set(timeZone, format)
  }
  const parts = new Map(format.formatToParts(at).map((part) => [part.type, part.value]))
  return `${(parts.get('year') ?? '').padStart(4, '0')}-${parts.get('month')}-${parts.get('day')}`
}

/** The day `days` later (or earlier, where negative). */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)
}

/** Whole days from one day to another; negative where `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMs)
}

/**
 * The first instant of a day in a zone, to the second. Where clocks jump over midnight that is the moment they land on.
 */
export function startOfDay(day: string, timeZone: string): Date {
  const guess = Date.parse(`${day}T00:00:00Z`)
  // Zones lie within −12 … +14 hours of UTC, so the day begins inside this stretch; its start is found by halving.
  let before = guess - 15 * 3_600_000
  let inside = guess + 13 * 3_600_000
  while (inside - before > 1000) {
    const middle = Math.floor((before + inside) / 2000) * 1000
    if (middle <= before || middle >= inside) break
    if (dayOf(new Date(middle), timeZone) < day) before = middle
    else inside = middle
  }
  return new Date(inside)
}

/** An instant as the warehouse reads it: a Date would lose its milliseconds on the way. */
export function warehouseTime(at: Date): string {
  return at.toISOString().slice(0, 23).replace('T', ' ')
}

/** The instant of a time the warehouse answered with (`YYYY-MM-DD hh:mm:ss[.SSS]`, UTC). */
export function fromWarehouseTime(text: string): Date {
  return new Date(`${text.replace(' ', 'T')}Z`)
}
