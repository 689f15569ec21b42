import { factsSubject } from '../../customer/index.ts'
import type { ComputedDefinition } from '../computed/definition.schema.ts'
import { subjectsOfComputed } from '../computed/subjects.ts'
import type { CheckedRule } from './check.ts'
import { fieldsRead } from './fields-read.ts'

/** What a rule looks at, as purposes are limited: attributes, kinds of facts, and what its computed attributes are made of. */
export function subjectsOf(
  rule: CheckedRule,
  computed: ReadonlyMap<string, ComputedDefinition>,
): Set<string> {
  const found = new Set<string>()
  const walk = (part: CheckedRule): void => {
    if (part.kind === 'not') walk(part.rule)
    else if (part.kind !== 'condition') part.rules.forEach(walk)
    else {
      for (const name of part.operator.attributes?.(part.params) ?? []) found.add(name)
      for (const read of fieldsRead(part.operator.id, part.params as Record<string, unknown>)) {
        if ('attribute' in read) found.add(read.attribute)
        else if ('computed' in read)
          for (const one of subjectsOfComputed(read.computed, computed)) found.add(one)
        else if (read.group === 'orders' || read.group === 'scores') found.add(factsSubject('orders'))
        else if (read.group === 'touches') found.add(factsSubject('touches'))
        else if (read.group === 'birthday') found.add('birth_year')
      }
    }
  }
  walk(rule)
  return found
}
