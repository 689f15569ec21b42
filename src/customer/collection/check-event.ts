import { newId } from '../../kit/ids.ts'
import { cleanObject, cleanText, wellFormed } from './clean.ts'
import { cleanJson } from './clean-json.ts'
import { eventTime } from './event-time.ts'
import { limits } from './limits.ts'
import { type EventLine, orderLines } from './order-lines.ts'
import { EventRefused } from './refusal.ts'
import { readTraits, type TraitMode, type Traits, traitModes } from './traits.ts'

export const eventTypes = ['identify', 'track', 'page', 'screen', 'group', 'alias'] as const
export type EventType = (typeof eventTypes)[number]

/** One event, checked and split: what is about a person in clear, and what may go to the warehouse. */
export interface CheckedEvent {
  type: EventType
  /** Of the event in the warehouse: the track's own, else the type. */
  name: string
  at: number
  messageId: string
  /** In clear; for the ledger alone. */
  userId: string | null
  anonymousId: string | null
  /** Of an alias: the id that was used before. */
  previousId: string | null
  traits: Traits | null
  lines: readonly EventLine[]
  productId: string
  category: string
  channel: string
  /** JSON text without identifiers. */
  properties: string
}

export interface CheckContext {
  arrivedAt: number
  /** Of the batch. */
  sentAt: unknown
  /** Currency of the workspace, where an order names none. */
  currency: string
  /** Keyed hash of a message id that would show a person. */
  pseudonym(text: string): string
}

/**
 * Checks one event by hand: a schema library costs more than all the rest.
 * @param forced type of the address it was sent to; null in a batch
 * @throws EventRefused
 */
export function checkEvent(raw: unknown, forced: EventType | null, context: CheckContext): CheckedEvent {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    throw new EventRefused('not_an_object', '')
  const event = raw as Readonly<Record<string, unknown>>
  const type = forced ?? event.type
  if (!isType(type)) throw new EventRefused('unknown_type', 'type')
  const userId = idOf(event, 'userId')
  const anonymousId = idOf(event, 'anonymousId')
  if (userId === null && anonymousId === null) throw new EventRefused('required', 'userId')
  const stated = idOf(event, 'messageId', limits.messageIdCharacters) ?? newId()
  const messageId = cleanText(stated) === stated ? stated : context.pseudonym(stated)
  const at = eventTime(event, context.sentAt, context.arrivedAt)
  const properties = objectOf(event, 'properties')
  const traits = objectOf(event, 'traits')
  let extra: Readonly<Record<string, unknown>> = nothing
  let name: string = type
  let previousId: string | null = null
  switch (type) {
    case 'track':
      name = trackName(event.event)
      break
    case 'page':
    case 'screen':
      if (typeof event.name === 'string' && properties.name === undefined)
        extra = { name: cleanText(event.name) }
      break
    case 'group':
      extra = {
        group_id: cleanText(needed(idOf(event, 'groupId'), 'groupId')),
        ...cleanObject(traits, 'traits'),
      }
      break
    case 'alias':
      needed(userId, 'userId')
      previousId = needed(idOf(event, 'previousId'), 'previousId')
      break
    case 'identify':
      break
  }
  return {
    type,
    name,
    at,
    messageId,
    userId,
    anonymousId,
    previousId,
    traits: type === 'identify' ? readTraits(traits, traitMode(event.traitsMode)) : null,
    lines: type === 'track' ? orderLines(name, properties, messageId, context.currency) : [],
    productId: shortText(properties.product_id),
    category: shortText(properties.category),
    channel: shortText(channelOf(event)),
    properties: type === 'identify' ? '{}' : propertiesOf(properties, withCampaign(event.context, extra)),
  }
}

const nothing: Readonly<Record<string, unknown>> = Object.freeze({})
const campaignParts = {
  ...{ source: 'utm_source', medium: 'utm_medium', name: 'utm_campaign' },
  ...{ term: 'utm_term', content: 'utm_content' },
} as const

/** The campaign that brought somebody, which clients tell beside the properties, stands among them as in an address. */
function withCampaign(
  context: unknown,
  extra: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const campaign =
    typeof context === 'object' && context !== null
      ? (context as Record<string, unknown>).campaign
      : undefined
  if (typeof campaign !== 'object' || campaign === null) return extra
  const told = Object.entries(campaignParts).flatMap(([part, name]) => {
    const value = shortText((campaign as Record<string, unknown>)[part])
    return value === '' ? [] : [[name, value] as const]
  })
  return told.length === 0 ? extra : { ...extra, ...Object.fromEntries(told) }
}

function propertiesOf(
  properties: Readonly<Record<string, unknown>>,
  extra: Readonly<Record<string, unknown>>,
): string {
  if (extra === nothing) return cleanJson(properties, 'properties')
  return JSON.stringify({ ...cleanObject(properties, 'properties'), ...extra })
}

function isType(type: unknown): type is EventType {
  return (eventTypes as readonly unknown[]).includes(type)
}

function traitMode(value: unknown): TraitMode {
  if (value === undefined || value === null) return 'set'
  const mode = traitModes.find((known) => known === value)
  if (!mode) throw new EventRefused('wrong_type', 'traitsMode')
  return mode
}

function trackName(value: unknown): string {
  if (typeof value !== 'string' || value.trim() === '') throw new EventRefused('required', 'event')
  if (value.length > limits.nameCharacters) throw new EventRefused('too_long', 'event')
  return cleanText(value.trim())
}

/** Ids come as text or number; blank is none. */
function idOf(
  event: Readonly<Record<string, unknown>>,
  field: string,
  longest: number = limits.idCharacters,
): string | null {
  const value = event[field]
  if (value === undefined || value === null || value === '') return null
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  if (typeof value !== 'string') throw new EventRefused('wrong_type', field)
  if (value.length > longest) throw new EventRefused('too_long', field)
  // What the ledger could not tell from another id, or from none, must not get there: it would cost the whole batch.
  const text = wellFormed(value).replaceAll('\0', '').trim()
  return text === '' ? null : text
}

function needed(value: string | null, field: string): string {
  if (value === null) throw new EventRefused('required', field)
  return value
}

function objectOf(event: Readonly<Record<string, unknown>>, field: string): Record<string, unknown> {
  const value = event[field]
  if (value === undefined || value === null) return {}
  if (typeof value !== 'object' || Array.isArray(value)) throw new EventRefused('wrong_type', field)
  return value as Record<string, unknown>
}

function channelOf(event: Readonly<Record<string, unknown>>): unknown {
  const context = event.context
  const inner =
    typeof context === 'object' && context !== null ? (context as Record<string, unknown>).channel : undefined
  return event.channel ?? inner
}

/** A hot property: text or number, else blank. */
function shortText(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number') return ''
  return cleanText(String(value)).slice(0, limits.nameCharacters)
}
