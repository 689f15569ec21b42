import { sql, type Transaction } from 'kysely'
import type { Actor } from '../../../kit/api.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { type LedgerSchema, writeAudit } from '../../../stores/ledger/index.ts'

/** What came of a call, as the desk wrote it down. */
export interface ComplainingCall {
  id: string
  taskId: string
}

export const refOfCall = (callId: string) => `call:${callId}`

/**
 * A colleague takes the outcome back that opened a case: the case goes with it as long as nobody has worked on it.
 * @returns whether it is gone, or there was none
 */
export async function takeBackCallCase(
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  callId: string,
  actor: Pick<Actor, 'kind' | 'id'>,
): Promise<boolean> {
  const { rows } = await sql<{ id: string; touched: boolean }>`
    SELECT id, closed_at IS NOT NULL OR answered_at IS NOT NULL OR EXISTS (SELECT FROM case_remedies r WHERE r.case_id = c.id)
      OR EXISTS (SELECT FROM case_steps s WHERE s.case_id = c.id AND s.what NOT IN ('opened', 'assigned')) AS touched
    FROM cases c WHERE workspace_id = ${workspace.id} AND channel = 'call' AND ref = ${refOfCall(callId)} FOR UPDATE`.execute(
    trx,
  )
  const [row] = rows
  if (!row) return true
  if (row.touched) return false
  await trx.deleteFrom('cases').where('id', '=', row.id).execute()
  await writeAudit(trx, {
    workspaceId: workspace.id,
    actor,
    action: 'case.taken_back',
    subject: { kind: 'case', id: row.id },
    detail: { call: callId },
  })
  return true
}
