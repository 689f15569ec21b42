import { sql, type Transaction } from 'kysely'
import type { LedgerSchema } from '../../../stores/ledger/index.ts'
import { keysOf } from '../../identity/members.ts'
import { namingKinds } from '../erased-cells.ts'

type Trx = Transaction<LedgerSchema>

/**
 * From here on the person is nobody: nothing new is kept for any of their records, and what named them alone brings
 * nobody back. Whoever had taken back marketing stays on the do-not-send list as a keyed hash. Safe to repeat.
 * @param after 'may return' where nobody had asked for it: what named them lets them in again
 * @returns every record of the person
 */
export async function markErased(
  trx: Trx,
  workspaceId: number,
  personKey: number,
  at: Date,
  after: 'asked' | 'may return' = 'asked',
): Promise<number[]> {
  const keys = (await keysOf(trx, [personKey])).get(personKey) ?? [personKey]
  const mine = sql`workspace_id = ${workspaceId} AND person_key = ANY(${keys}::bigint[])`
  await sql`
    INSERT INTO erased_persons (person_key, workspace_id, erased_at, may_return)
    SELECT person_key, workspace_id, ${at}::timestamptz, ${after === 'may return'} FROM persons WHERE ${mine}
    ON CONFLICT DO NOTHING`.execute(trx)
  // What somebody else is named by too stays theirs.
  if (after === 'asked')
    await sql`
    INSERT INTO erased_identifiers (workspace_id, kind, blind_index, erased_at)
    SELECT DISTINCT i.workspace_id, i.kind, i.blind_index, ${at}::timestamptz FROM identifiers i
    WHERE i.workspace_id = ${workspaceId} AND i.person_key = ANY(${keys}::bigint[])
      AND i.kind = ANY(${[...namingKinds]}::text[])
      AND NOT EXISTS (
        SELECT 1 FROM identifiers o WHERE o.workspace_id = i.workspace_id AND o.kind = i.kind
          AND o.blind_index = i.blind_index AND o.person_key <> ALL(${keys}::bigint[]))
    ON CONFLICT DO NOTHING`.execute(trx)
  await keepWithdrawals(trx, workspaceId, keys, at)
  // What was planned for them is not sent while the rest is removed.
  await sql`DELETE FROM deliveries WHERE ${mine} AND status = 'planned'`.execute(trx)
  return keys
}

async function keepWithdrawals(trx: Trx, workspaceId: number, keys: readonly number[], at: Date) {
  await sql`
    INSERT INTO do_not_send (id, workspace_id, channel, blind_index, ciphertext, reason, source, at)
    SELECT gen_random_uuid(), i.workspace_id, 'email', i.blind_index, NULL, '', 'customer', ${at}::timestamptz
    FROM identifiers i
    WHERE i.workspace_id = ${workspaceId} AND i.person_key = ANY(${[...keys]}::bigint[]) AND i.kind = 'email'
      AND EXISTS (
        SELECT 1 FROM consents c WHERE c.workspace_id = i.workspace_id AND c.person_key = ANY(${[...keys]}::bigint[])
          AND c.purpose = 'marketing' AND c.channel IN ('email', '*') AND c.state = 'withdrawn')
    ON CONFLICT DO NOTHING`.execute(trx)
  await sql`
    DELETE FROM identity_blocks b USING identifiers i
    WHERE i.workspace_id = ${workspaceId} AND i.person_key = ANY(${[...keys]}::bigint[])
      AND b.workspace_id = i.workspace_id AND b.kind = i.kind AND b.blind_index = i.blind_index
      AND NOT EXISTS (
        SELECT 1 FROM identifiers o WHERE o.workspace_id = i.workspace_id AND o.kind = i.kind
          AND o.blind_index = i.blind_index AND o.person_key <> ALL(${[...keys]}::bigint[]))`.execute(trx)
}
