import { sql } from 'kysely'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'

/** Names of campaigns by id, for rooms below that show where something came from. Deleted ones keep their name; what asks for a consent has one too. */
export async function campaignNames(
  ledger: Ledger,
  workspace: Workspace,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: string; name: string }>`
    SELECT id::text AS id, name FROM campaigns
    WHERE workspace_id = ${workspace.id} AND id::text = ANY(${[...ids]})
    UNION ALL
    SELECT id::text, ${workspace.locale === 'en' ? 'Confirmation of a consent' : '同意确认'} FROM consent_requests
    WHERE workspace_id = ${workspace.id} AND id::text = ANY(${[...ids]})`.execute(ledger.db)
  return new Map(rows.map(({ id, name }) => [id, name]))
}

export interface SegmentUse {
  kind: 'campaign'
  id: string
  name: string
}

/** Campaigns that aim at each of these segments. */
export async function usesOfSegments(
  ledger: Ledger,
  workspace: Workspace,
  segmentIds: readonly string[],
): Promise<Map<string, SegmentUse[]>> {
  const uses = new Map<string, SegmentUse[]>()
  if (segmentIds.length === 0) return uses
  const { rows } = await sql<{ id: string; name: string; segment: string }>`
    SELECT id::text AS id, name, segment_id::text AS segment FROM campaigns
    WHERE workspace_id = ${workspace.id} AND deleted_at IS NULL AND segment_id::text = ANY(${[...segmentIds]})
    ORDER BY id`.execute(ledger.db)
  for (const { id, name, segment } of rows) {
    uses.set(segment, [...(uses.get(segment) ?? []), { kind: 'campaign', id, name }])
  }
  return uses
}
