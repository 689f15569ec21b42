import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import { customerId, instant, workspaceParams } from '../../kit/api-shapes.ts'

export const cardFields = [
  'value',
  'attributes',
  'computed',
  'segments',
  'consents',
  'orders',
  'touches',
] as const
const field = z.enum(cardFields)

export const cardSettings = z.object({
  origins: z.array(z.string().max(200)).max(20).describe('Who may embed cards: https://crm.example.com'),
  fields: z.array(field).describe('What cards may show besides the masked name'),
})

export const getCardSettings = defineEndpoint({
  id: 'getCardSettings',
  method: 'GET',
  path: '/api/workspaces/:workspace/card-settings',
  permission: 'workspace.read',
  summary: 'Who may embed customer cards, and what they may show',
  params: workspaceParams,
  response: cardSettings,
})
export const saveCardSettings = defineEndpoint({
  id: 'saveCardSettings',
  method: 'PUT',
  path: '/api/workspaces/:workspace/card-settings',
  permission: 'settings.manage',
  summary: 'Sets them; links that were given out before end at once',
  params: workspaceParams,
  body: cardSettings,
  response: cardSettings,
})
export const createCardLink = defineEndpoint({
  id: 'createCardLink',
  method: 'POST',
  path: '/api/workspaces/:workspace/customers/:id/card',
  permission: 'customers.read',
  summary: 'A signed link to the card of one customer, for an iframe; minutes long',
  params: workspaceParams.extend({ id: customerId }),
  body: z.object({
    fields: z.array(field).max(cardFields.length).optional().describe('Fewer than are allowed; absent: all'),
    minutes: z.int().min(1).max(60).default(10),
    language: z.enum(['zh-CN', 'en']).optional(),
  }),
  response: z.object({ url: z.string(), expiresAt: instant }),
  ratePerMinute: 6_000,
})
export const openCard = defineEndpoint({
  id: 'openCard',
  method: 'GET',
  path: '/card/:place/:token',
  permission: 'public',
  summary: 'The card itself, a page without scripts; only its token speaks',
  params: z.object({ place: z.string().regex(/^\d{1,9}$/), token: z.string().max(700) }),
  response: z.string(),
  responseType: 'text/html; charset=utf-8',
})
