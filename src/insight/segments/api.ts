import { z } from 'zod'
import { contactReasons, customerRow, useId } from '../../customer/index.ts'
import { defineEndpoint } from '../../kit/api.ts'
import {
  cursorQuery,
  customerId,
  instant,
  localized,
  minor,
  pageOf,
  workspaceItemParams,
  workspaceParams,
} from '../../kit/api-shapes.ts'
import { segmentRule } from './rule.schema.ts'

const base = '/api/workspaces/:workspace/segments'

export const segmentShape = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  rule: segmentRule,
  words: localized.describe('The rule as a sentence'),
  purpose: useId.describe('What it is for'),
  blocked: z
    .array(z.object({ subject: z.string(), label: localized, purposes: z.array(useId), reason: z.string() }))
    .describe(
      'What the rule looks at and may not be used for its purpose, and sources that bring it: it serves no campaign and no file',
    ),
  version: z.int(),
  customers: z.int().nullable(),
  computedAt: instant.nullable(),
  usedBy: z.array(z.object({ kind: z.enum(['campaign', 'segment']), id: z.string(), name: z.string() })),
  updatedAt: instant,
  deletedAt: instant.nullable(),
})
const segmentInput = z.object({
  name: z.string().trim().min(1).max(100),
  description: z.string().max(500).default(''),
  purpose: useId.default('marketing'),
  rule: segmentRule,
})

export const previewShape = z.object({
  customers: z.int(),
  total: z.int(),
  reach: z
    .record(z.string(), z.int())
    .describe(
      'By channel, who may be written to for marketing now: address, do-not-send list, consent, refusal',
    ),
  leftOut: z
    .record(
      z.string(),
      z.array(z.object({ reason: z.enum(contactReasons), label: localized, customers: z.int() })),
    )
    .describe('By channel, the others, each by the first reason that applies'),
  monetaryMinor: minor.nullable().describe('Null for roles that may not list customers'),
  currency: z.string(),
  /** Count of each condition alone, in the order of a depth-first walk of the tree. */
  perCondition: z.array(z.object({ path: z.string(), customers: z.int() })),
  sample: z.array(customerRow),
  words: localized,
  computedAt: instant,
  milliseconds: z.number(),
})

export const segmentOperators = defineEndpoint({
  id: 'segmentOperators',
  method: 'GET',
  path: '/api/workspaces/:workspace/segment-operators',
  permission: 'workspace.read',
  summary: 'Operators a rule may use, with what each needs; the builder is drawn from this',
  params: workspaceParams,
  response: z.object({
    operators: z.array(
      z.object({
        op: z.string(),
        label: localized,
        help: localized,
        group: z.enum(['attribute', 'value', 'orders', 'campaign']),
        dependency: z.enum(['local', 'time', 'population', 'relation']),
        /** How the builder draws the parameters, in order. */
        fields: z.array(
          z.object({
            name: z.string(),
            label: localized,
            type: z.enum([
              'attribute',
              'choice',
              'number',
              'money',
              'days',
              'date',
              'text',
              'texts',
              'category',
              'product',
              'campaign',
              'computed',
            ]),
            choices: z.array(z.object({ value: z.string(), label: localized })).optional(),
            required: z.boolean(),
            default: z.unknown().optional(),
            /** Show only when another parameter has one of these values. */
            when: z.object({ field: z.string(), in: z.array(z.string()) }).optional(),
          }),
        ),
      }),
    ),
  }),
})
export const segmentValues = defineEndpoint({
  id: 'segmentValues',
  method: 'GET',
  path: '/api/workspaces/:workspace/segment-values',
  permission: 'workspace.read',
  summary: 'Categories or products a rule may name, by a part of their text',
  params: workspaceParams,
  query: z.object({
    of: z.enum(['category', 'product']).default('category'),
    search: z.string().max(100).default(''),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  response: z.object({
    items: z.array(
      z.object({ value: z.string(), name: z.string().describe('Empty where the value is its own name') }),
    ),
  }),
})
export const listSegments = defineEndpoint({
  id: 'listSegments',
  method: 'GET',
  path: base,
  permission: 'workspace.read',
  summary: 'Segments by name',
  params: workspaceParams,
  query: z.object({ search: z.string().max(100).optional(), deleted: z.stringbool().optional() }),
  response: z.object({ items: z.array(segmentShape) }),
})
export const createSegment = defineEndpoint({
  id: 'createSegment',
  method: 'POST',
  path: base,
  permission: 'segments.edit',
  summary: 'Saves a rule under a name',
  params: workspaceParams,
  body: segmentInput,
  response: segmentShape,
})
export const getSegment = defineEndpoint({
  id: 'getSegment',
  method: 'GET',
  path: `${base}/:id`,
  permission: 'workspace.read',
  summary: 'One segment',
  params: workspaceItemParams,
  response: segmentShape,
})
export const updateSegment = defineEndpoint({
  id: 'updateSegment',
  method: 'PUT',
  path: `${base}/:id`,
  permission: 'segments.edit',
  summary: 'Changes a segment; the old version is kept',
  params: workspaceItemParams,
  body: segmentInput.extend({
    version: z.int().describe('The version that was edited; a newer one is a conflict'),
  }),
  response: segmentShape,
})
export const deleteSegment = defineEndpoint({
  id: 'deleteSegment',
  method: 'DELETE',
  path: `${base}/:id`,
  permission: 'segments.edit',
  summary: 'Puts a segment into the bin; live campaigns keep their people',
  params: workspaceItemParams,
  response: segmentShape,
})
export const restoreSegment = defineEndpoint({
  id: 'restoreSegment',
  method: 'POST',
  path: `${base}/:id/restore`,
  permission: 'segments.edit',
  summary: 'Takes a segment out of the bin',
  params: workspaceItemParams,
  response: segmentShape,
})
export const previewSegment = defineEndpoint({
  id: 'previewSegment',
  method: 'POST',
  path: `${base}/preview`,
  permission: 'workspace.read',
  summary: 'Live count, reach, loss per condition and sample of a rule',
  params: workspaceParams,
  body: z.object({
    rule: segmentRule,
    purpose: useId.default('analysis'),
    sample: z.int().min(0).max(50).default(10),
  }),
  response: previewShape,
  ratePerMinute: 600,
})
export const segmentMembers = defineEndpoint({
  id: 'segmentMembers',
  method: 'GET',
  path: `${base}/:id/members`,
  permission: 'customers.read',
  summary: 'The people in a segment now',
  params: workspaceItemParams,
  query: cursorQuery,
  response: pageOf(customerRow),
})
export const customerSegments = defineEndpoint({
  id: 'customerSegments',
  method: 'GET',
  path: '/api/workspaces/:workspace/customers/:id/segments',
  permission: 'customers.read',
  summary: 'Segments a customer is in now, and since when, to 1, 7, 30, 90 or 365 days',
  params: workspaceParams.extend({ id: customerId }),
  response: z.object({
    items: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        inSince: z.iso.date().describe('In it on this day already'),
        notBefore: z.iso
          .date()
          .nullable()
          .describe('On this earlier day not yet; null: in it as far back as was asked'),
        isPastKnown: z.boolean().describe('False: the rule cannot be asked about days before `inSince`'),
      }),
    ),
  }),
})
