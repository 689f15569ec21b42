import type { z } from 'zod'
import type { NamedQuery } from './types.ts'

const names = new Set<string>()

/**
 * Declares a query: one file each, named `<room>.<what>`.
 * @throws Error when the name is taken or the text binds a parameter that the schema does not have: at start, not at
 *   the first call
 */
export function defineQuery<P extends z.ZodType, R extends z.ZodType>(
  query: NamedQuery<P, R>,
): NamedQuery<P, R> {
  if (!/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/.test(query.name)) {
    throw new Error(`The query name ${query.name} must read like room.what_it_gives.`)
  }
  if (names.has(query.name)) throw new Error(`The query ${query.name} is declared twice.`)
  names.add(query.name)
  const declared = 'shape' in query.params ? Object.keys(query.params.shape as Record<string, unknown>) : null
  const bound = [...query.text.text.matchAll(/\{\s*([A-Za-z_]\w*)\s*:/g)].map((match) => match[1] ?? '')
  const missing =
    declared === null
      ? undefined
      : bound.find((name) => !declared.includes(name) && !(name in query.text.params))
  if (missing !== undefined)
    throw new Error(`The query ${query.name} binds ${missing}, which its parameters do not declare.`)
  return query
}
