import type { FieldAccess } from '../../kit/fields.ts'

type Json = Record<string, unknown>
export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)

/** A label is made of whichever of these somebody has. */
const inLabels = ['name', 'account', 'email', 'phone'] as const

/**
 * What may stand in any answer: labels of customers become their number, identifiers of hidden kinds go. Answers are
 * not changed in place, for handlers may keep them.
 */
export function withoutIdentifiers(answer: unknown, see: FieldAccess): unknown {
  const hidesLabels = inLabels.some((group) => see.of(group) === 'hidden')
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.filter((one) => !isHiddenIdentifier(one, see)).map(walk)
    if (!isObject(value)) return value
    const next: Json = {}
    for (const [key, one] of Object.entries(value)) next[key] = walk(one)
    const isLabelled = 'customerId' in next && typeof next.label === 'string'
    if (hidesLabels && isLabelled)
      next.label = typeof next.customerId === 'string' ? `#${next.customerId}` : ''
    return next
  }
  return walk(answer)
}

/** `{kind, masked}`, `{kind, value}` and `{kind, left, right}` are how answers write identifiers. */
function isHiddenIdentifier(value: unknown, see: FieldAccess): boolean {
  if (!isObject(value) || typeof value.kind !== 'string') return false
  const isIdentifier =
    typeof value.masked === 'string' || typeof value.value === 'string' || typeof value.left === 'string'
  return isIdentifier && see.ofIdentifier(value.kind) === 'hidden'
}

/** Conditions of a rule, wherever in a body they stand. */
export function* conditionsIn(value: unknown): Generator<{ op: string; params: Json }> {
  if (Array.isArray(value)) for (const one of value) yield* conditionsIn(one)
  if (!isObject(value)) return
  if (typeof value.op === 'string' && isObject(value.params)) yield { op: value.op, params: value.params }
  for (const one of Object.values(value)) yield* conditionsIn(one)
}
