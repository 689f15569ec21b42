import { parseDay } from '../../kit/calendar/yearly-day.ts'
import { normaliseIdentifier, phoneCountry } from '../identity/normalise.ts'
import type { HeardTrait } from './traits.ts'
import type { Waiting } from './waiting.ts'

/** Name under which every judged identify call is marked, whatever traits it names; no trait is called so. */
export const judgedCall = 'call'
/** A call may name more; these are enough to tell how a source fills them. */
const mostMarks = 100
const notValid = '0'

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

function normalisedTrait(
  name: string,
  value: string,
  country: ReturnType<typeof phoneCountry>,
): string | null {
  if (name === 'email' || name === 'phone' || name === 'name' || name === 'address')
    return normaliseIdentifier(name, value, country)
  if (name === 'birthday') return parseDay(value) || /^\d{4}(?!\d)/.test(value) ? value : null
  return value
}

function markOf(day: string, name: string, value: string, hash: (text: string) => Buffer): string {
  const mark = hash(JSON.stringify([day, name, value])).readBigUInt64LE(0)
  // 0 says that a value is not valid.
  return String(mark === 0n ? 1n : mark)
}
