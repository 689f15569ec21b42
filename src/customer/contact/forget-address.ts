import { type Kysely, sql, type Transaction } from 'kysely'
import type { Vault } from '../../kit/crypto/index.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger, LedgerSchema } from '../../stores/ledger/index.ts'
import { addressKinds, type ContactChannel } from './reach.ts'

/** Gives up an address that is no more, of everybody who carries it. @returns how many carried it */
export async function forgetAddress(
  ledger: Ledger,
  vault: Vault,
  workspace: Pick<Workspace, 'id'>,
  channel: ContactChannel,
  address: string,
): Promise<number> {
  const index = vault.blindIndex(addressKinds[channel], address)
  return removed(ledger.db, workspace.id, channel, sql`i.blind_index = ${index}`)
}

/** A browser is whoever used it last: an address that came with somebody else before is theirs no more. */
export async function giveToLast(
  ledger: Ledger,
  workspaceId: number,
  channel: ContactChannel,
  found: readonly { personKey: number; index: Buffer }[],
): Promise<number> {
  if (found.length === 0) return 0
  const last = new Map(found.map(({ personKey, index }) => [index.toString('hex'), { personKey, index }]))
  const rows = [...last.values()]
  return removed(
    ledger.db,
    workspaceId,
    channel,
    sql`EXISTS (SELECT 1 FROM unnest(${rows.map(({ index }) => index)}::bytea[],
      ${rows.map(({ personKey }) => personKey)}::bigint[]) AS u(b, p) WHERE i.blind_index = u.b AND i.person_key <> u.p)`,
  )
}

/** Address and what the warehouse is to be told of it go in one statement, so that neither is there alone. */
async function removed(
  db: Kysely<LedgerSchema> | Transaction<LedgerSchema>,
  workspaceId: number,
  channel: ContactChannel,
  which: ReturnType<typeof sql>,
): Promise<number> {
  const { rows } = await sql<{ person_key: string }>`
    WITH gone AS (
      DELETE FROM identifiers i
      WHERE i.workspace_id = ${workspaceId} AND i.kind = ${addressKinds[channel]} AND ${which}
      RETURNING i.person_key)
    INSERT INTO reach_changes (workspace_id, person_key, channel)
    SELECT ${workspaceId}, person_key, ${channel} FROM gone RETURNING person_key`.execute(db)
  return rows.length
}
