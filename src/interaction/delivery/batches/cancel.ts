import { sql, type Transaction } from 'kysely'
import type { LedgerSchema } from '../../../stores/ledger/index.ts'

/** A campaign was stopped: what advisers have not confirmed is taken back, at the next round. */
export async function cancelBatches(
  trx: Transaction<LedgerSchema>,
  workspaceId: number,
  campaignId: string,
): Promise<void> {
  await trx
    .updateTable('adviser_batches')
    .set({ is_cancelled: true, ask_at: sql<Date>`now()` })
    .where('workspace_id', '=', workspaceId)
    .where('campaign_id', '=', campaignId)
    .where('state', '=', 'waiting')
    .execute()
}
