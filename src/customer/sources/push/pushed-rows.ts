import { at } from '../http-pull/paging.ts'
import type { SourceRow } from '../rows.ts'

/** The rows of a push: one object, a list of them, or the list at a path; [] for what holds none. */
export function pushedRows(body: string, rowsPath: string): SourceRow[] {
  const whole = parsed(body)
  return listOf(rowsPath === '' ? whole : at(whole, rowsPath)).filter(
    (row): row is SourceRow => typeof row === 'object' && row !== null && !Array.isArray(row),
  )
}

/** The events of a push, one or a list, as they came: what is none among them is for the quarantine. */
export function pushedEvents(body: string): readonly unknown[] {
  return listOf(parsed(body))
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value])

/** `undefined` for what is no JSON: it holds no rows then. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
