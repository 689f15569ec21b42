import { saltedDraw } from '@liangti/models'

/** Hours of the day in which somebody may be written to, and how many days may be waited for the best. */
export interface HourWindow {
  /** 0 … 23. */
  fromHour: number
  /** 1 … 24, above `fromHour`. */
  toHour: number
  /** 1 … 7. */
  withinDays: number
}

/** An hour to come: when it begins, and which of the week it is. */
export interface ComingHour {
  at: Date
  hour: number
}

const hourMs = 3_600_000
const minuteMs = 60_000
/** Everybody of an hour at its first second would be a burst; the rest of the hour is left for the sending itself. */
const spreadMinutes = 45
const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/**
 * The hours of the window from now on, the current one left out: of it only a part is left. There is always one.
 * @param timeZone in which the hours of the window are meant
 */
export function comingHours(now: Date, timeZone: string, window: HourWindow): ComingHour[] {
  const format = new Intl.DateTimeFormat('en-US', {
    ...({ timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const),
  })
  const found: ComingHour[] = []
  for (let i = 1; i <= window.withinDays * 24; i++) {
    const within = new Date(Math.floor(now.getTime() / minuteMs) * minuteMs + i * hourMs)
    const parts = new Map(format.formatToParts(within).map(({ type, value }) => [type, value]))
    const hour = Number(parts.get('hour'))
    if (hour < window.fromHour || hour >= window.toHour) continue
    // Whole hours of the place, which are not those of UTC everywhere.
    const at = new Date(within.getTime() - Number(parts.get('minute')) * minuteMs)
    if (at > now) found.push({ at, hour: weekdays.indexOf(parts.get('weekday') ?? '') * 24 + hour })
  }
  return found
}

/**
 * The most likely of the hours to come, the earliest of equals; within it a minute of the person's own.
 * @param chances by hour of the week; null: nothing is known of anybody, so the first hour there is
 */
export function bestMoment(
  coming: readonly ComingHour[],
  chances: ArrayLike<number> | null,
  now: Date,
  personKey: number,
): Date {
  let best: ComingHour | null = null
  let highest = -1
  for (const each of coming) {
    const chance = chances === null ? 0 : (chances[each.hour] ?? 0)
    if (chance <= highest + 1e-12) continue
    best = each
    highest = chance
  }
  if (best === null) return now
  const minute = Math.floor(saltedDraw('best-moment', personKey) * spreadMinutes)
  return new Date(best.at.getTime() + minute * minuteMs)
}
