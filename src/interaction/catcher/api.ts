import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import { cursorQuery, instant, pageOf, workspaceItemParams, workspaceParams } from '../../kit/api-shapes.ts'

/** The mail catcher stands outside the product: it received these messages by SMTP, and they are shown as received. */
const base = '/api/workspaces/:workspace/mail-catcher'
export const caughtMessage = z.object({
  id: z.string(),
  receivedAt: instant,
  from: z.string(),
  to: z.string(),
  subject: z.string(),
  bytes: z.int(),
  campaignId: z.string().nullable(),
  copies: z.int().describe('How often a message with this Message-ID came; more than 1 breaks the promise'),
})

export const listCaught = defineEndpoint({
  id: 'listCaught',
  method: 'GET',
  path: base,
  permission: 'messages.read',
  summary: 'Messages the local mail catcher received, newest first',
  params: workspaceParams,
  query: cursorQuery.extend({
    search: z.string().max(200).optional(),
    campaign: z.string().max(64).optional(),
  }),
  response: pageOf(caughtMessage).extend({ address: z.string() }),
})
export const getCaught = defineEndpoint({
  id: 'getCaught',
  method: 'GET',
  path: `${base}/:id`,
  permission: 'messages.read',
  summary: 'One message as a mail program would show it',
  params: workspaceItemParams,
  response: caughtMessage.extend({
    html: z.string().describe('To be shown in a sandboxed frame only'),
    text: z.string(),
    headers: z.array(z.object({ name: z.string(), value: z.string() })),
    links: z.array(z.string()),
  }),
})
