import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import { cursorQuery, customerId, instant, pageOf, workspaceParams } from '../../kit/api-shapes.ts'

export const cardFields = [
  'value',
  'attributes',
  'computed',
  'segments',
  'needs',
  'consents',
  'orders',
  'touches',
] as const
const field = z.enum(cardFields)

export const cardSettings = z.object({
  origins: z.array(z.string().max(200)).max(20).describe('Who may embed cards: https://crm.example.com'),
  fields: z.array(field).describe('What cards may show besides the masked name'),
  minutes: z.int().min(1).max(480).default(10).describe('How long a link lasts that asks for no other time'),
  longestMinutes: z.int().min(1).max(480).default(60).describe('The longest a link may ask for'),
})
/** Why a link opens nothing any more; `live` where it does. */
export const cardLinkStates = ['live', 'expired', 'ended', 'maker_gone', 'merged'] as const
export type CardLinkState = (typeof cardLinkStates)[number]
export const cardLink = z.object({
  id: z.string(),
  customerId,
  maker: z.object({
    kind: z.enum(['user', 'key', 'system']),
    id: z.string(),
    name: z.string().nullable().describe('Of the member or the API key; null where they are gone for good'),
  }),
  fields: z.array(field),
  madeAt: instant,
  expiresAt: instant,
  shownAt: instant.nullable().describe('When it was last on a screen, to the minute; null: never'),
  state: z.enum(cardLinkStates),
  endedAt: instant.nullable().describe('Ended by somebody before its time'),
  endedBy: z.string().nullable(),
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
  summary: 'A signed link to the card of one customer, for an iframe; ends by itself',
  params: workspaceParams.extend({ id: customerId }),
  body: z.object({
    fields: z.array(field).max(cardFields.length).optional().describe('Fewer than are allowed; absent: all'),
    minutes: z
      .int()
      .min(1)
      .max(480)
      .optional()
      .describe('No more than the card settings allow; absent: theirs'),
    language: z.enum(['zh-CN', 'en']).optional(),
  }),
  response: z.object({
    id: z.string().describe('To end it with'),
    url: z.string(),
    expiresAt: instant,
  }),
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
export const listCardLinks = defineEndpoint({
  id: 'listCardLinks',
  method: 'GET',
  path: '/api/workspaces/:workspace/card-links',
  permission: 'settings.manage',
  summary: 'Links to customer cards, newest first; those that are over for a day',
  params: workspaceParams,
  query: cursorQuery.extend({
    show: z.enum(['live', 'all']).default('all').describe('`live`: only those that open a card now'),
    customer: customerId.optional(),
  }),
  response: pageOf(cardLink),
})
export const endCardLink = defineEndpoint({
  id: 'endCardLink',
  method: 'DELETE',
  path: '/api/workspaces/:workspace/card-links/:id',
  permission: 'customers.read',
  summary: 'Ends one link; without settings.manage only a link of one’s own. Audited',
  params: workspaceParams.extend({ id: z.uuid() }),
  response: z.object({ ended: z.literal(true) }),
  ratePerMinute: 6_000,
})
export const endAllCardLinks = defineEndpoint({
  id: 'endAllCardLinks',
  method: 'DELETE',
  path: '/api/workspaces/:workspace/card-links',
  permission: 'settings.manage',
  summary: 'Ends all links, or those of one customer; audited',
  params: workspaceParams,
  query: z.object({ customer: customerId.optional() }),
  response: z.object({ ended: z.int().describe('Links that were live until now') }),
})
