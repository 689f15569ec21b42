import { sql } from 'kysely'
import { ensureKnowledge } from '../../customer/index.ts'
import type { Insight } from '../../insight/index.ts'
import type { Log } from '../../kit/log.ts'
import { noTask } from '../../kit/progress.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import type { WorkspaceBook } from './workspaces.ts'

/**
 * Workspaces whose features are behind: an import ended, or was undone, after the newest snapshot, a stream brought
 * orders since (renewed once a minute, for a stream brings them all the time), people were merged or parted (visitors who
 * say who they are do so all day long and wait a quarter of an hour), or a day has begun since. Asked of the ledger rather
 * than told by the import, so that a crash in between loses nothing. The demo keeps its own calendar.
 */
async function behind(ledger: Ledger): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    SELECT w.id
    FROM workspaces w
    LEFT JOIN LATERAL (
      SELECT max(computed_at) AS at FROM feature_snapshots f WHERE f.workspace_id = w.id AND f.basis <> 'given') s ON true
    LEFT JOIN LATERAL (
      SELECT max(ended_at) AS at FROM imports i WHERE i.workspace_id = w.id AND i.status IN ('done', 'undone')) i ON true
    LEFT JOIN LATERAL (
      SELECT max(last_order_at) AS at FROM sources o WHERE o.workspace_id = w.id) o ON true
    LEFT JOIN LATERAL (
      SELECT max(greatest(m.merged_at, m.undone_at)) AS at,
             max(greatest(m.merged_at, m.undone_at)) FILTER (WHERE m.rule <> 'anonymous' OR m.undone_at IS NOT NULL) AS decided
      FROM merges m WHERE m.workspace_id = w.id) m ON true
    WHERE i.at > coalesce(s.at, '-infinity') OR m.decided > s.at
       OR (m.at > s.at AND s.at < now() - interval '15 minutes')
       OR (o.at > coalesce(s.at, '-infinity') AND coalesce(s.at, '-infinity') < now() - interval '1 minute')
       OR (w.kind = 'own' AND s.at < date_trunc('day', now() AT TIME ZONE w.time_zone) AT TIME ZONE w.time_zone)
    ORDER BY w.id`.execute(ledger.db)
  return rows.map(({ id }) => id)
}

/**
 * Workspaces whose computed attributes are behind their definitions, or behind events that came since; features take them
 * along, so orders, imports and merges need no rule here.
 */
async function computedBehind(ledger: Ledger): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    SELECT w.id FROM workspaces w
    LEFT JOIN computed_states c ON c.workspace_id = w.id
    LEFT JOIN LATERAL (
      SELECT max(changed_at) AS changed, count(*) FILTER (WHERE deleted_at IS NULL) AS live
      FROM computed_attributes a WHERE a.workspace_id = w.id) a ON true
    LEFT JOIN LATERAL (SELECT max(last_event_at) AS at FROM sources o WHERE o.workspace_id = w.id) e ON true
    WHERE a.changed > coalesce(c.begun_at, '-infinity')
       OR (a.live > 0 AND c.begun_at < now() - interval '1 minute' AND e.at > c.computed_at)
    ORDER BY w.id`.execute(ledger.db)
  return rows.map(({ id }) => id)
}

/** One round: brings the features of every workspace that is behind up to date. @returns how many were */
export async function refreshBehind(deps: {
  ledger: Ledger
  warehouse: Warehouse
  log: Log
  workspaces: WorkspaceBook
  insight: Insight
}): Promise<number> {
  const ids = await behind(deps.ledger)
  for (const id of ids) {
    const workspace: Workspace = await deps.workspaces.byId(id)
    const snapshot = await deps.insight.features.refresh(workspace, {}, noTask)
    // Days of the past were computed for people as they were then told apart; who needs one computes it anew.
    if (snapshot) await deps.insight.features.forgetBefore(workspace, snapshot)
    else await ensureKnowledge(deps, workspace)
    deps.log.info({ workspaceId: id, customers: snapshot?.customers ?? 0 }, 'features refreshed')
  }
  const definitions = await computedBehind(deps.ledger)
  for (const id of definitions) {
    const workspace = await deps.workspaces.byId(id)
    const run = await deps.insight.computed.refresh(workspace)
    await deps.insight.segments.recount(workspace)
    deps.log.info({ workspaceId: id, customers: run?.customers ?? 0 }, 'attributes computed')
  }
  return ids.length + definitions.length
}
