import { z } from 'zod'
import { timeOfDay } from '../../kit/day-time.ts'
import { createZone } from '../mapping/zone.ts'

export const schedule = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('off') }),
  z.object({ mode: z.literal('every'), minutes: z.int().min(1).max(10_080) }),
  z.object({
    mode: z.literal('daily'),
    at: timeOfDay.describe('HH:MM in the zone of the workspace'),
  }),
])
export type Schedule = z.output<typeof schedule>

const day = 86_400_000

/** The next moment a schedule names after `now`; null for none. */
export function nextRun(plan: Schedule, now: Date, timeZone: string): Date | null {
  if (plan.mode === 'off') return null
  if (plan.mode === 'every') return new Date(now.getTime() + plan.minutes * 60_000)
  const [hour = 0, minute = 0] = plan.at.split(':').map(Number)
  const zone = createZone(timeZone)
  const today = Math.floor(wallTime(now, timeZone) / day) * day
  // A time that a change of clocks skips is moved forward by the gap: still once a day.
  for (let wall = today; ; wall += day) {
    const utc = zone.toUtc(wall + (hour * 60 + minute) * 60_000)
    if (utc > now.getTime()) return new Date(utc)
  }
}

/** What the wall clock shows, as if it showed UTC. */
function wallTime(now: Date, timeZone: string): number {
  const text = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(
    now,
  )
  return Date.parse(`${text.replace(' ', 'T')}Z`)
}

/** Runs that may fail one after the other before the source rests. */
export const restsAfter = 8

/** When a source is tried again after failures: 1, 2, 4 … 60 minutes, then once a day. */
export function retryAt(failures: number, now: Date): Date {
  const minutes = failures >= restsAfter ? 24 * 60 : Math.min(60, 2 ** (failures - 1))
  return new Date(now.getTime() + minutes * 60_000)
}
