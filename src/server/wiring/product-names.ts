import { z } from 'zod'
import { createBinder, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'

/** Names of products by their numbers; one that is not in the catalogue is missing. */
export async function productNames(
  warehouse: Warehouse,
  workspace: Workspace,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const bind = createBinder()
  const rows = await warehouse.rows(
    sql`SELECT product_id AS id, name FROM products FINAL
      WHERE workspace_id = ${bind('UInt32', workspace.id)} AND product_id IN (SELECT arrayJoin(${bind('Array(String)', [...ids])}))`,
    z.object({ id: z.string(), name: z.string() }),
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}
