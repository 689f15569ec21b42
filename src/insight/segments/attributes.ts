import type { CheckedRule } from './check.ts'

/** Attributes of people a rule looks at, each once. */
export function attributesOf(rule: CheckedRule): Set<string> {
  const found = new Set<string>()
  const walk = (part: CheckedRule): void => {
    if (part.kind === 'not') walk(part.rule)
    else if (part.kind !== 'condition') part.rules.forEach(walk)
    else {
      for (const name of part.operator.attributes?.(part.params) ?? []) found.add(name)
      for (const { name, type } of part.operator.fields) {
        const value = type === 'attribute' ? (part.params as Record<string, unknown>)[name] : undefined
        if (typeof value === 'string') found.add(value)
      }
    }
  }
  walk(rule)
  return found
}
