import { cleanObject, cleanText, holdsNumber } from './clean.ts'
import { limits } from './limits.ts'

/** Names of properties are few: each is looked at once. */
const goodNames = new Set<string>()
const mostNames = 10_000

/**
 * JSON text of properties, cleaned as `cleanObject` does it. Nearly all are clean as they come: those are only looked at,
 * and written as they were read.
 * @throws EventRefused where objects are nested too deep
 */
export function cleanJson(value: Readonly<Record<string, unknown>>, field: string): string {
  return JSON.stringify(isClean(value, 0) ? value : cleanObject(value, field))
}

/** Whether cleaning would change nothing. */
function isClean(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case 'string':
      return cleanText(value) === value
    case 'number':
      return !holdsNumber(value)
    case 'object':
      break
    default:
      return true
  }
  if (value === null) return true
  if (depth >= limits.depth) return false
  if (Array.isArray(value)) {
    for (const one of value) if (!isClean(one, depth + 1)) return false
    return true
  }
  const fields = value as Readonly<Record<string, unknown>>
  for (const name of Object.keys(fields)) {
    const inner = fields[name]
    if (inner === null || inner === undefined || !isGoodName(name) || !isClean(inner, depth + 1)) return false
  }
  return true
}

function isGoodName(name: string): boolean {
  if (goodNames.has(name)) return true
  if (name === '' || name.includes('.') || cleanText(name) !== name) return false
  if (name.length > 100) return true
  if (goodNames.size >= mostNames) goodNames.clear()
  goodNames.add(name)
  return true
}
