export const dayMs = 86_400_000

/** An instant as the warehouse binds it: `YYYY-MM-DD hh:mm:ss.SSS` in UTC. */
export function isoTime(at: Date): string {
  return at.toISOString().replace('T', ' ').replace('Z', '')
}

/** A time of the warehouse as an instant. */
export function instantOf(text: string): Date {
  return new Date(`${text.replace(' ', 'T')}Z`)
}

export function addDays(at: Date, days: number): Date {
  return new Date(at.getTime() + days * dayMs)
}

/** The calendar day in a zone, `YYYY-MM-DD`. */
export function localDay(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(at)
}
