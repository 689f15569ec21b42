import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import { cursorQuery, instant, pageOf, workspaceItemParams } from '../../kit/api-shapes.ts'

const base = '/api/workspaces/:workspace/sources'
const keyParams = workspaceItemParams.extend({ key: z.string().min(1).max(64) })
const eventParams = workspaceItemParams.extend({ event: z.string().regex(/^[1-9]\d{0,18}$/) })

export const writeKey = z.object({
  id: z.string(),
  prefix: z.string().describe('First characters, to tell it from another'),
  createdAt: instant,
  revokedAt: instant.nullable(),
})

export const tailEvent = z.object({
  seq: z.int(),
  at: instant.describe('When it arrived'),
  outcome: z.enum(['accepted', 'duplicate', 'refused']),
  type: z.string(),
  name: z.string(),
  properties: z.string().describe('JSON text, identifiers starred out; blank of refused events'),
  field: z.string(),
  message: z.string().describe('Why it was refused; blank otherwise'),
})

export const quarantinedEvent = z.object({
  id: z.string(),
  type: z.string(),
  field: z.string(),
  code: z.string(),
  message: z.string(),
  raw: z.string().describe('The event as it came; it may hold identifiers'),
  receivedAt: instant,
  contract: z
    .object({ id: z.string(), subject: z.string(), version: z.int() })
    .nullable()
    .describe('The contract it broke, as it then was'),
})

export const createWriteKey = defineEndpoint({
  id: 'createWriteKey',
  method: 'POST',
  path: `${base}/:id/keys`,
  permission: 'settings.manage',
  summary: 'Makes a write key; its secret is in this answer and nowhere else',
  params: workspaceItemParams,
  response: writeKey.extend({ secret: z.string() }),
})

export const revokeWriteKey = defineEndpoint({
  id: 'revokeWriteKey',
  method: 'POST',
  path: `${base}/:id/keys/:key/revoke`,
  permission: 'settings.manage',
  summary: 'Ends a write key; events sent with it are refused from now on',
  params: keyParams,
  response: writeKey,
})

export const tailSource = defineEndpoint({
  id: 'tailSource',
  method: 'GET',
  path: `${base}/:id/tail`,
  permission: 'customers.read',
  summary: 'The last hundred events of a source since the start of the server, newest first',
  params: workspaceItemParams,
  response: z.object({ items: z.array(tailEvent) }),
})

export const listQuarantine = defineEndpoint({
  id: 'listQuarantine',
  method: 'GET',
  path: `${base}/:id/quarantine`,
  permission: 'imports.run',
  summary: 'Events that were not accepted, newest first, with the reason of each',
  params: workspaceItemParams,
  query: cursorQuery,
  response: pageOf(quarantinedEvent),
})

export const replayEvent = defineEndpoint({
  id: 'replayEvent',
  method: 'POST',
  path: `${base}/:id/quarantine/:event/replay`,
  permission: 'imports.run',
  summary: 'Sends a repaired event again; it leaves the quarantine when it is stored',
  params: eventParams,
  body: z.object({
    raw: z
      .string()
      .min(2)
      .max(64 * 1024)
      .describe('JSON text of the event'),
  }),
  response: z.object({ stored: z.boolean().describe('False where its messageId was stored before') }),
})

export const discardEvent = defineEndpoint({
  id: 'discardEvent',
  method: 'DELETE',
  path: `${base}/:id/quarantine/:event`,
  permission: 'imports.run',
  summary: 'Gives up an event that was kept aside',
  params: eventParams,
  response: z.object({ discarded: z.boolean() }),
})
