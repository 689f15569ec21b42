import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import { customerId, instant, localized, taskShape, workspaceParams } from '../../kit/api-shapes.ts'
import { survivorshipRules } from './pick.ts'

const base = '/api/workspaces/:workspace/value-rules'
const rule = z.enum(survivorshipRules)
const source = z.object({ id: z.string(), name: z.string() })

export const decidedRules = z
  .array(
    z.object({
      attribute: z.string().min(1).max(200),
      rule,
      sources: z.array(z.uuid()).max(100).describe('For `trusted`: the most trusted first'),
    }),
  )
  .max(500)
  .describe('Attributes that are left out follow the standard rule')

export const getValueRules = defineEndpoint({
  id: 'getValueRules',
  method: 'GET',
  path: base,
  permission: 'customers.read',
  summary: 'Which word counts of each attribute where sources differ, and the sources there are',
  params: workspaceParams,
  response: z.object({
    attributes: z.array(
      z.object({
        attribute: z.string(),
        label: localized,
        rule,
        decided: z.boolean().describe('Somebody has chosen it; else it is the standard rule'),
        sources: z.array(z.string()),
        customers: z.int().describe('Records of customers some source speaks of'),
      }),
    ),
    sources: z.array(source),
    changedAt: instant.nullable(),
    stale: z.boolean().describe('Not everybody was reckoned by the rules as they are'),
    taskId: z.string().nullable().describe('The reckoning under way'),
    lastTask: taskShape.nullable().describe('The reckoning that ended last'),
  }),
})

export const previewValueRules = defineEndpoint({
  id: 'previewValueRules',
  method: 'POST',
  path: `${base}/preview`,
  permission: 'customers.read',
  summary: 'How many customers would have other values under these rules; nothing is changed',
  params: workspaceParams,
  body: z.object({ rules: decidedRules }),
  response: z.object({
    customers: z.int(),
    attributes: z.array(z.object({ attribute: z.string(), customers: z.int() })),
  }),
})

export const setValueRules = defineEndpoint({
  id: 'setValueRules',
  method: 'PUT',
  path: base,
  permission: 'settings.manage',
  summary: 'Replaces the rules and starts to reckon everybody by them, as a task; audited',
  params: workspaceParams,
  body: z.object({ rules: decidedRules }),
  response: z.object({ taskId: z.string() }),
})

export const applyValueRules = defineEndpoint({
  id: 'applyValueRules',
  method: 'POST',
  path: `${base}/apply`,
  permission: 'settings.manage',
  summary: 'Reckons everybody by the rules as they are, as a task: after one that was stopped',
  params: workspaceParams,
  response: z.object({ taskId: z.string() }),
})

export const customerValues = defineEndpoint({
  id: 'customerValues',
  method: 'GET',
  path: '/api/workspaces/:workspace/customers/:id/values',
  permission: 'customers.read',
  summary: 'Where each value of a customer comes from, why it counts, and what others said',
  params: workspaceParams.extend({ id: customerId }),
  response: z.object({
    values: z.array(
      z.object({
        attribute: z.string(),
        label: localized,
        rule: z
          .enum([...survivorshipRules, 'corrected'])
          .describe('`corrected`: the customer had it corrected, which counts before every rule'),
        words: z
          .array(
            z.object({
              value: z.string(),
              source: z
                .string()
                .nullable()
                .describe('Null: corrected, or known before sources were kept apart'),
              corrected: z.boolean().describe('Because the customer asked for it'),
              importId: z.string().nullable(),
              at: instant.nullable(),
            }),
          )
          .describe('The one that counts first, then the newest; of each source one'),
      }),
    ),
  }),
})
