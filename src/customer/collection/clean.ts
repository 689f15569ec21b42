import { holdsIdentifier, maskText } from '../privacy/text-guard.ts'
import { limits } from './limits.ts'
import { EventRefused } from './refusal.ts'

/** Halves of a pair of UTF-16 that stand alone: no UTF-8 can hold them. */
const lone = /[\ud800-\udfff]/u
const eachLone = /[\ud800-\udfff]/gu

/** Text that UTF-8 can hold. */
export function wellFormed(text: string): string {
  return lone.test(text) ? text.replace(eachLone, '\ufffd') : text
}

/** Text fit for the warehouse: well-formed, and identifiers that slipped in are starred out. */
export function cleanText(text: string): string {
  return maskText(wellFormed(text))
}

/**
 * A value of an event fit for the warehouse. Points in names become underscores, for the engine reads them as paths.
 * @throws EventRefused where objects are nested too deep
 */
export function clean(value: unknown, field: string, depth = 0): unknown {
  switch (typeof value) {
    case 'string':
      return cleanText(value)
    case 'number':
      return holdsNumber(value) ? '***' : value
    case 'object':
      break
    default:
      return value
  }
  if (value === null) return null
  if (depth >= limits.depth) throw new EventRefused('too_deep', field)
  if (Array.isArray(value)) return value.map((one) => clean(one, field, depth + 1))
  return cleanObject(value as Record<string, unknown>, field, depth)
}

/** Telephone and identity numbers come as numbers too. */
export function holdsNumber(value: number): boolean {
  return value >= 1e9 && Number.isInteger(value) && holdsIdentifier(String(value))
}

export function cleanObject(
  value: Readonly<Record<string, unknown>>,
  field: string,
  depth = 0,
): Record<string, unknown> {
  // Without a prototype "__proto__" is a name like any other.
  const result: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  for (const name of Object.keys(value)) {
    const inner = value[name]
    if (inner === null || inner === undefined || name === '') continue
    const plain = cleanText(name)
    result[plain.includes('.') ? plain.replaceAll('.', '_') : plain] = clean(inner, field, depth + 1)
  }
  return result
}
