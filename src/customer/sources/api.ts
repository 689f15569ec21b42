import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import { cursorQuery, instant, pageOf, workspaceItemParams, workspaceParams } from '../../kit/api-shapes.ts'
import { writeKey } from '../collection/api.ts'
import { uploadFile } from '../imports/api.ts'
import { mappingSchema } from '../mapping/mapping.schema.ts'
import { schedule } from './schedule.ts'

const base = '/api/workspaces/:workspace/sources'

const kind = z.enum(['stream', 'upload', 'folder', 'http', 'webhook', 'postgres', 'mysql', 's3', 'wecom'])
const brings = z.enum(['events', 'customers', 'products', 'orders', 'touches'])
const name = z.string().trim().min(1).max(80)
const owner = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .describe('Who answers for it: a member of the workspace, or words')
const values = z.record(z.string().max(60), z.union([z.string().max(4_000), z.number(), z.boolean()]))
const secrets = z
  .record(z.string().max(60), z.string().max(4_000))
  .describe('Write-only; blank ones stay as they are')

export const sourceRun = z.object({
  id: z.string(),
  taskId: z.string().nullable().describe('Shows progress while it runs, and can be cancelled'),
  cause: z.enum(['schedule', 'hand', 'push']),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  startedAt: instant,
  endedAt: instant.nullable(),
  read: z.int(),
  stored: z.int(),
  repeated: z.int(),
  rejected: z.int(),
  bytes: z.int(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  imports: z.array(z.object({ id: z.string(), fileName: z.string(), status: z.string() })),
})

export const sourceItem = z.object({
  id: z.string(),
  kind,
  brings,
  name: z.string(),
  owner: z.string(),
  enabled: z.boolean(),
  experimental: z.boolean().describe('No counterpart of it runs in the tests of the product'),
  createdAt: instant,
  schedule,
  nextRunAt: instant.nullable(),
  health: z
    .enum(['good', 'new', 'failing', 'resting', 'off'])
    .describe('resting: it failed many times in a row and is tried once a day'),
  lastRun: sourceRun.omit({ imports: true }).nullable(),
  lastEventAt: instant.nullable().describe('Of events, to the second or so'),
  stored: z.int().describe('Rows stored by all its imports; 0 for events'),
  quarantined: z.int().describe('Events kept aside that nobody has repaired or discarded yet'),
  perMinute: z.int().describe('Events accepted during the last minute'),
  refusedPerMinute: z.int(),
})

export const sourceKindShape = z.object({
  kind,
  experimental: z.boolean(),
  pulled: z.boolean().describe('False for what is sent to us'),
  brings: z.array(brings),
  form: z.array(
    z.object({
      name: z.string(),
      type: z.enum(['text', 'lines', 'secret', 'number', 'choice', 'switch']),
      required: z.boolean().optional(),
      options: z.array(z.string()).optional(),
      when: z.object({ field: z.string(), is: z.array(z.string()) }).optional(),
      discovered: z.boolean().optional(),
      default: z.union([z.string(), z.number(), z.boolean()]).optional(),
    }),
  ),
})

/** A connection that is being set up, or changed: `id` names the source whose secrets fill what is blank. */
const connection = z.object({
  kind,
  settings: values,
  secrets: secrets.default({}),
  id: z.string().max(64).optional(),
})

export const listSources = defineEndpoint({
  id: 'listSources',
  method: 'GET',
  path: base,
  permission: 'workspace.read',
  summary: 'All sources of a workspace: streams of events, uploads, and what is fetched or pushed',
  params: workspaceParams,
  response: z.object({ items: z.array(sourceItem) }),
})

export const listSourceKinds = defineEndpoint({
  id: 'listSourceKinds',
  method: 'GET',
  path: '/api/workspaces/:workspace/source-kinds',
  permission: 'workspace.read',
  summary: 'Kinds of sources that are set up by a form, with the fields of each',
  params: workspaceParams,
  response: z.object({ items: z.array(sourceKindShape) }),
})

export const createSource = defineEndpoint({
  id: 'createSource',
  method: 'POST',
  path: base,
  permission: 'settings.manage',
  summary: 'Makes a source; a stream needs a write key before anything can be sent, the others a mapping',
  params: workspaceParams,
  body: z.object({
    kind: kind.exclude(['upload']).default('stream'),
    name,
    owner,
    settings: values.default({}),
    secrets: secrets.default({}),
    mapping: mappingSchema.nullable().default(null),
    schedule: schedule.default({ mode: 'off' }),
    sampleId: z.string().max(64).optional().describe('The sample the mapping was made on; it is removed'),
  }),
  response: sourceItem,
})

export const getSource = defineEndpoint({
  id: 'getSource',
  method: 'GET',
  path: `${base}/:id`,
  permission: 'workspace.read',
  summary: 'One source; its connection only for those who may change it, its secrets for nobody',
  params: workspaceItemParams,
  response: sourceItem.extend({
    keys: z.array(writeKey),
    settings: values.nullable(),
    secretsSet: z.array(z.string()).describe('Which secrets are kept'),
    mapping: mappingSchema.nullable(),
    pushAddress: z.string().nullable().describe('Path that pushes are sent to'),
    waiting: z.int().describe('Pushes that no import has brought in yet'),
  }),
})

export const updateSource = defineEndpoint({
  id: 'updateSource',
  method: 'PATCH',
  path: `${base}/:id`,
  permission: 'settings.manage',
  summary: 'Changes a source, or switches it on or off',
  params: workspaceItemParams,
  body: z.object({
    name: name.optional(),
    owner: owner.optional(),
    enabled: z.boolean().optional(),
    settings: values.optional(),
    secrets: secrets.optional(),
    mapping: mappingSchema.optional(),
    schedule: schedule.optional(),
    sampleId: z.string().max(64).optional(),
  }),
  response: sourceItem,
})

export const deleteSource = defineEndpoint({
  id: 'deleteSource',
  method: 'DELETE',
  path: `${base}/:id`,
  permission: 'settings.manage',
  summary: 'Takes a source away; what it brought stays, and it can be brought back',
  params: workspaceItemParams,
  response: z.object({ deleted: z.boolean() }),
})

export const restoreSource = defineEndpoint({
  id: 'restoreSource',
  method: 'POST',
  path: `${base}/:id/restore`,
  permission: 'settings.manage',
  summary: 'Brings a deleted source back as it was',
  params: workspaceItemParams,
  response: sourceItem,
})

export const testSource = defineEndpoint({
  id: 'testSource',
  method: 'POST',
  path: '/api/workspaces/:workspace/source-tests',
  permission: 'settings.manage',
  summary: 'Whether a connection works, and what there is to read; nothing is kept',
  params: workspaceParams,
  body: connection,
  response: z.object({
    ok: z.boolean(),
    message: z.string().describe('What is wrong and what to do; blank where it works'),
    found: z.array(z.object({ name: z.string(), detail: z.string() })),
  }),
  ratePerMinute: 60,
})

export const sampleSource = defineEndpoint({
  id: 'sampleSource',
  method: 'POST',
  path: '/api/workspaces/:workspace/source-samples',
  permission: 'settings.manage',
  summary: 'The first rows of a connection as an uploaded file, with a guessed mapping and a preview',
  params: workspaceParams,
  body: connection,
  response: uploadFile.response,
  ratePerMinute: 30,
})

export const runSource = defineEndpoint({
  id: 'runSource',
  method: 'POST',
  path: `${base}/:id/run`,
  permission: 'imports.run',
  summary: 'Reads what is new in a source now; files that were refused before are tried again',
  params: workspaceItemParams,
  response: z.object({ runId: z.string(), taskId: z.string() }),
})

export const listSourceRuns = defineEndpoint({
  id: 'listSourceRuns',
  method: 'GET',
  path: `${base}/:id/runs`,
  permission: 'workspace.read',
  summary: 'What the runs of a source did, newest first',
  params: workspaceItemParams,
  query: cursorQuery,
  response: pageOf(sourceRun),
})
