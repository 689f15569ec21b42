import { limits } from './limits.ts'
import { EventRefused } from './refusal.ts'

/**
 * When an event happened, UTC ms: its timestamp; else when its sender says it was made, corrected by how far the
 * sender's clock is off; else when it arrived.
 * @param sentAt of the event or of its batch
 * @throws EventRefused for what is no date, or cannot be one
 */
export function eventTime(
  event: Readonly<Record<string, unknown>>,
  sentAt: unknown,
  arrivedAt: number,
): number {
  const stated = readTime(event.timestamp, 'timestamp')
  if (stated !== null) return possible(stated, 'timestamp', arrivedAt)
  const made = readTime(event.originalTimestamp, 'originalTimestamp')
  if (made === null) return arrivedAt
  const sent = readTime(event.sentAt ?? sentAt, 'sentAt')
  // Sent and arrived are the same moment on two clocks; the way here is far shorter than clocks are wrong.
  return possible(sent === null ? made : arrivedAt - (sent - made), 'originalTimestamp', arrivedAt)
}

const iso = /^[+-]?\d{4,6}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/

function readTime(value: unknown, field: string): number | null {
  if (value === undefined || value === null || value === '') return null
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || !iso.test(value)) throw new EventRefused('bad_date', field)
  // A time without a zone is UTC, as the specification has it; the machine's zone must not matter.
  const text = value.replace(' ', 'T')
  const ms = Date.parse(text.includes('T') && !/(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? `${text}Z` : text)
  if (Number.isNaN(ms)) throw new EventRefused('bad_date', field)
  return ms
}

function possible(ms: number, field: string, arrivedAt: number): number {
  if (!(ms >= limits.earliestMs && ms <= arrivedAt + limits.aheadMs))
    throw new EventRefused('impossible_date', field)
  return Math.round(ms)
}
