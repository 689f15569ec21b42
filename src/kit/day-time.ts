import { z } from 'zod'

/** `HH:MM`. */
export const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)

/** Times of day between which nobody is disturbed; `from` may be later than `to`, over midnight; equal: never. */
export interface QuietTimes {
  from: string
  to: string
}

const minuteMs = 60_000
const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const formats = new Map<string, Intl.DateTimeFormat>()

/** Day of the week (1 Monday … 7 Sunday) and time of day of an instant in a zone. */
export function timeIn(at: Date, timeZone: string): { day: number; time: string } {
  let format = formats.get(timeZone)
  if (!format) {
    const parts = { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
    format = new Intl.DateTimeFormat('en-US', { timeZone, ...parts })
    formats.set(timeZone, format)
  }
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]))
  return {
    day: weekdays.indexOf(parts.get('weekday') ?? '') + 1,
    time: `${parts.get('hour')}:${parts.get('minute')}`,
  }
}

/** @param zones where somebody may be; quiet in one of them is quiet */
export function isQuiet(quiet: QuietTimes, at: Date, zones: readonly string[]): boolean {
  return zones.some((zone) => {
    const { time } = timeIn(at, zone)
    if (quiet.from <= quiet.to) return time >= quiet.from && time < quiet.to
    return time >= quiet.from || time < quiet.to
  })
}

/**
 * The first minute from then on that is quiet in none of the zones; where no minute of a day suits all of them (a land
 * from one end of the day to the other), the first that suits the first zone.
 */
export function quietEnd(quiet: QuietTimes, at: Date, zones: readonly string[]): Date {
  const start = Math.floor(at.getTime() / minuteMs) * minuteMs
  // A day has an end even where clocks change.
  for (let i = 0; i < 26 * 60; i++) {
    const then = new Date(start + i * minuteMs)
    if (!isQuiet(quiet, then, zones)) return then
  }
  return zones.length > 1 ? quietEnd(quiet, at, zones.slice(0, 1)) : at
}
