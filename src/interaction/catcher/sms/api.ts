import { z } from 'zod'
import { defineEndpoint } from '../../../kit/api.ts'
import {
  cursorQuery,
  instant,
  pageOf,
  workspaceItemParams,
  workspaceParams,
} from '../../../kit/api-shapes.ts'

/** The message centre for trying: it received these by SMPP, and what is typed here comes back over the same session. */
const base = '/api/workspaces/:workspace/sms-catcher'
export const caughtSms = z.object({
  id: z.string(),
  receivedAt: instant,
  direction: z.enum(['to-customer', 'from-customer']),
  number: z.string().describe('The customer’s telephone'),
  text: z.string(),
  parts: z.int().describe('SMS it is charged as'),
  copies: z.int().describe('How often the same message came; more than 1 breaks the promise'),
})

export const listCaughtSms = defineEndpoint({
  id: 'listCaughtSms',
  method: 'GET',
  path: base,
  permission: 'messages.read',
  summary: 'SMS the local message centre received, newest first, and the answers typed there',
  params: workspaceParams,
  query: cursorQuery.extend({
    thread: z.string().max(40).optional().describe('Id of a message: only those of the same telephone'),
  }),
  response: pageOf(caughtSms).extend({ address: z.string() }),
})

export const answerCaughtSms = defineEndpoint({
  id: 'answerCaughtSms',
  method: 'POST',
  path: `${base}/:id/answers`,
  permission: 'campaigns.edit',
  summary: 'Answers as the holder of the telephone would; a stop word takes consent back',
  params: workspaceItemParams,
  body: z.object({ text: z.string().trim().min(1).max(500) }),
  response: caughtSms,
  ratePerMinute: 30,
})
