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
        attribute: z.string(),
        purposes: z.array(useId),
        reason: z.string(),
        decidedBy: z.string(),
        decidedAt: instant,
      }),
    )
    .describe('Attributes that may be used for some purposes only; all others for every purpose'),
})

export const getPurposes = defineEndpoint({
  id: 'getPurposes',
  method: 'GET',
  path,
  permission: 'workspace.read',
  summary: 'What data can be used for, and which attributes for some of it only',
  params: workspaceParams,
  response: purposesShape,
})

export const limitPurposes = defineEndpoint({
  id: 'limitPurposes',
  method: 'PUT',
  path,
  permission: 'settings.manage',
  summary: 'Says what an attribute may be used for, or lifts that; holds for the next use; audited',
  params: workspaceParams,
  body: z.object({
    attribute: z
      .string()
      .regex(/^[\p{L}_][\p{L}\p{N}_ -]{0,62}$/u)
      .describe('As rules of segments name it'),
    purposes: z.array(useId).min(1).max(25).nullable().describe('Null: for every purpose'),
    reason: z.string().trim().min(3).max(300).describe('What was said when it was collected'),
  }),
  response: purposesShape,
})
