import type { Ledger } from '../../stores/ledger/index.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Names of members, by `user:id`; who is written down under an id that no member can have stays without a name. */
export async function namesOf(ledger: Ledger, actors: readonly string[]): Promise<Map<string, string>> {
  const ids = [...new Set(actors)].flatMap((actor) => {
    const id = actor.startsWith('user:') ? actor.slice(5) : ''
    return uuid.test(id) ? [id] : []
  })
  if (ids.length === 0) return new Map()
  const rows = await ledger.db
    .selectFrom('users')
    .select(['id', 'display_name'])
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map((row) => [`user:${row.id}`, row.display_name]))
}
