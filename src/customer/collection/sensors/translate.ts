import { rawText } from '../raw-text.ts'
import { EventRefused } from '../refusal.ts'

type Fields = Readonly<Record<string, unknown>>

export interface SensorsContext {
  /** Whether an id that does not say what it is is the customer number of somebody known. */
  isAccount(id: string): boolean
  /** Keyed hash: ids of senders may be telephone numbers. */
  pseudonym(text: string): string
}

/** How the traits of a profile record change what is known. */
const profileModes: Readonly<Record<string, string>> = {
  profile_set: 'set',
  profile_set_once: 'once',
  profile_append: 'append',
  profile_unset: 'unset',
  profile_delete: 'clear',
}

/**
 * A record of the Sensors Analytics protocol as an event of the Segment specification, to be checked like all others.
 * The same record always gets the same message id, for these clients have none of their own.
 * @throws EventRefused for what has no place here, such as items
 */
export function fromSensors(raw: unknown, context: SensorsContext): unknown {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    throw new EventRefused('not_an_object', '')
  const record = raw as Fields
  const properties = plainNames(record.properties)
  const shared = {
    messageId: messageIdOf(record, context),
    ...timeOf(record),
    ...whoOf(record, context),
  }
  const { type } = record
  const mode = typeof type === 'string' ? profileModes[type] : undefined
  if (mode !== undefined)
    return {
      type: 'identify',
      ...shared,
      traits: properties,
      ...(mode === 'set' ? {} : { traitsMode: mode }),
    }
  switch (type) {
    case 'track':
      return { type: 'track', ...shared, event: record.event, properties }
    case 'track_signup':
      return {
        type: 'alias',
        ...shared,
        userId: record.distinct_id,
        previousId: record.original_id,
        properties,
      }
    case 'profile_increment':
      // A sum that a repeated request may not count twice is asked of the events, never kept beside them.
      return { type: 'track', ...shared, event: 'profile_increment', properties }
    default:
      throw new EventRefused('unsupported_type', 'type')
  }
}

/** The id a record names without saying what kind it is; null where it says so. */
export function openIdOf(raw: unknown): string | null {
  if (typeof raw !== 'object' || raw === null) return null
  const record = raw as Fields
  if (record.type === 'track_signup' || record.login_id !== undefined || record.anonymous_id !== undefined)
    return null
  const stated = (record.properties as Fields | null | undefined)?.$is_login_id
  const id = textOf(record.distinct_id)
  return typeof stated === 'boolean' || id === '' ? null : id
}

function whoOf(record: Fields, { isAccount }: SensorsContext): Fields {
  const { login_id: login, anonymous_id: anonymous, distinct_id: id } = record
  if (login !== undefined || anonymous !== undefined) return { userId: login, anonymousId: anonymous }
  const stated = (record.properties as Fields | null | undefined)?.$is_login_id
  const known = typeof stated === 'boolean' ? stated : isAccount(textOf(id))
  return known ? { userId: id } : { anonymousId: id }
}

/** Clients of pages say when they sent it too; so their clock can be put right. */
function timeOf({ time, _flush_time: sentAt }: Fields): Fields {
  return sentAt === undefined ? { timestamp: time } : { originalTimestamp: time, sentAt }
}

function messageIdOf(record: Fields, { pseudonym }: SensorsContext): string {
  const { _track_id: id, time, distinct_id: who } = record
  const own = id === undefined || id === null ? rawText(record) : JSON.stringify([id, time, who])
  return `sa-${pseudonym(own ?? '')}`
}

/** Names of the protocol begin with $, which no rule about events would expect; `$os` is `os` where that is free. */
function plainNames(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const fields = value as Fields
  const result: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  for (const [name, inner] of Object.entries(fields)) {
    if (name === '$is_login_id') continue
    const plain = name.startsWith('$') ? name.slice(1) : name
    result[plain !== '' && (plain === name || !Object.hasOwn(fields, plain)) ? plain : name] = inner
  }
  return result
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : ''
}
