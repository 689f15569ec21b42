import type { Ledger } from '../../../stores/ledger/index.ts'

/** Names of those who changed rows, by how they are written down: `user:<id>`; others keep that. */
export async function actorNames(
  ledger: Pick<Ledger, 'db'>,
  written: readonly string[],
): Promise<(by: string) => string> {
  const ids = [...new Set(written.flatMap((by) => /^user:([0-9a-f-]{36})$/.exec(by)?.[1] ?? []))]
  const users =
    ids.length === 0
      ? []
      : await ledger.db.selectFrom('users').select(['id', 'display_name']).where('id', 'in', ids).execute()
  const names = new Map(users.map((user) => [`user:${user.id}`, user.display_name]))
  return (by) => names.get(by) ?? by
}
