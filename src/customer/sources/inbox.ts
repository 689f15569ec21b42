import { sql } from 'kysely'
import type { Vault } from '../../kit/crypto/index.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { Inbox } from './define-source.ts'

/** Rows pushed to a source wait here, encrypted, from their acknowledgement until an import has brought them in. */
export function openInbox(ledger: Ledger, vault: Vault, sourceId: string): Inbox {
  return {
    waiting: async (limit) => {
      await settle(ledger, sourceId)
      const rows = await ledger.db
        .selectFrom('source_inbox')
        .select(['id', 'body'])
        .where('source_id', '=', sourceId)
        .where('import_id', 'is', null)
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows.map(({ id, body }) => ({ id, body: vault.decrypt(body) }))
    },
    take: async (ids, importId) => {
      await ledger.db
        .updateTable('source_inbox')
        .set({ import_id: importId })
        .where('source_id', '=', sourceId)
        .where('id', 'in', [...ids])
        .execute()
    },
  }
}

/** What an import has brought in goes; what one failed to bring waits again. */
async function settle(ledger: Ledger, sourceId: string): Promise<void> {
  await sql`
    DELETE FROM source_inbox b USING imports i
    WHERE b.source_id = ${sourceId} AND i.id = b.import_id AND i.status IN ('done', 'undone')`.execute(
    ledger.db,
  )
  await sql`
    UPDATE source_inbox b SET import_id = NULL
    WHERE b.source_id = ${sourceId} AND b.import_id IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM imports i WHERE i.id = b.import_id AND i.status IN ('reading', 'committing', 'done', 'undone'))`.execute(
    ledger.db,
  )
}

/** Puts a push on record. @returns false where it was there before */
export async function receivePush(
  ledger: Ledger,
  vault: Vault,
  push: { sourceId: string; messageId: string; body: string; rows: number; at: Date },
): Promise<boolean> {
  const row = await ledger.db
    .insertInto('source_inbox')
    .values({
      source_id: push.sourceId,
      message_id: push.messageId,
      body: vault.encryptAlone(push.body),
      rows: push.rows,
      received_at: push.at,
      import_id: null,
    })
    .onConflict((conflict) => conflict.columns(['source_id', 'message_id']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}
