import type { AppError, Locale } from '../../kit/errors.ts'
import type { Violation } from '../quality/contracts/contract.schema.ts'
import type { LiveContract } from '../quality/contracts/live-checks.ts'
import {
  type CheckContext,
  type CheckedEvent,
  checkEvent,
  type EventType,
  eventTypes,
} from './check-event.ts'
import { cleanText } from './clean.ts'
import { collectionErrors } from './errors.ts'
import { limits } from './limits.ts'
import type { KeptAside } from './quarantine.ts'
import { rawText } from './raw-text.ts'
import { EventRefused, refusalText } from './refusal.ts'

/** Why an event of a request was not accepted, by its place in the batch. */
export interface Problem {
  index: number
  field: string
  code: string
  message: string
}

/** An event that is good, and its place in the request. */
export interface Good {
  event: CheckedEvent
  index: number
}

/** How the events of a request are to be read. */
export interface SortedHow {
  /** Type all events have; null where each says its own. */
  forced: EventType | null
  bytes: number
  locale: Locale
  /** Of another protocol. @throws EventRefused */
  translate?: (raw: unknown) => unknown
}

/** What an event breaks of a contract that is enforced; null where it may be stored. */
export type HeldAgainst = (
  raw: unknown,
  event: CheckedEvent,
) => { contract: LiveContract; broken: Violation } | null

const shownProblems = 20

/** Tells the good events of a request from those to be kept aside, with the first reasons. */
export function sortEvents(
  events: readonly unknown[],
  how: SortedHow,
  context: CheckContext,
  heldAgainst: HeldAgainst,
): { good: Good[]; aside: KeptAside[]; problems: Problem[] } {
  const good: Good[] = []
  const aside: KeptAside[] = []
  const problems: Problem[] = []
  const keepAside = (index: number, field: string, kept: KeptAside) => {
    aside.push(kept)
    if (problems.length < shownProblems)
      problems.push({ index, field, code: kept.code, message: refusalText(kept.code, how.locale) })
  }
  for (const [index, given] of events.entries()) {
    let raw = given
    try {
      // A request no larger than an event may be holds no event that is.
      if (how.bytes > limits.eventBytes) checkSize(raw)
      if (how.translate) raw = how.translate(raw)
      const event = checkEvent(raw, how.forced, context)
      const held = heldAgainst(raw, event)
      if (held === null) {
        good.push({ event, index })
        continue
      }
      const { contract, broken } = held
      keepAside(index, broken.field, {
        code: `contract_${broken.rule}`,
        field: broken.field,
        type: event.type,
        raw: rawText(raw),
        contract: { id: contract.id, version: contract.version },
      })
    } catch (error) {
      if (!(error instanceof EventRefused)) throw error
      const { code, field } = error.refusal
      const type = how.forced ?? typeOf(raw)
      keepAside(index, field, { code, field: shownField(field), type, raw: rawText(raw) })
    }
  }
  return { good, aside, problems }
}

const shownCharacters = 200

/** Names of fields are the sender's, and no text of the ledger holds a zero byte. */
function shownField(field: string): string {
  return cleanText(field).replaceAll('\0', '').slice(0, shownCharacters)
}

function checkSize(raw: unknown): void {
  const text = rawText(raw)
  if (text === null) throw new EventRefused('too_deep', '')
  if (text.length > limits.eventBytes || Buffer.byteLength(text) > limits.eventBytes)
    throw new EventRefused('too_large', '')
}

function typeOf(raw: unknown): string {
  const type = typeof raw === 'object' && raw !== null ? (raw as { type?: unknown }).type : undefined
  return eventTypes.find((known) => known === type) ?? ''
}

/**
 * The answer where not one event of a request is good.
 * @param count events of the request; a single one is named by its field alone
 */
export function refusalOf(problem: Problem, how: { forced: EventType | null }, count: number): AppError {
  const place = how.forced === null && count > 0 ? `batch[${problem.index}]` : ''
  const where = [place, problem.field].filter((part) => part !== '').join('.') || 'event'
  if (problem.code === 'too_large')
    return collectionErrors.eventTooLarge({ where, limitKb: limits.eventBytes / 1024 })
  return collectionErrors.badEvent({ where, problem: problem.message })
}
