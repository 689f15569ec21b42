import { sql as pg } from 'kysely'
import { z } from 'zod'
import { createBinder, sql } from '../../../kit/sql.ts'
import type { Ledger } from '../../../stores/ledger/index.ts'
import { int64, type Warehouse } from '../../../stores/warehouse/index.ts'

export interface Changes {
  /** Keys, of whatever time, of whom something has become known since. */
  keys: number[]
  /** Of what everybody's profile depends on: scores, segments, computed values, policies. Another one: all may differ. */
  version: string
}

/** Read again at each round, for the clocks of the two stores need not agree and writes end after they began. */
export const overlapMs = 15_000

/**
 * What has changed in a workspace between two moments of the ledger's clock. The ledger is asked first, and the facts of
 * the engine only where a source, an import or the log of contacts brought some.
 */
export async function changesBetween(
  { ledger, warehouse }: { ledger: Ledger; warehouse: Warehouse },
  workspaceId: number,
  from: Date,
): Promise<Changes> {
  const { rows } = await pg<{ facts: boolean; version: string; keys: string[] | null }>`
    SELECT
      EXISTS (SELECT 1 FROM sources WHERE workspace_id = ${workspaceId} AND last_event_at >= ${from}) OR
      EXISTS (SELECT 1 FROM imports WHERE workspace_id = ${workspaceId} AND ended_at >= ${from}) AS facts,
      concat_ws('|',
        (SELECT max(computed_at) FROM feature_snapshots WHERE workspace_id = ${workspaceId} AND basis <> 'given'),
        (SELECT begun_at FROM computed_states WHERE workspace_id = ${workspaceId}),
        (SELECT concat(max(updated_at), ' ', count(*) FILTER (WHERE deleted_at IS NULL)) FROM segments WHERE workspace_id = ${workspaceId}),
        (SELECT updated_at FROM consent_policies WHERE workspace_id = ${workspaceId}),
        (SELECT max(at) FROM audit_log WHERE workspace_id = ${workspaceId} AND action = 'customer_need.topics'),
        (SELECT count(*) FROM imports WHERE workspace_id = ${workspaceId} AND status = 'undone')) AS version,
      (SELECT array_agg(DISTINCT k) FROM (
        SELECT person_key AS k FROM consents WHERE workspace_id = ${workspaceId} AND recorded_at >= ${from}
        UNION ALL SELECT (touch->>'personKey')::bigint FROM touch_log WHERE workspace_id = ${workspaceId} AND pumped_at >= ${from}
        UNION ALL SELECT unnest(ARRAY[kept_key, merged_key]) FROM merges
          WHERE workspace_id = ${workspaceId} AND greatest(merged_at, undone_at) >= ${from}
        UNION ALL SELECT person_key FROM privacy_requests
          WHERE workspace_id = ${workspaceId} AND kind = 'correction' AND applied_at >= ${from}
        UNION ALL SELECT person_key FROM person_needs WHERE workspace_id = ${workspaceId} AND copied_at >= ${from}
        -- What was removed is no more once the warehouse was told.
        UNION ALL SELECT subject_id::bigint FROM audit_log WHERE workspace_id = ${workspaceId} AND at >= ${from}
          AND subject_kind = 'customer' AND action LIKE 'customer_need.%' AND subject_id ~ '^[0-9]+$'
        UNION ALL SELECT person_key FROM identifiers WHERE workspace_id = ${workspaceId} AND last_seen_at >= ${from}) AS k)::text[] AS keys`.execute(
    ledger.db,
  )
  const [row] = rows
  const keys = new Set((row?.keys ?? []).map(Number))
  if (row?.facts) for (const key of await newFacts(warehouse, workspaceId, from)) keys.add(key)
  return { keys: [...keys], version: row?.version ?? '' }
}

async function newFacts(warehouse: Warehouse, workspaceId: number, from: Date): Promise<number[]> {
  const bind = createBinder('c')
  const ws = bind('UInt32', workspaceId)
  const since = bind("DateTime64(3, 'UTC')", from.toISOString().slice(0, 23).replace('T', ' '))
  const rows = await warehouse.rows(
    sql`SELECT DISTINCT person_key AS key FROM (
        SELECT person_key FROM order_lines WHERE workspace_id = ${ws} AND stored_at >= ${since}
        UNION ALL SELECT person_key FROM touches WHERE workspace_id = ${ws} AND stored_at >= ${since}
        UNION ALL SELECT person_key FROM customers WHERE workspace_id = ${ws} AND updated_at >= ${since})
      WHERE person_key != 0`,
    z.object({ key: int64() }),
  )
  return rows.map(({ key }) => key)
}
