import { z } from 'zod'
import { defineEndpoint } from '../../../kit/api.ts'
import { instant, localized, workspaceParams } from '../../../kit/api-shapes.ts'

const path = '/api/workspaces/:workspace/privacy/purposes'

/** Id of a purpose data are used for: `analysis`, or one of the consent policy. */
export const useId = z.string().min(1).max(40).describe('A purpose of the consent policy, or analysis')

const purposesShape = z.object({
  uses: z.array(z.object({ id: useId, label: localized })).describe('What data can be used for here'),
  limits: z
    .array(
      z.object({
        subject: z.string(),
        label: localized.describe('Of an attribute as rules name it'),
        purposes: z.array(useId),
        reason: z.string(),
        decidedBy: z.string(),
        decidedAt: instant,
      }),
    )
    .describe('What may be used for some purposes only; all else for every purpose'),
  others: z
    .array(z.object({ subject: z.string(), label: localized, kind: z.enum(['facts', 'source']) }))
    .describe('What can be limited beside attributes: kinds of facts, and sources with all they bring'),
})

export const getPurposes = defineEndpoint({
  id: 'getPurposes',
  method: 'GET',
  path,
  permission: 'workspace.read',
  summary: 'What data can be used for, and which of them for some of it only',
  params: workspaceParams,
  response: purposesShape,
})

export const limitPurposes = defineEndpoint({
  id: 'limitPurposes',
  method: 'PUT',
  path,
  permission: 'settings.manage',
  summary:
    'Says what an attribute, a kind of facts or a source may be used for, or lifts that; holds for the next use; audited',
  params: workspaceParams,
  body: z.object({
    subject: z
      .string()
      .regex(/^(facts\/(orders|events|touches)|source\/[0-9a-f-]{36}|[\p{L}_][\p{L}\p{N}_ -]{0,62})$/u)
      .describe(
        'An attribute as rules of segments name it, facts/orders, facts/events, facts/touches, or source/ID',
      ),
    purposes: z.array(useId).min(1).max(25).nullable().describe('Null: for every purpose'),
    reason: z.string().trim().min(3).max(300).describe('What was said when it was collected'),
  }),
  response: purposesShape,
})
