import { z } from 'zod'
import { sql } from '../../../kit/sql.ts'
import { defineQuery } from '../../../stores/warehouse/index.ts'

/** When the newest order line of a workspace was bought; no row's worth of text when there is none. */
export const newestOrder = defineQuery({
  name: 'house.newest_order',
  params: z.object({ workspaceId: z.int() }),
  row: z.object({ newestAt: z.string().nullable() }),
  text: sql`
    SELECT maxOrNull(ts) AS newestAt
    FROM order_lines
    WHERE workspace_id = {workspaceId:UInt32}`,
})
