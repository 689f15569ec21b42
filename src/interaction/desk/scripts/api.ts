import { z } from 'zod'
import { defineEndpoint } from '../../../kit/api.ts'
import {
  customerId,
  instant,
  localized,
  workspaceItemParams,
  workspaceParams,
} from '../../../kit/api-shapes.ts'
import { deskKind, spokenScript } from '../api.ts'
import { scriptBody } from './body.ts'

const base = '/api/workspaces/:workspace/desk/scripts'
const supervised = { permission: 'desk.supervise', params: workspaceParams } as const
const ofOne = { permission: 'desk.supervise', params: workspaceItemParams } as const
const share = z.object({ estimate: z.number(), lo: z.number(), hi: z.number() }).describe('At 95 %')

export const scriptShape = z.object({
  id: z.string(),
  name: z.string(),
  kind: deskKind,
  versions: z
    .array(
      z.object({
        version: z.int(),
        body: scriptBody,
        weight: z.int().describe('Share of the tasks among live versions; 0: not live'),
        createdAt: instant,
        talks: z.int().describe('Conversations held with it'),
        accepted: share.nullable().describe('null: no conversation yet'),
      }),
    )
    .describe('Newest first'),
})

export const listScripts = defineEndpoint({
  id: 'listDeskScripts',
  method: 'GET',
  path: base,
  ...supervised,
  summary: 'Scripts with their versions, and what conversations with each came to',
  response: z.object({
    items: z.array(scriptShape),
    variables: z.array(z.object({ name: z.string(), help: localized })),
  }),
})
export const saveScript = defineEndpoint({
  id: 'saveDeskScript',
  method: 'POST',
  path: base,
  ...supervised,
  summary:
    'A new script, or a new version of one; versions are never changed. A first version is live at once; audited',
  body: z.object({
    id: z.uuid().nullable().default(null).describe('null: a new script'),
    name: z.string().trim().min(1).max(80),
    kind: deskKind.default('call'),
    body: scriptBody,
  }),
  response: z.object({ id: z.string(), version: z.int() }),
})
export const setScriptLive = defineEndpoint({
  id: 'setDeskScriptLive',
  method: 'PUT',
  path: `${base}/:id/live`,
  ...ofOne,
  summary: 'Which versions are spoken, and in which shares; drawn per task by chance; audited',
  body: z.object({
    weights: z.record(z.string().regex(/^[1-9]\d{0,5}$/), z.int().min(0).max(100)).describe('By version'),
  }),
  response: z.object({ live: z.array(z.int()) }),
})
export const removeScript = defineEndpoint({
  id: 'removeDeskScript',
  method: 'DELETE',
  path: `${base}/:id`,
  ...ofOne,
  summary: 'Removes a script; tasks that name it go on without one; audited',
  response: z.object({ removed: z.literal(true) }),
})
export const previewScript = defineEndpoint({
  id: 'previewDeskScript',
  method: 'POST',
  path: `${base}/preview`,
  permission: 'customers.read',
  params: workspaceParams,
  summary: 'A script as it would be spoken to a customer, with what the reader may know of them',
  body: z.object({ body: scriptBody, customerId }),
  response: spokenScript,
})
