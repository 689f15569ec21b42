import { z } from 'zod'
import { defineEndpoint } from '../../../kit/api.ts'
import { customerId, localized, workspaceParams } from '../../../kit/api-shapes.ts'

export const valueKeys = ['product', 'service', 'personnel', 'image'] as const
export const costKeys = ['money', 'time', 'energy', 'psychic'] as const
const key = z.enum([...valueKeys, ...costKeys])

const component = z.object({
  key: key.describe('Kotler: four values a customer gets, four costs they bear'),
  column: z
    .string()
    .min(1)
    .max(200)
    .describe('Where it is measured: a column of the customer list that holds figures'),
  low: z.number().describe('This figure stands for none of it; may be above `high` where less is more'),
  high: z.number().describe('This figure stands for all of it'),
  weight: z.number().positive().max(1_000),
})
export const deliveredValueSettings = z.object({
  components: z
    .array(component)
    .max(8)
    .refine(
      (list) => new Set(list.map((one) => one.key)).size === list.length,
      'a component stands there twice',
    )
    .refine((list) => list.every(({ low, high }) => low !== high), 'low and high must differ'),
})
const score = z.number().min(0).max(100)
const state = z
  .enum(['ok', 'not_enough', 'not_set'])
  .describe('not_enough: less than half of the weight of a side is known; not_set: a side has no component')

const base = '/api/workspaces/:workspace'
export const getDeliveredValueSettings = defineEndpoint({
  id: 'getDeliveredValueSettings',
  method: 'GET',
  path: `${base}/delivered-value/settings`,
  permission: 'workspace.read',
  summary: 'What customer delivered value is computed from',
  params: workspaceParams,
  response: deliveredValueSettings,
})
export const saveDeliveredValueSettings = defineEndpoint({
  id: 'saveDeliveredValueSettings',
  method: 'PUT',
  path: `${base}/delivered-value/settings`,
  permission: 'segments.edit',
  summary: 'Names figures and weights; audited',
  params: workspaceParams,
  body: deliveredValueSettings,
  response: deliveredValueSettings,
})
export const customerDeliveredValue = defineEndpoint({
  id: 'customerDeliveredValue',
  method: 'GET',
  path: `${base}/customers/:id/delivered-value`,
  permission: 'customers.read',
  summary: 'Total customer value less total customer cost of one customer, component by component',
  params: workspaceParams.extend({ id: customerId }),
  response: z.object({
    state,
    value: score.nullable(),
    cost: score.nullable(),
    delivered: z.number().min(-100).max(100).nullable(),
    knownValueShare: z.number().describe('Of the weight of all value components, 0 … 1'),
    knownCostShare: z.number(),
    components: z.array(
      z.object({
        key,
        label: localized.describe('Of the column it is measured by'),
        raw: z.number().nullable(),
        score: score.nullable().describe('0 … 100; null: unknown'),
        weight: z.number(),
        share: z
          .number()
          .nullable()
          .describe('What it adds to value or cost; null while too little is known'),
      }),
    ),
  }),
})
export const compareDeliveredValue = defineEndpoint({
  id: 'compareDeliveredValue',
  method: 'GET',
  path: `${base}/delivered-value/comparison`,
  permission: 'customers.read',
  summary:
    'Average delivered value of everybody and of segments; groups of fewer than ten known are not shown',
  params: workspaceParams,
  query: z.object({ segments: z.string().max(800).optional().describe('Up to 12 ids, by comma') }),
  response: z.object({
    state: z.enum(['ok', 'not_set']),
    rows: z.array(
      z.object({
        segmentId: z.string().nullable().describe('Null: everybody'),
        customers: z.int(),
        known: z.int().describe('Of whom enough is known'),
        value: score.nullable(),
        cost: score.nullable(),
        delivered: z.number().nullable(),
      }),
    ),
  }),
})
export type DeliveredValueSettings = z.output<typeof deliveredValueSettings>
export type DeliveredComponent = DeliveredValueSettings['components'][number]
