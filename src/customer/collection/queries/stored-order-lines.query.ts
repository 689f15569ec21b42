import { z } from 'zod'
import { sql } from '../../../kit/sql.ts'
import { defineQuery } from '../../../stores/warehouse/index.ts'

/** Which of these lines are stored already; people narrow what has to be read. */
export const storedOrderLines = defineQuery({
  name: 'collection.stored_order_lines',
  params: z.object({ workspaceId: z.int(), people: z.array(z.int()), keys: z.array(z.string()) }),
  row: z.object({ key: z.string() }),
  text: sql`
    SELECT toString(row_key) AS key
    FROM order_lines
    WHERE workspace_id = {workspaceId:UInt32} AND person_key IN {people:Array(UInt64)}
      AND row_key IN (SELECT toUInt128(arrayJoin({keys:Array(String)})))`,
})
