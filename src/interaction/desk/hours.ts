import { timeIn } from '../../kit/day-time.ts'

/** Times of day, `HH:MM`, on days of the week (1 Monday … 7 Sunday), in the zone of the workspace. */
export interface OpenHours {
  days: readonly number[]
  from: string
  to: string
}

/** Whether somebody works then. */
export function isOpen(hours: readonly OpenHours[], at: Date, timeZone: string): boolean {
  const { day, time } = timeIn(at, timeZone)
  return hours.some((one) => one.days.includes(day) && time >= one.from && time < one.to)
}
