import { sql } from '../../../kit/sql.ts'
import type { Warehouse } from '../../../stores/warehouse/index.ts'
import { bind, long, raw } from '../../imports/commit-shape.ts'

/** Takes out what an import that is undone has said of its source. Harmless to repeat. */
export async function forgetMeasured(
  warehouse: Warehouse,
  workspaceId: number,
  importId: string,
): Promise<void> {
  const here = sql`workspace_id = ${bind('workspace', 'UInt32', workspaceId)}`
  for (const table of ['quality_runs', 'quality_fields', 'quality_checks', 'quality_volume'])
    await warehouse.command(
      sql`DELETE FROM ${raw(table)} WHERE ${here} AND run_id = ${bind('run', 'String', importId)}`,
      long,
    )
  await warehouse.command(
    sql`DELETE FROM source_records WHERE ${here} AND import_id = ${bind('importId', 'UUID', importId)}`,
    long,
  )
}
