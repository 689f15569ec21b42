import { factsSubject } from '../../customer/index.ts'
import type { ComputedDefinition } from './definition.schema.ts'

/** What a computed attribute is made of, through those it is made of; one that is gone is made of nothing. */
export function subjectsOfComputed(id: string, all: ReadonlyMap<string, ComputedDefinition>): string[] {
  const found = new Set<string>()
  const seen = new Set<string>()
  const walk = (one: string): void => {
    const definition = all.get(one)
    if (!definition || seen.has(one)) return
    seen.add(one)
    if (definition.from === 'computed') {
      walk(definition.numerator)
      walk(definition.denominator)
    } else found.add(definition.from === 'attributes' ? definition.attribute : factsSubject(definition.from))
  }
  walk(id)
  return [...found]
}
