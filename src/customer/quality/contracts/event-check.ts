import { compileRule, type ValueCheck } from './check-value.ts'
import type { ContractBody, Violation } from './contract.schema.ts'

/** The first rule an event breaks, or null. */
export type EventCheck = (event: Readonly<Record<string, unknown>>) => Violation | null

/**
 * Compiles a contract into one function per event name. Paths are dotted; `[]` goes through a list, each item of which
 * is checked.
 */
export function compileEventCheck(body: ContractBody): EventCheck {
  const checks = Object.entries(body.fields).map(([field, rule]) => ({
    field,
    find: finder(field),
    check: compileRule(rule, false),
  }))
  return (event) => {
    for (const { field, find, check } of checks) {
      const rule = find(event, check)
      if (rule !== null) return { rule, field }
    }
    return null
  }
}

type Find = (event: unknown, check: ValueCheck) => ReturnType<ValueCheck>

function finder(path: string): Find {
  const parts = path.split('.')
  const step = (at: number): Find => {
    const part = parts[at]
    if (part === undefined) return (value, check) => check(value)
    const rest = step(at + 1)
    const list = part.endsWith('[]')
    const name = list ? part.slice(0, -2) : part
    if (!list) return (value, check) => rest(child(value, name), check)
    return (value, check) => {
      const items = child(value, name)
      if (!Array.isArray(items)) return items === undefined || items === null ? check(undefined) : 'type'
      for (const item of items) {
        const broken = rest(item, check)
        if (broken !== null) return broken
      }
      return null
    }
  }
  return step(0)
}

function child(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined
}
