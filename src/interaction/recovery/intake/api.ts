import { z } from 'zod'
import { defineEndpoint } from '../../../kit/api.ts'
import { localized, workspaceItemParams, workspaceParams } from '../../../kit/api-shapes.ts'

const base = '/api/workspaces/:workspace'

export const openCaseOfThread = defineEndpoint({
  id: 'openCaseOfThread',
  method: 'POST',
  path: `${base}/inbox/:id/case`,
  permission: 'customers.edit',
  summary: 'Marks what a customer wrote as a complaint: the newest message of the thread, or the one named',
  params: workspaceItemParams,
  body: z.object({ messageId: z.uuid().optional() }),
  response: z.object({
    id: z.string(),
    isNew: z.boolean().describe('false: its case, or an open one of the thread, was there already'),
  }),
})

export const importCases = defineEndpoint({
  id: 'importCases',
  method: 'POST',
  path: `${base}/cases/import`,
  permission: 'customers.edit',
  summary:
    'Complaints from another system as CSV: ref, words, and one of customer, email or phone; optional received_at, channel. A ref comes in once; bad rows are named',
  params: workspaceParams,
  body: z.object({ csv: z.string().min(1).max(900_000) }),
  response: z.object({
    opened: z.int(),
    already: z.int(),
    bad: z.array(z.object({ row: z.int().describe('Of the file; the header is 1'), problem: localized })),
  }),
  ratePerMinute: 30,
})
