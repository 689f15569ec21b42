import { z } from 'zod'
import { createBinder, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'

const row = z.object({ value: z.string(), name: z.string() })
export type SegmentValue = z.output<typeof row>

/**
 * Categories (every level of their paths) or products the workspace has, those whose text or number contains `search`,
 * at most `limit`: what the builder offers, so that nobody has to guess how a category is written.
 */
export function segmentValues(
  warehouse: Warehouse,
  workspace: Workspace,
  kind: 'category' | 'product',
  search: string,
  limit: number,
): Promise<SegmentValue[]> {
  const bind = createBinder('val')
  const mine = sql`workspace_id = ${bind('UInt32', workspace.id)}`
  const like = bind('String', search)
  const most = bind('UInt64', limit)
  if (kind === 'category')
    return warehouse.rows(
      sql`SELECT value, '' AS name
        FROM (SELECT arrayJoin(arrayConcat([toString(category)], arrayMap(c -> toString(c), category_path))) AS value
              FROM products FINAL WHERE ${mine})
        WHERE value != '' AND positionCaseInsensitiveUTF8(value, ${like}) > 0
        GROUP BY value ORDER BY count() DESC, value LIMIT ${most}`,
      row,
    )
  return warehouse.rows(
    sql`SELECT product_id AS value, name FROM products FINAL
      WHERE ${mine} AND (positionCaseInsensitiveUTF8(name, ${like}) > 0 OR startsWith(product_id, ${like}))
      ORDER BY name, product_id LIMIT ${most}`,
    row,
  )
}
