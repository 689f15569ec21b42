import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import { localized, workspaceParams } from '../../kit/api-shapes.ts'

export const listAutomatedDecisions = defineEndpoint({
  id: 'listAutomatedDecisions',
  method: 'GET',
  path: '/api/workspaces/:workspace/automated-decisions',
  permission: 'workspace.read',
  summary: 'Every decision about people the program takes by itself, and how a refusal is honoured',
  params: workspaceParams,
  response: z.object({
    items: z.array(
      z.object({
        id: z.string(),
        name: localized,
        what: localized,
        data: localized,
        effect: localized,
        optOut: z.enum(['honoured', 'not_about_traits', 'no_effect']),
        how: localized,
      }),
    ),
  }),
})
