import { sql, type Transaction } from 'kysely'
import type { Workspace } from '../../kit/workspace.ts'
import type { LedgerSchema } from '../../stores/ledger/index.ts'
import type { KeptMessage } from '../ports.ts'

type Trx = Transaction<LedgerSchema>

/** Whose an address is by a colleague's word that was not taken back; null where nobody said. */
export async function linkOfAddress(
  trx: Trx,
  workspace: Pick<Workspace, 'id'>,
  channel: string,
  index: Buffer,
): Promise<{ id: string; personKey: number } | null> {
  const { rows } = await sql<{ id: string; person_key: string }>`
    SELECT l.id, c.person_key FROM conversation_links l JOIN conversations c ON c.id = l.conversation_id
    WHERE l.workspace_id = ${workspace.id} AND l.channel = ${channel} AND l.address_index = ${index}
      AND l.undone_at IS NULL AND c.person_key IS NOT NULL
    ORDER BY l.linked_at DESC, l.id DESC LIMIT 1`.execute(trx)
  const [row] = rows
  return row ? { id: row.id, personKey: Number(row.person_key) } : null
}

/** Taking the link back moves what came since, too. */
export async function addToLink(trx: Trx, linkId: string, { id, threadId }: KeptMessage): Promise<void> {
  await sql`
    UPDATE conversation_links SET message_ids = array_append(message_ids, ${id}::uuid), conversation_id = ${threadId}::uuid
    WHERE id = ${linkId}::uuid`.execute(trx)
}
