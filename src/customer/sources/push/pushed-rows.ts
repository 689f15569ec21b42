import { at } from '../http-pull/paging.ts'
import type { SourceRow } from '../rows.ts'

/** The rows of a push: one object, a list of them, or the list at a path; [] for what holds none. */
export function pushedRows(body: string, rowsPath: string): SourceRow[] {
  let whole: unknown
  try {
    whole = JSON.parse(body)
  } catch {
    return []
  }
  const found = rowsPath === '' ? whole : at(whole, rowsPath)
  const list = Array.isArray(found) ? found : [found]
  return list.filter(
    (row): row is SourceRow => typeof row === 'object' && row !== null && !Array.isArray(row),
  )
}
