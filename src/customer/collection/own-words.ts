import { attributePrefix } from '../survivorship/sayings.ts'
import { type TraitFacts, traitFields } from './apply-traits.ts'
import type { Traits } from './traits.ts'

/** What a source has said of a person so far, as sayings are kept: value and moment by attribute. */
export interface OwnWords {
  said: Record<string, string>
  saidAt: Record<string, number>
}

/**
 * What a source says of a person after an identify: what it names is its word now; what it takes back it says no longer,
 * and what others say of that stays theirs.
 * @param after what is known once the traits are applied
 * @param before what was known
 */
export function speak(
  own: OwnWords,
  traits: Traits,
  before: TraitFacts,
  after: TraitFacts,
  atMs: number,
): void {
  if (traits.mode === 'clear') {
    own.said = {}
    own.saidAt = {}
    return
  }
  const say = (name: string, value: string) => {
    if (value === '') {
      delete own.said[name]
      delete own.saidAt[name]
    } else {
      own.said[name] = value
      own.saidAt[name] = atMs
    }
  }
  if (traits.mode === 'unset') {
    for (const name of traits.names) say(sayingNameOf(name), '')
    return
  }
  const once = traits.mode === 'once'
  for (const field of traitFields)
    if (traits.mode !== 'append' && traits[field] !== '' && !(once && before[field] !== ''))
      say(field, after[field])
  if (traits.mode !== 'append' && traits.birthYear !== 0 && !(once && before.birthYear !== 0))
    say('birth_year', String(after.birthYear))
  for (const name of Object.keys(traits.attributes))
    if (!(once && Object.hasOwn(before.attributes, name)))
      say(`${attributePrefix}${name}`, jsonOf(after.attributes[name]))
}

/** Blank text is nothing said. */
const jsonOf = (value: unknown): string =>
  value === '' || value === null || value === undefined ? '' : JSON.stringify(value)

function sayingNameOf(name: string): string {
  if (name === 'province' || name === 'state') return 'region'
  if (name === 'birthday') return 'birth_year'
  return (traitFields as readonly string[]).includes(name) ? name : `${attributePrefix}${name}`
}
