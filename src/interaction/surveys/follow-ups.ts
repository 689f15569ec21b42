import { sql } from 'kysely'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { signTracked, type VaultOf } from '../tracking/tokens.ts'

/** What the message that asks how a complaint was handled needs. */
export interface FollowUps {
  /** Of these cases those that are still closed, with a survey that still takes answers. */
  due(workspace: Workspace, asked: readonly { caseId: string; surveyId: string }[]): Promise<Set<string>>
  /** Path of the page on which the recipient answers. */
  pathOf(workspace: Workspace, deliveryId: string): Promise<string>
}

export function followUps(deps: { ledger: Ledger; vaultOf: VaultOf }): FollowUps {
  return {
    due: async (workspace, asked) => {
      const { rows } = await sql<{ id: string }>`
        SELECT c.id FROM unnest(${asked.map(({ caseId }) => caseId)}::uuid[], ${asked.map(({ surveyId }) => surveyId)}::uuid[])
          AS a(case_id, survey_id)
        JOIN cases c ON c.id = a.case_id AND c.workspace_id = ${workspace.id} AND c.closed_at IS NOT NULL
        JOIN surveys s ON s.id = a.survey_id AND s.workspace_id = ${workspace.id} AND s.closed_at IS NULL`.execute(
        deps.ledger.db,
      )
      return new Set(rows.map(({ id }) => id))
    },
    pathOf: async (workspace, deliveryId) => {
      const token = { workspaceId: workspace.id, deliveryId, linkNo: 0 }
      return `/t/s/${signTracked(await deps.vaultOf(workspace.id), token, 'survey')}`
    },
  }
}
