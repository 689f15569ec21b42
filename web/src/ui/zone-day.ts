import { createZone } from '../../../src/customer/mapping/zone.ts'

const secondsOfDay = 86_400

/** Beginning of a day as the workspace's clocks show it. @param day YYYY-MM-DD */
export function startOfDay(day: string, timeZone: string): string {
  return at(day, 0, timeZone)
}

/** Its last second. @param day YYYY-MM-DD */
export function endOfDay(day: string, timeZone: string): string {
  return at(day, secondsOfDay - 1, timeZone)
}

function at(day: string, seconds: number, timeZone: string): string {
  return new Date(createZone(timeZone).toUtc(Date.parse(`${day}T00:00:00Z`) + seconds * 1_000)).toISOString()
}
