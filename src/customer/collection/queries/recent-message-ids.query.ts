import { z } from 'zod'
import { sql } from '../../../kit/sql.ts'
import { defineQuery } from '../../../stores/warehouse/index.ts'

/** Messages of a source stored since a time (UTC), newest first. */
export const recentMessageIds = defineQuery({
  name: 'collection.recent_message_ids',
  params: z.object({ workspaceId: z.int(), source: z.string(), since: z.string(), limit: z.int() }),
  row: z.object({ messageId: z.string() }),
  text: sql`
    SELECT message_id AS messageId
    FROM events
    WHERE workspace_id = {workspaceId:UInt32} AND source = {source:String} AND stored_at >= {since:DateTime64(3, 'UTC')}
    ORDER BY stored_at DESC
    LIMIT {limit:UInt32}`,
})
