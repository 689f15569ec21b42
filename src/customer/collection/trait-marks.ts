import { parseDay } from '../../kit/calendar/yearly-day.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import { normaliseIdentifier, phoneCountry } from '../identity/normalise.ts'
import { tsv } from '../mapping/tsv.ts'
import { engineTime } from './engine-time.ts'
import type { HeardTrait } from './traits.ts'
import type { Waiting } from './waiting.ts'

/** Name under which every judged identify call is marked, whatever traits it names; no trait is called so. */
export const judgedCall = 'call'
/** A call may name more; these are enough to tell how a source fills them. */
const mostMarks = 100
const notValid = '0'

/** Makes the marks of one call, as a cell of the engine's TSV. */
export type Marker = (waiting: Waiting) => string

/**
 * What is kept of the traits of an identify call, so that they can be counted: by trait a keyed hash of its value, 0
 * where the value is none of its kind. Calls that take traits away are not judged.
 * @param hash keyed; @param day of arrival: hashes of two days cannot be set beside each other
 * @returns a cell of the engine's TSV
 */
export function traitMarks(
  { workspace, event }: Pick<Waiting, 'workspace' | 'event'>,
  day: string,
  hash: (text: string) => Buffer,
): string {
  const heard = event.traits?.heard
  if (!heard) return '{}'
  const country = phoneCountry(workspace)
  const marks = new Map([[judgedCall, '1']])
  const all: [string, HeardTrait][] = Object.entries(heard)
  if (event.userId !== null) all.unshift(['customer', event.userId])
  for (const [name, value] of all.slice(0, mostMarks)) {
    const normalised = value === null ? null : normalisedTrait(name, value, country)
    const mark = normalised === null ? notValid : markOf(day, name, normalised, hash)
    marks.set(name.replace(unfit, '_'), mark)
  }
  return `{${[...marks].map(([name, mark]) => `'${name}':${mark}`).join(',')}}`
}

/** What would have to be escaped in a name. */
const unfit = /['\\\p{Cc}]/gu

/** Traits that are somebody's alone: what two customers name mixes people up. */
export const ownTraits = ['email', 'phone', 'unionid', 'openid'] as const
const identifiers = [...ownTraits, 'name', 'address'] as const
const isIdentifier = (name: string): name is (typeof identifiers)[number] =>
  (identifiers as readonly string[]).includes(name)

function normalisedTrait(
  name: string,
  value: string,
  country: ReturnType<typeof phoneCountry>,
): string | null {
  if (isIdentifier(name)) return normaliseIdentifier(name, value, country)
  if (name === 'birthday') return parseDay(value) || /^\d{4}(?!\d)/.test(value) ? value : null
  return value
}

function markOf(day: string, name: string, value: string, hash: (text: string) => Buffer): string {
  const mark = hash(JSON.stringify([day, name, value])).readBigUInt64LE(0)
  // 0 says that a value is not valid.
  return String(mark === 0n ? 1n : mark)
}

const columns = ['workspace_id', 'source', 'message_id', 'person_key', 'ts', 'marks']

/**
 * Stores the marks of the identify calls of a batch, a row each. They stand beside the events and not in a column of
 * theirs, which every event would pay for. Written again, a call replaces itself.
 * @param keys person key of each event
 */
export async function writeMarks(
  warehouse: Warehouse,
  batch: readonly Waiting[],
  keys: readonly number[],
  markerOf: (workspace: Waiting['workspace']) => Promise<Marker>,
): Promise<void> {
  const [first] = batch
  if (!first || !batch.some(isMarked)) return
  const marks = await markerOf(first.workspace)
  const lines = batch.flatMap((waiting, i) => {
    if (!isMarked(waiting)) return []
    const { workspace, source, event } = waiting
    return [
      `${workspace.id}\t${source.id}\t${tsv(event.messageId)}\t${keys[i] ?? 0}\t${engineTime(event.at)}\t${marks(waiting)}\n`,
    ]
  })
  await warehouse.insert('trait_marks', columns, Buffer.from(lines.join('')))
}

const isMarked = ({ event }: Waiting): boolean => Boolean(event.traits?.heard)
