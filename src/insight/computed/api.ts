import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import { customerId, instant, localized, workspaceItemParams, workspaceParams } from '../../kit/api-shapes.ts'
import { computedDefinition } from './definition.schema.ts'

const base = '/api/workspaces/:workspace/computed-attributes'

export const computedShape = z.object({
  id: z.string(),
  label: z.string(),
  definition: computedDefinition,
  words: localized.describe('What is computed, as a phrase'),
  type: z.enum(['number', 'text']),
  isZero: z.boolean().describe('0, not unknown, of whom no value is kept'),
  version: z.int(),
  customers: z.int().nullable().describe('Who has a value; null before the first computation'),
  updatedAt: instant,
})
const input = z.object({
  label: z.string().trim().min(1).max(60),
  definition: z
    .record(z.string(), z.unknown())
    .describe('See the guide: from, measure, field, windowDays, where'),
})

const fieldShape = z.object({ id: z.string(), label: localized, type: z.enum(['text', 'number']) })

export const listComputedAttributes = defineEndpoint({
  id: 'listComputedAttributes',
  method: 'GET',
  path: base,
  permission: 'workspace.read',
  summary: 'Attributes this workspace computes of its customers, and what there is to compute from',
  params: workspaceParams,
  response: z.object({
    items: z.array(computedShape),
    computedAt: instant.nullable(),
    milliseconds: z.int().nullable(),
    problem: z.string().nullable().describe('Why the newest computation failed'),
    isBehind: z.boolean().describe('A change waits to be computed; seconds'),
    most: z.int(),
    sources: z.array(z.object({ id: z.enum(['orders', 'events', 'touches']), fields: z.array(fieldShape) })),
    measures: z.array(
      z.object({
        id: z.string(),
        gives: z.enum(['number', 'text']),
        field: z.enum(['none', 'number', 'text']),
      }),
    ),
  }),
})
export const createComputedAttribute = defineEndpoint({
  id: 'createComputedAttribute',
  method: 'POST',
  path: base,
  permission: 'segments.edit',
  summary: 'Defines an attribute; it is computed within seconds',
  params: workspaceParams,
  body: input,
  response: computedShape,
})
export const updateComputedAttribute = defineEndpoint({
  id: 'updateComputedAttribute',
  method: 'PUT',
  path: `${base}/:id`,
  permission: 'segments.edit',
  summary: 'Changes an attribute; the old definition is kept as a version',
  params: workspaceItemParams,
  body: input.extend({ version: z.int().describe('The version that was edited; a newer one is a conflict') }),
  response: computedShape,
})
export const deleteComputedAttribute = defineEndpoint({
  id: 'deleteComputedAttribute',
  method: 'DELETE',
  path: `${base}/:id`,
  permission: 'segments.edit',
  summary: 'Deletes an attribute that no segment and no other attribute uses',
  params: workspaceItemParams,
  response: z.object({ deleted: z.literal(true) }),
})
export const previewComputedAttribute = defineEndpoint({
  id: 'previewComputedAttribute',
  method: 'POST',
  path: `${base}/preview`,
  permission: 'customers.read',
  summary: 'What a definition gives for real customers, before it is saved',
  params: workspaceParams,
  body: z.object({ definition: input.shape.definition }),
  response: z.object({
    type: z.enum(['number', 'text']),
    words: localized,
    looked: z.int().describe('Customers it was computed for'),
    filled: z.int().describe('Of these, how many have a value'),
    range: z.object({ least: z.number(), median: z.number(), most: z.number() }).nullable(),
    common: z.array(z.object({ value: z.string(), customers: z.int() })),
    sample: z.array(
      z.object({ customerId, label: z.string(), value: z.union([z.string(), z.number(), z.null()]) }),
    ),
  }),
  ratePerMinute: 120,
})
