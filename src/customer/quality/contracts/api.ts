import { z } from 'zod'
import { defineEndpoint } from '../../../kit/api.ts'
import { instant, workspaceItemParams, workspaceParams } from '../../../kit/api-shapes.ts'
import { contractBody } from './contract.schema.ts'

const base = '/api/workspaces/:workspace/contracts'
const subject = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .describe('The name of an event; rows for what a table brings')
const mode = z.enum(['watch', 'enforce']).describe('Watch counts; enforce keeps aside what breaks it')

export const contractShape = z.object({
  id: z.string(),
  sourceId: z.string(),
  sourceName: z.string(),
  brings: z.string(),
  subject: z.string(),
  mode,
  version: z.int(),
  body: contractBody,
  updatedAt: instant,
  checked: z.int().describe('Of the last 30 days, at this version'),
  violations: z.int(),
  quarantined: z.int().describe('Events kept aside and waiting, of any version'),
})

export const contractChange = z.object({
  field: z.string(),
  what: z.enum([
    'added',
    'removed',
    'type',
    'required',
    'values',
    'range',
    'pattern',
    'length',
    'unique',
    'freshness',
  ]),
  before: z.string(),
  after: z.string(),
  breaking: z.boolean().describe('Data that kept the version before may break this one'),
})

const saved = z.object({ sourceId: z.string().max(64), subject, mode, body: contractBody })

export const listContracts = defineEndpoint({
  id: 'listContracts',
  method: 'GET',
  path: base,
  permission: 'workspace.read',
  summary: 'Contracts of the sources, each with what broke it',
  params: workspaceParams,
  response: z.object({
    items: z.array(contractShape),
    open: z
      .array(z.object({ sourceId: z.string(), sourceName: z.string(), subject: z.string(), rows: z.int() }))
      .describe('What comes in without a contract'),
  }),
})

export const proposeContract = defineEndpoint({
  id: 'proposeContract',
  method: 'POST',
  path: `${base}/propose`,
  permission: 'settings.manage',
  summary: 'A draft from what has come so far; nothing is saved',
  params: workspaceParams,
  body: z.object({ sourceId: z.string().max(64), subject }),
  response: contractBody,
})

export const compareContract = defineEndpoint({
  id: 'compareContract',
  method: 'POST',
  path: `${base}/:id/compare`,
  permission: 'workspace.read',
  summary: 'What would change against the version of now, and whether it breaks',
  params: workspaceItemParams,
  body: z.object({ body: contractBody }),
  response: z.object({ changes: z.array(contractChange), compatible: z.boolean() }),
})

export const saveContract = defineEndpoint({
  id: 'saveContract',
  method: 'PUT',
  path: base,
  permission: 'settings.manage',
  summary: 'Makes a contract, or its next version where the rules differ',
  params: workspaceParams,
  body: saved,
  response: contractShape,
})

export const getContract = defineEndpoint({
  id: 'getContract',
  method: 'GET',
  path: `${base}/:id`,
  permission: 'workspace.read',
  summary: 'One contract with its versions and what broke it',
  params: workspaceItemParams,
  response: contractShape.extend({
    versions: z.array(
      z.object({
        version: z.int(),
        changes: z.array(contractChange),
        compatible: z.boolean(),
        createdAt: instant,
        createdBy: z.string(),
      }),
    ),
    broken: z.array(z.object({ version: z.int(), rule: z.string(), field: z.string(), rows: z.int() })),
  }),
})

export const deleteContract = defineEndpoint({
  id: 'deleteContract',
  method: 'DELETE',
  path: `${base}/:id`,
  permission: 'settings.manage',
  summary: 'Ends a contract with its versions; what was kept aside stays',
  params: workspaceItemParams,
  response: z.object({ deleted: z.boolean() }),
})

export const replayContract = defineEndpoint({
  id: 'replayContract',
  method: 'POST',
  path: `${base}/:id/replay`,
  permission: 'imports.run',
  summary: 'Sends the events again that a contract kept aside; those that keep it now are stored',
  params: workspaceItemParams,
  response: z.object({ stored: z.int(), kept: z.int() }),
})
