import { z } from 'zod'
import { defineEndpoint } from '../../../kit/api.ts'
import { localized, workspaceParams } from '../../../kit/api-shapes.ts'

const base = '/api/workspaces/:workspace/desk'

export const exportForDialler = defineEndpoint({
  id: 'exportDiallerList',
  method: 'POST',
  path: `${base}/dialler/list`,
  permission: 'desk.supervise',
  params: workspaceParams,
  summary:
    'Tasks of a team as CSV with numbers in clear, in the order of the queue; they are held for the dialler so long. Only whom one may call now; audited',
  body: z.object({
    teamId: z.uuid(),
    limit: z.int().min(1).max(5_000).default(500),
    hours: z.int().min(1).max(24).default(8).describe('What has no result by then goes back into the queue'),
  }),
  response: z.string(),
  responseType: 'text/csv; charset=utf-8',
  ratePerMinute: 10,
})
export const importFromDialler = defineEndpoint({
  id: 'importDiallerResults',
  method: 'POST',
  path: `${base}/dialler/results`,
  permission: 'desk.supervise',
  params: workspaceParams,
  summary: 'Results of the dialler as CSV; a call comes in once however often it is sent; bad rows are named',
  body: z.object({ csv: z.string().min(1).max(900_000) }),
  response: z.object({
    taken: z.int(),
    already: z.int(),
    bad: z.array(z.object({ row: z.int().describe('Of the file; the header is 1'), problem: localized })),
  }),
  ratePerMinute: 30,
})
