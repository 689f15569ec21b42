import { sql as raw } from 'kysely'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { addressKinds, type ContactChannel } from './reach.ts'

/**
 * Person keys of everybody with an address on the do-not-send list of a channel. The keyed hashes are joined where they
 * live, in the ledger; only pseudonymous keys leave it, bound into the one statement that decides. One listed address of
 * several, of any key of the person, is enough: the strictest wish holds.
 */
export async function doNotSendKeys(
  ledger: Ledger,
  workspace: Pick<Workspace, 'id'>,
  channel: ContactChannel,
): Promise<number[]> {
  const { rows } = await raw<{ person_key: string }>`
    SELECT DISTINCT coalesce(o.current_key, i.person_key)::text AS person_key
    FROM do_not_send d
    JOIN identifiers i ON i.workspace_id = d.workspace_id AND i.kind = ${addressKinds[channel]}
      AND i.blind_index = d.blind_index
    LEFT JOIN person_overrides o ON o.person_key = i.person_key
    WHERE d.workspace_id = ${workspace.id} AND d.channel = ${channel}`.execute(ledger.db)
  return rows.map((row) => Number(row.person_key))
}
