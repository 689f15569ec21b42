import { sql } from 'kysely'
import type { Vault } from '../../../kit/crypto/index.ts'
import { type Ledger, lockNumbers } from '../../../stores/ledger/index.ts'
import { loadNameForms } from './forms.ts'
import { nameTokens, searchTokens } from './tokens.ts'

const namesLock = lockNumbers.nameIndex

/** Names made searchable in one statement: half a second. */
const atOnce = 2_000

/** 64 bits of the keyed hash are enough: two tokens that meet by chance only show a name too many. */
const hashOf = (vault: Vault, token: string): string =>
  vault.blindIndex('name-search', token).readBigInt64BE(0).toString()

/**
 * Makes the names searchable that are not yet: new ones, and all of a folder that comes from an older version. Each name
 * carries its own mark, so it may be stopped and begun anew at any moment, and several processes may do it together.
 * @returns names done
 */
export async function indexNames(
  ledger: Ledger,
  vaultOf: (workspaceId: number) => Promise<Vault>,
  signal?: AbortSignal,
): Promise<number> {
  const { rows: waiting } = await sql<{ id: number }>`
    SELECT w.id FROM workspaces w LEFT JOIN identity_rules r ON r.workspace_id = w.id
    WHERE coalesce(r.name_search, true) AND EXISTS (
      SELECT 1 FROM identifiers i WHERE i.workspace_id = w.id AND i.kind = 'name' AND i.search_tokens IS NULL)`.execute(
    ledger.db,
  )
  let done = 0
  for (const { id } of waiting) {
    const vault = await vaultOf(id)
    for (;;) {
      const some = signal?.aborted ? 0 : await indexSome(ledger, vault, id)
      done += some
      if (some < atOnce) break
    }
  }
  return done
}

async function indexSome(ledger: Ledger, vault: Vault, workspaceId: number): Promise<number> {
  const forms = await loadNameForms()
  return ledger.transaction(async (trx) => {
    // Whoever switches the search off waits for those that are being made, and forgets them too.
    await sql`SELECT pg_advisory_xact_lock_shared(${namesLock}, ${workspaceId})`.execute(trx)
    const { rows } = await sql<{ id: string; ciphertext: Buffer }>`
      SELECT id, ciphertext FROM identifiers
      WHERE workspace_id = ${workspaceId} AND kind = 'name' AND search_tokens IS NULL
        AND coalesce((SELECT name_search FROM identity_rules WHERE workspace_id = ${workspaceId}), true)
      ORDER BY id LIMIT ${atOnce} FOR UPDATE SKIP LOCKED`.execute(trx)
    if (rows.length === 0) return 0
    const tokens = rows.map(({ ciphertext }) => {
      const hashes = nameTokens(vault.decrypt(ciphertext), forms).map((token) => hashOf(vault, token))
      return `{${hashes.join(',')}}`
    })
    await sql`
      UPDATE identifiers SET search_tokens = u.t::bigint[]
      FROM unnest(${rows.map((row) => row.id)}::bigint[], ${tokens}::text[]) AS u(i, t) WHERE identifiers.id = u.i`.execute(
      trx,
    )
    return rows.length
  })
}

/**
 * People whose name is written or read like the text: by characters (simplified or 繁體), pinyin in one piece or in
 * words, initials, or a word of it.
 * @param limit most keys
 */
export async function findByName(
  ledger: Ledger,
  vault: Vault,
  workspaceId: number,
  text: string,
  limit: number,
): Promise<number[]> {
  const ways = searchTokens(text, await loadNameForms())
  if (ways.length === 0) return []
  const conditions = ways.map(
    (tokens) => sql`search_tokens @> ${tokens.map((token) => hashOf(vault, token))}::bigint[]`,
  )
  const { rows } = await sql<{ person_key: string }>`
    SELECT DISTINCT person_key FROM identifiers
    WHERE workspace_id = ${workspaceId} AND kind = 'name' AND (${sql.join(conditions, sql` OR `)})
    LIMIT ${limit}`.execute(ledger.db)
  return rows.map((row) => Number(row.person_key))
}

/** Whether names of the workspace can be searched. */
export async function nameSearchIsOn(ledger: Ledger, workspaceId: number): Promise<boolean> {
  const row = await ledger.db
    .selectFrom('identity_rules')
    .select('name_search')
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst()
  return row?.name_search ?? true
}

/** Forgets what names are searched by, after it was switched off; switched on again, it is made anew. */
export async function forgetNames(ledger: Ledger, workspaceId: number): Promise<void> {
  await ledger.transaction((trx) =>
    sql`SELECT pg_advisory_xact_lock(${namesLock}, ${workspaceId})`.execute(trx),
  )
  for (;;) {
    const { numAffectedRows = 0n } = await sql`
      UPDATE identifiers SET search_tokens = NULL WHERE id IN (
        SELECT id FROM identifiers
        WHERE workspace_id = ${workspaceId} AND kind = 'name' AND search_tokens IS NOT NULL LIMIT 20000)`.execute(
      ledger.db,
    )
    if (numAffectedRows < 20_000n) return
  }
}
