import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import {
  cursorQuery,
  customerId,
  instant,
  localized,
  pageOf,
  workspaceItemParams,
  workspaceParams,
} from '../../kit/api-shapes.ts'
import { sendingChannelIds } from '../channels/campaign.ts'

export const deliveryStatus = z.enum(['planned', 'sending', 'sent', 'failed', 'unknown', 'suppressed'])
export type DeliveryStatus = z.infer<typeof deliveryStatus>

export const deliveryShape = z.object({
  id: z.string(),
  campaignId: z.string(),
  campaignName: z.string(),
  customerId,
  channel: z.string(),
  status: deliveryStatus,
  reason: localized.nullable().describe('Why failed, unknown or not sent, in words'),
  receipt: z
    .object({ status: z.enum(['delivered', 'bounced', 'expired']), at: instant, words: localized })
    .nullable()
    .describe('What the receiving side said of it afterwards'),
  plannedAt: instant,
  endedAt: instant.nullable(),
})

export const listDeliveries = defineEndpoint({
  id: 'listDeliveries',
  method: 'GET',
  path: '/api/workspaces/:workspace/deliveries',
  permission: 'customers.read',
  summary: 'Every message and why it was or was not sent',
  params: workspaceParams,
  query: cursorQuery.extend({
    campaign: z.string().max(64).optional(),
    status: deliveryStatus.optional(),
    customer: customerId.optional(),
  }),
  response: pageOf(deliveryShape),
})

export const doNotSendShape = z.object({
  id: z.string(),
  channel: z.string(),
  masked: z.string(),
  reason: z.string(),
  source: z.string(),
  at: instant,
})
export const listDoNotSend = defineEndpoint({
  id: 'listDoNotSend',
  method: 'POST',
  path: '/api/workspaces/:workspace/do-not-send/list',
  permission: 'customers.read',
  summary:
    'Addresses nothing is sent to; the one looked for stands in the body, since addresses are written to logs',
  params: workspaceParams,
  body: z.object({
    address: z.string().max(320).optional(),
    cursor: z.string().max(500).optional(),
    limit: z.int().min(1).max(200).default(50),
  }),
  response: pageOf(doNotSendShape),
})
export const addDoNotSend = defineEndpoint({
  id: 'addDoNotSend',
  method: 'POST',
  path: '/api/workspaces/:workspace/do-not-send',
  permission: 'campaigns.edit',
  summary: 'Adds addresses; kept as keyed hashes',
  params: workspaceParams,
  body: z.object({
    channel: z.enum(sendingChannelIds),
    addresses: z.array(z.string().min(3).max(2_000)).min(1).max(10_000),
    reason: z.string().max(200).default(''),
  }),
  response: z.object({ added: z.int(), already: z.int(), invalid: z.array(z.string()) }),
})
export const removeDoNotSend = defineEndpoint({
  id: 'removeDoNotSend',
  method: 'DELETE',
  path: '/api/workspaces/:workspace/do-not-send/:id',
  permission: 'settings.manage',
  summary: 'Allows an address again; audited. An unsubscription by the customer cannot be removed this way',
  params: workspaceItemParams,
  response: z.object({ removed: z.boolean() }),
})

/** Customers' side: no session, signed tokens only. */
const token = z.object({ token: z.string().min(10).max(600) })
export const openPixel = defineEndpoint({
  id: 'openPixel',
  method: 'GET',
  path: '/t/o/:token',
  permission: 'public',
  summary: 'Open pixel',
  params: token,
  response: z.string(),
  responseType: 'image/gif',
})
export const followLink = defineEndpoint({
  id: 'followLink',
  method: 'GET',
  path: '/t/c/:token',
  permission: 'public',
  summary: 'Tracked link: 302 to the signed address',
  params: token,
  response: z.string(),
  responseType: 'text/html; charset=utf-8',
})
export const unsubscribePage = defineEndpoint({
  id: 'unsubscribePage',
  method: 'GET',
  path: '/t/u/:token',
  permission: 'public',
  summary: 'Page that asks; a GET never unsubscribes',
  params: token,
  response: z.string(),
  responseType: 'text/html; charset=utf-8',
})
export const unsubscribe = defineEndpoint({
  id: 'unsubscribe',
  method: 'POST',
  path: '/t/u/:token',
  permission: 'public',
  summary: 'RFC 8058 one-click unsubscription, and the page’s button',
  params: token,
  response: z.string(),
  responseType: 'text/html; charset=utf-8',
})
