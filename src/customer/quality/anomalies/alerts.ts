import { sql } from 'kysely'
import type { z } from 'zod'
import type { Actor } from '../../../kit/api.ts'
import { commonErrors } from '../../../kit/errors.ts'
import { newId } from '../../../kit/ids.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Ledger } from '../../../stores/ledger/index.ts'
import type { AlertKind, AlertStatus } from '../../../stores/ledger/schema/quality.ts'
import type { alertShape } from '../api.ts'
import { alertWords } from './words.ts'

export type Alert = z.output<typeof alertShape>

/** Something that looks wrong with a source; the subject says what, so that it is one alert however often it is found. */
export interface Finding {
  kind: AlertKind
  subject: string
  detail: Record<string, unknown>
}

/**
 * Brings the alerts of a source in line with what was found: new ones are opened, silence that ended is resolved. What was
 * found of a day or a run stays until somebody settles it; once settled, it is not opened again.
 */
export async function keepAlerts(
  ledger: Ledger,
  workspace: Workspace,
  sourceId: string,
  found: readonly Finding[],
): Promise<number> {
  const now = workspace.clock.now()
  let opened = 0
  for (const { kind, subject, detail } of found) {
    const { rows } = await sql<{ fresh: boolean }>`
      INSERT INTO quality_alerts (id, workspace_id, source_id, kind, subject, detail, opened_at, seen_at)
      VALUES (${newId()}::uuid, ${workspace.id}, ${sourceId}::uuid, ${kind}, ${subject}, ${JSON.stringify(detail)}::jsonb, ${now}, ${now})
      ON CONFLICT (source_id, kind, subject) DO UPDATE SET detail = excluded.detail, seen_at = excluded.seen_at
      RETURNING (xmax = 0) AS fresh`.execute(ledger.db)
    if (rows[0]?.fresh) opened++
  }
  const silent = found.filter(({ kind }) => kind === 'silence').map(({ subject }) => subject)
  await sql`
    UPDATE quality_alerts SET status = 'resolved', resolved_at = ${now}, resolved_by = 'system'
    WHERE source_id = ${sourceId}::uuid AND kind = 'silence' AND status <> 'resolved'
      AND NOT (subject = ANY(${silent}::text[]))`.execute(ledger.db)
  return opened
}

interface Row {
  id: string
  source_id: string
  source_name: string
  owner: string
  kind: AlertKind
  subject: string
  detail: Record<string, unknown>
  status: AlertStatus
  opened_at: Date
  seen_at: Date
  acknowledged_at: Date | null
  acknowledged_by: string | null
  resolved_at: Date | null
  resolved_by: string | null
}

/** Open ones first, newest first; the settled of the last 90 days after them. */
export async function listAlerts(
  ledger: Ledger,
  workspace: Workspace,
  id: string | null = null,
): Promise<Alert[]> {
  const { rows } = await sql<Row>`
    SELECT a.*, s.name AS source_name, s.owner,
           coalesce((SELECT u.display_name FROM users u WHERE u.id::text = a.acknowledged_by), a.acknowledged_by) AS acknowledged_by,
           coalesce((SELECT u.display_name FROM users u WHERE u.id::text = a.resolved_by), a.resolved_by) AS resolved_by
    FROM quality_alerts a JOIN sources s ON s.id = a.source_id
    WHERE a.workspace_id = ${workspace.id} AND s.deleted_at IS NULL AND (${id}::text IS NULL OR a.id::text = ${id}::text)
      AND (a.status <> 'resolved' OR a.resolved_at > ${workspace.clock.now()}::timestamptz - interval '90 days')
    ORDER BY array_position(ARRAY['open', 'acknowledged', 'resolved'], a.status), a.opened_at DESC, a.id
    LIMIT 200`.execute(ledger.db)
  return rows.map((row) => ({
    id: row.id,
    sourceId: row.source_id,
    sourceName: row.source_name,
    owner: row.owner,
    kind: row.kind,
    text: alertWords(row.kind, row.subject, row.detail, workspace.timeZone),
    status: row.status,
    openedAt: row.opened_at.toISOString(),
    acknowledgedAt: row.acknowledged_at?.toISOString() ?? null,
    acknowledgedBy: row.acknowledged_by,
    resolvedAt: row.resolved_at?.toISOString() ?? null,
    resolvedBy: row.resolved_by,
  }))
}

export async function countOpen(ledger: Ledger, workspaceId: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    SELECT count(*)::int AS n FROM quality_alerts a JOIN sources s ON s.id = a.source_id
    WHERE a.workspace_id = ${workspaceId} AND a.status = 'open' AND s.deleted_at IS NULL`.execute(ledger.db)
  return rows[0]?.n ?? 0
}

/** @throws common.notFound */
export async function settleAlert(
  ledger: Ledger,
  workspace: Workspace,
  id: string,
  to: 'acknowledged' | 'resolved' | 'open',
  by: Actor,
): Promise<Alert> {
  const now = workspace.clock.now()
  const seen = to === 'acknowledged'
  const done = to === 'resolved'
  const { rows } = await sql<{ id: string }>`
    UPDATE quality_alerts SET status = ${to},
      acknowledged_at = CASE WHEN ${seen} THEN ${now}::timestamptz WHEN ${done} THEN acknowledged_at END,
      acknowledged_by = CASE WHEN ${seen} THEN ${by.id}::text WHEN ${done} THEN acknowledged_by END,
      resolved_at = CASE WHEN ${done} THEN ${now}::timestamptz END,
      resolved_by = CASE WHEN ${done} THEN ${by.id}::text END
    WHERE workspace_id = ${workspace.id} AND id::text = ${id} RETURNING id`.execute(ledger.db)
  const [alert] = rows.length === 0 ? [] : await listAlerts(ledger, workspace, id)
  if (!alert) throw commonErrors.notFound({ what: 'alert', id })
  return alert
}
