import { sql } from 'kysely'
import type { Workspace } from '../../../kit/workspace.ts'
import { signTracked } from '../../tracking/tokens.ts'
import type { CodingDeps } from '../deps.ts'

/** What the message that asks for a confirmation needs. */
export interface ComplaintConfirmations {
  /** Of these messages those that nobody's thread holds yet: the others need no question any more. */
  waiting(workspace: Workspace, messageIds: readonly string[]): Promise<Set<string>>
  /** Path of the page on which the recipient confirms. */
  pathOf(workspace: Workspace, deliveryId: string): Promise<string>
}

export function complaintConfirmations(deps: Pick<CodingDeps, 'ledger' | 'vaultOf'>): ComplaintConfirmations {
  return {
    waiting: async (workspace, ids) => {
      const { rows } = await sql<{ id: string }>`
        SELECT m.id FROM conversation_messages m JOIN conversations c ON c.id = m.conversation_id
        WHERE c.workspace_id = ${workspace.id} AND c.person_key IS NULL AND m.id = ANY(${[...ids]}::uuid[])`.execute(
        deps.ledger.db,
      )
      return new Set(rows.map(({ id }) => id))
    },
    pathOf: async (workspace, deliveryId) => {
      const token = { workspaceId: workspace.id, deliveryId, linkNo: 0 }
      return `/t/kc/${signTracked(await deps.vaultOf(workspace.id), token, 'complaint_confirm')}`
    },
  }
}
