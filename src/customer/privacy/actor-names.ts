import type { Ledger } from '../../stores/ledger/index.ts'

/** Names of members, by `user:id`. */
export async function namesOf(ledger: Ledger, actors: readonly string[]): Promise<Map<string, string>> {
  const ids = [...new Set(actors)].flatMap((actor) => (actor.startsWith('user:') ? [actor.slice(5)] : []))
  if (ids.length === 0) return new Map()
  const rows = await ledger.db
    .selectFrom('users')
    .select(['id', 'display_name'])
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map((row) => [`user:${row.id}`, row.display_name]))
}
