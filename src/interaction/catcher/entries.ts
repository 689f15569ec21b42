import type { CatcherStore, CaughtEntry } from './store.ts'

/** One page of what a catcher holds, newest first. */
export function pageOfEntries(
  store: CatcherStore,
  query: { cursor?: string | undefined; limit: number; search?: string | undefined },
  belongs: (entry: CaughtEntry) => boolean,
): { entries: CaughtEntry[]; nextCursor: string | null; total: number } {
  const before = query.cursor ? Number.parseInt(query.cursor, 36) : Number.POSITIVE_INFINITY
  const search = query.search?.trim().toLowerCase()
  const matching = store
    .entries()
    .filter(
      (entry) =>
        belongs(entry) &&
        (!search || `${entry.from}\n${entry.to}\n${entry.subject}`.toLowerCase().includes(search)),
    )
    .reverse()
  const page = matching.filter((entry) => entry.seq < before)
  const entries = page.slice(0, query.limit)
  return {
    entries,
    nextCursor: page.length > query.limit ? (entries.at(-1)?.seq.toString(36) ?? null) : null,
    total: matching.length,
  }
}
