/** Times of day, `HH:MM`, on days of the week (1 Monday … 7 Sunday), in the zone of the workspace. */
export interface OpenHours {
  days: readonly number[]
  from: string
  to: string
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const formats = new Map<string, Intl.DateTimeFormat>()

/** Day of the week and time of day of an instant in a zone. */
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

/** Whether somebody works then. */
export function isOpen(hours: readonly OpenHours[], at: Date, timeZone: string): boolean {
  const { day, time } = timeIn(at, timeZone)
  return hours.some((one) => one.days.includes(day) && time >= one.from && time < one.to)
}

/** Whether nobody is called then; `from` may be later than `to`, over midnight; equal: never. */
export function isQuiet(quiet: { from: string; to: string }, at: Date, timeZone: string): boolean {
  const { time } = timeIn(at, timeZone)
  if (quiet.from <= quiet.to) return time >= quiet.from && time < quiet.to
  return time >= quiet.from || time < quiet.to
}

/** The first minute from then on that is not quiet. */
export function quietEnd(quiet: { from: string; to: string }, at: Date, timeZone: string): Date {
  const minuteMs = 60_000
  let then = Math.floor(at.getTime() / minuteMs) * minuteMs
  // A day has an end even where clocks change.
  for (let i = 0; i < 26 * 60 && isQuiet(quiet, new Date(then), timeZone); i++) then += minuteMs
  return new Date(then)
}
