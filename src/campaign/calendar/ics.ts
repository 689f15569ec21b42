import type { Locale } from '../../kit/errors.ts'
import type { CalendarItem } from './api.ts'

/** A text value: what would end it or the line is escaped (RFC 5545, 3.3.11); other control characters are blanks. */
export function icsText(text: string): string {
  return text
    .replace(/\\/g, '\\\\')
    .replace(/;/g, '\\;')
    .replace(/,/g, '\\,')
    .replace(/\r\n|\r|\n|\u2028|\u2029/g, '\\n')
    .replace(/[^\P{Cc}\n]/gu, ' ')
}

const mostBytes = 75

/** Lines of at most 75 bytes, never cut within a character (RFC 5545, 3.1). */
export function icsFold(line: string): string {
  let [folded, bytes] = ['', 0]
  for (const character of line) {
    const size = Buffer.byteLength(character)
    if (bytes + size > mostBytes) {
      folded += '\r\n '
      bytes = 1
    }
    folded += character
    bytes += size
  }
  return folded
}

const dayValue = (day: string) => day.replaceAll('-', '')
/** UTC, to the second. */
export const icsInstant = (at: Date) => at.toISOString().replace(/[-:]|\.\d{3}/g, '')

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}

export interface IcsOptions {
  /** What the calendar is called. */
  name: string
  locale: Locale
  /** When it was made. */
  at: Date
  /** Address of the console, without a slash at its end. */
  publicUrl: string
}

function eventLines(item: CalendarItem, { locale, at, publicUrl }: IcsOptions): string[] {
  return [
    'BEGIN:VEVENT',
    `UID:${item.kind}-${icsText(item.id)}@liangti`,
    `DTSTAMP:${icsInstant(at)}`,
    // Whole days: what goes out spreads over the day, and a day is the same day in every zone.
    `DTSTART;VALUE=DATE:${dayValue(item.from)}`,
    `DTEND;VALUE=DATE:${dayValue(dayAfter(item.until))}`,
    `SUMMARY:${icsText(item.title[locale])}`,
    ...(item.at === null ? [] : [`DESCRIPTION:${icsText(item.at)}`]),
    ...(item.link === null ? [] : [`URL:${publicUrl}${item.link}`]),
    `CATEGORIES:${icsText(item.kind)}`,
    `STATUS:${item.draft ? 'TENTATIVE' : 'CONFIRMED'}`,
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ]
}

/** A calendar as RFC 5545 has it. Titles alone: no figures and nobody's data. */
export function icsOf(items: readonly CalendarItem[], options: IcsOptions): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Liangti//Content calendar//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `NAME:${icsText(options.name)}`,
    `X-WR-CALNAME:${icsText(options.name)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
    ...items.flatMap((item) => eventLines(item, options)),
    'END:VCALENDAR',
  ]
  return `${lines.map(icsFold).join('\r\n')}\r\n`
}
