import type { Traits } from './traits.ts'

export const traitFields = ['country', 'region', 'city', 'gender', 'tier', 'language'] as const

/** What is known of a person by traits; blank and 0 are not known. */
export type TraitFacts = Record<(typeof traitFields)[number], string> & {
  birthYear: number
  attributes: Record<string, unknown>
}

/**
 * What is known after some identify calls, oldest first. Applied again they change nothing more, so that a retry may
 * repeat them; that is why nothing is added up here.
 */
export function applyTraits(before: TraitFacts, news: readonly Traits[]): TraitFacts {
  const facts = { ...before, attributes: { ...before.attributes } }
  for (const traits of news) applyOne(facts, traits)
  return facts
}

function applyOne(facts: TraitFacts, traits: Traits): void {
  switch (traits.mode) {
    case 'clear':
      for (const field of traitFields) facts[field] = ''
      facts.birthYear = 0
      facts.attributes = {}
      return
    case 'unset':
      for (const name of traits.names) forget(facts, name)
      return
    case 'append':
      for (const [name, value] of Object.entries(traits.attributes))
        facts.attributes[name] = union(facts.attributes[name], value)
      return
    case 'once':
    case 'set': {
      const once = traits.mode === 'once'
      for (const field of traitFields)
        if (traits[field] !== '' && !(once && facts[field] !== '')) facts[field] = traits[field]
      if (traits.birthYear !== 0 && !(once && facts.birthYear !== 0)) facts.birthYear = traits.birthYear
      for (const [name, value] of Object.entries(traits.attributes))
        if (!(once && Object.hasOwn(facts.attributes, name))) facts.attributes[name] = value
    }
  }
}

function forget(facts: TraitFacts, name: string): void {
  const field = name === 'province' || name === 'state' ? 'region' : name
  if ((traitFields as readonly string[]).includes(field)) facts[field as (typeof traitFields)[number]] = ''
  else if (field === 'birthday') facts.birthYear = 0
  else delete facts.attributes[name]
}

/** Lists are kept as JSON text, each member once: appended again, nothing is added. */
function union(before: unknown, more: string): string {
  return JSON.stringify([...new Set([...listOf(before), ...listOf(more)])])
}

function listOf(value: unknown): string[] {
  if (typeof value !== 'string' || value === '') return []
  if (value.startsWith('[')) {
    try {
      const list: unknown = JSON.parse(value)
      if (Array.isArray(list)) return list.map(String)
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      // Text that only begins like a list is one member.
    }
  }
  return [value]
}
