import { type SqlFragment, sql } from '../../../kit/sql.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Warehouse } from '../../../stores/warehouse/index.ts'
import { bind, long } from '../../imports/commit-shape.ts'
import { afterWhatStands } from './measured.ts'

/** Counts the hours anew that events of these days fell into: some are late. */
export async function keepVolume(
  warehouse: Warehouse,
  workspace: Workspace,
  sourceId: string,
  events: SqlFragment,
  nowMs: number,
): Promise<void> {
  const workspaceId = bind('workspace', 'UInt32', workspace.id)
  const source = bind('source', 'String', sourceId)
  const measuredAt = afterWhatStands(
    sql`fromUnixTimestamp64Milli(${bind('nowMs', 'Int64', nowMs)}, 'UTC')`,
    sql`SELECT max(measured_at) FROM quality_volume
        WHERE workspace_id = ${workspaceId} AND source_id = toUUID(${source}) AND run_id = 'stream'`,
  )
  await warehouse.command(
    sql`INSERT INTO quality_volume (workspace_id, source_id, run_id, hour, rows, measured_at)
        SELECT ${workspaceId}, toUUID(${source}), 'stream', toStartOfHour(ts) AS hour, count(), ${measuredAt}
        FROM events
        WHERE workspace_id = ${workspaceId} AND source = ${source}
          AND toStartOfHour(ts) IN (SELECT DISTINCT toStartOfHour(ts) FROM ${events})
        GROUP BY hour`,
    long,
  )
}
