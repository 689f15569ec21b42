import { median, spread } from './robust.ts'

/** A day against the days before it; rows. */
export interface VolumeVerdict {
  rows: number
  expected: number
  low: number
  high: number
  alarm: 'low' | 'high' | null
}

/** Weeks that say what a weekday usually brings. */
const weeks = 8
const fewestWeeks = 4
/** Widths of the usual scatter a quiet day stays within; see the guide for the rate of false alarms it gives. */
const widths = 4
/** Whoever sends the same number every day is not to be reported for one more. */
const leastShare = 0.2
const leastRows = 5

/**
 * Whether a day brought unusually few or many rows: on a logarithmic scale, against the median of the same weekday of the
 * last eight weeks, in units of how far days lie from their weekday's median, never less than what counting alone
 * scatters.
 * @param before rows of the days before, the last one yesterday, without gaps
 * @returns null where less than four weeks are known
 */
export function judgeDay(before: readonly number[], rows: number): VolumeVerdict | null {
  const known = before.slice(-7 * weeks)
  if (known.length < 7 * fewestWeeks) return null
  const logs = known.map((value) => Math.log1p(value))
  // Of each weekday its median; position 0 is the weekday of the day in question.
  const centres = Array.from({ length: 7 }, (_, weekday) =>
    median(logs.filter((_, i) => (known.length - i) % 7 === weekday)),
  )
  const centre = centres[0] ?? 0
  const perWeekday = known.length / 7
  const residuals = logs.map((value, i) => value - (centres[(known.length - i) % 7] ?? 0))
  // Each value took part in its own median, which draws it nearer; and a median of n scatters itself.
  const scatter = spread(residuals, 0) * Math.sqrt(perWeekday / (perWeekday - 1))
  const counting = 1 / Math.sqrt(Math.expm1(centre) + 1)
  const width = widths * Math.max(scatter, counting) * Math.sqrt(1 + Math.PI / (2 * perWeekday))
  const expected = Math.expm1(centre)
  const low = Math.max(0, Math.expm1(centre - width))
  const high = Math.expm1(centre + width)
  const matters = Math.abs(rows - expected) >= Math.max(leastRows, leastShare * expected)
  const alarm = !matters ? null : rows < low ? 'low' : rows > high ? 'high' : null
  return { rows, expected, low, high, alarm }
}

/** Days without gaps, from the first to the last that is complete; a day nothing came of counts as zero. */
export function filledDays(days: readonly { day: string; rows: number }[]): { day: string; rows: number }[] {
  const rows = new Map(days.map((one) => [one.day, one.rows]))
  const sorted = [...rows.keys()].sort()
  const [first] = sorted
  const last = sorted.at(-1)
  if (first === undefined || last === undefined) return []
  const filled: { day: string; rows: number }[] = []
  for (let at = Date.parse(first); at <= Date.parse(last); at += 86_400_000) {
    const day = new Date(at).toISOString().slice(0, 10)
    filled.push({ day, rows: rows.get(day) ?? 0 })
  }
  return filled
}
