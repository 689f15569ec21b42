import { z } from 'zod'
import { defineEndpoint } from '../../../kit/api.ts'
import {
  customerId,
  instant,
  localized,
  workspaceItemParams,
  workspaceParams,
} from '../../../kit/api-shapes.ts'
import { retentionKinds } from './kinds.ts'

const base = '/api/workspaces/:workspace/privacy/retention'
const kind = z.enum(retentionKinds)

export const retentionPolicyShape = z.object({
  kind,
  days: z.int().nullable().describe('Null: for ever'),
  reason: z.string().describe('Why so long, in the words of the workspace'),
  updatedAt: instant.nullable(),
  minDays: z.int(),
  suggestedDays: z.int(),
  suggestedReason: localized,
  does: localized.describe('What goes, what stays, and what is counted first'),
})
const policies = z.object({ items: z.array(retentionPolicyShape) })

export const getRetention = defineEndpoint({
  id: 'getRetention',
  method: 'GET',
  path: base,
  permission: 'workspace.read',
  summary: 'How long each kind of data is kept, and why',
  params: workspaceParams,
  response: policies,
})

export const updateRetention = defineEndpoint({
  id: 'updateRetention',
  method: 'PUT',
  path: base,
  permission: 'settings.manage',
  summary: 'Changes how long kinds of data are kept; audited',
  params: workspaceParams,
  body: z.object({
    items: z
      .array(
        z.object({ kind, days: z.int().min(1).max(36_500).nullable(), reason: z.string().trim().max(500) }),
      )
      .max(retentionKinds.length),
  }),
  response: policies,
})

export const previewRetention = defineEndpoint({
  id: 'previewRetention',
  method: 'GET',
  path: `${base}/preview/:kind`,
  permission: 'settings.manage',
  summary: 'What of a kind would go if it were kept for so many days; changes nothing',
  params: workspaceParams.extend({ kind }),
  query: z.object({ days: z.coerce.number().int().min(1).max(36_500) }),
  response: z.object({
    kind,
    rows: z.int(),
    oldest: instant.nullable(),
    held: z.boolean().describe('A legal hold keeps all of it'),
    heldPeople: z.int().describe('Records of people whose rows a hold keeps'),
  }),
})

export const runRetention = defineEndpoint({
  id: 'runRetention',
  method: 'POST',
  path: `${base}/run`,
  permission: 'privacy.handle',
  summary: 'Removes now what is older than its period, of these kinds; audited. Progress is that of a task',
  params: workspaceParams,
  body: z.object({ kinds: z.array(kind).min(1).max(retentionKinds.length) }),
  response: z.object({ taskId: z.string() }),
})

export const listRetentionRuns = defineEndpoint({
  id: 'listRetentionRuns',
  method: 'GET',
  path: `${base}/runs`,
  permission: 'workspace.read',
  summary: 'What was removed when, newest first',
  params: workspaceParams,
  response: z.object({
    items: z.array(
      z.object({
        id: z.string(),
        kind,
        cause: z.enum(['schedule', 'hand']),
        days: z.int(),
        cutoff: instant,
        state: z.enum(['summing', 'removing', 'done', 'held']),
        found: z.int(),
        heldPeople: z.int(),
        startedAt: instant,
        endedAt: instant.nullable(),
      }),
    ),
    running: z
      .object({ phase: z.string(), done: z.int(), total: z.int().nullable() })
      .nullable()
      .describe('The task under way'),
  }),
})

export const getRetainedSums = defineEndpoint({
  id: 'getRetainedSums',
  method: 'GET',
  path: `${base}/sums`,
  permission: 'workspace.read',
  summary: 'What was counted of facts before they were removed, by month',
  params: workspaceParams,
  response: z.object({
    items: z.array(z.object({ kind: z.enum(['events', 'touches']), month: z.string(), rows: z.int() })),
  }),
})

export const legalHoldShape = z.object({
  id: z.string(),
  kind: kind.nullable(),
  customerId: z.string().nullable(),
  reason: z.string(),
  placedBy: z.string(),
  placedAt: instant,
  releasedBy: z.string().nullable(),
  releasedAt: instant.nullable(),
})

export const listLegalHolds = defineEndpoint({
  id: 'listLegalHolds',
  method: 'GET',
  path: '/api/workspaces/:workspace/privacy/holds',
  permission: 'privacy.handle',
  summary: 'Legal holds: those in force first',
  params: workspaceParams,
  response: z.object({ items: z.array(legalHoldShape) }),
})

export const placeLegalHold = defineEndpoint({
  id: 'placeLegalHold',
  method: 'POST',
  path: '/api/workspaces/:workspace/privacy/holds',
  permission: 'privacy.handle',
  summary: 'Keeps a customer, a kind of data or everything from retention and erasure; audited',
  params: workspaceParams,
  body: z.object({
    scope: z.union([z.object({ customerId }), z.object({ kind }), z.literal('everything')]),
    reason: z.string().trim().min(3).max(500).describe('Which proceeding; no address and no number'),
  }),
  response: z.object({ id: z.string() }),
})

export const releaseLegalHold = defineEndpoint({
  id: 'releaseLegalHold',
  method: 'POST',
  path: '/api/workspaces/:workspace/privacy/holds/:id/release',
  permission: 'privacy.handle',
  summary: 'Ends a legal hold; audited',
  params: workspaceItemParams,
  response: z.object({ released: z.literal(true) }),
})
