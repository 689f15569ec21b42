import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import { cursorQuery, instant, pageOf, workspaceItemParams, workspaceParams } from '../../kit/api-shapes.ts'

const base = '/api/workspaces/:workspace/sources'
const keyParams = workspaceItemParams.extend({ key: z.string().min(1).max(64) })
const eventParams = workspaceItemParams.extend({ event: z.string().regex(/^[1-9]\d{0,18}$/) })

const name = z.string().trim().min(1).max(80)
const owner = z.string().trim().min(1).max(80).describe('Who answers for it: a person or a team')

export const eventSource = z.object({
  id: z.string(),
  name: z.string(),
  owner: z.string(),
  enabled: z.boolean(),
  createdAt: instant,
  lastEventAt: instant.nullable().describe('To the second or so'),
  quarantined: z.int().describe('Events kept aside that nobody has repaired or discarded yet'),
  perMinute: z.int().describe('Events accepted during the last minute'),
  refusedPerMinute: z.int(),
})

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
})

export const listSources = defineEndpoint({
  id: 'listSources',
  method: 'GET',
  path: base,
  permission: 'workspace.read',
  summary: 'Streams of events of a workspace',
  params: workspaceParams,
  response: z.object({ items: z.array(eventSource) }),
})

export const createSource = defineEndpoint({
  id: 'createSource',
  method: 'POST',
  path: base,
  permission: 'settings.manage',
  summary: 'Makes a source of events; it needs a write key before anything can be sent',
  params: workspaceParams,
  body: z.object({ name, owner }),
  response: eventSource,
})

export const getSource = defineEndpoint({
  id: 'getSource',
  method: 'GET',
  path: `${base}/:id`,
  permission: 'workspace.read',
  summary: 'One source with its write keys',
  params: workspaceItemParams,
  response: eventSource.extend({ keys: z.array(writeKey) }),
})

export const updateSource = defineEndpoint({
  id: 'updateSource',
  method: 'PATCH',
  path: `${base}/:id`,
  permission: 'settings.manage',
  summary: 'Renames a source, hands it to another owner, or switches it on or off',
  params: workspaceItemParams,
  body: z.object({ name: name.optional(), owner: owner.optional(), enabled: z.boolean().optional() }),
  response: eventSource,
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
