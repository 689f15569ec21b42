import { z } from 'zod'
import { defineEndpoint } from '../../../kit/api.ts'
import { workspaceParams } from '../../../kit/api-shapes.ts'
import { caseParams } from '../api.ts'

const base = '/api/workspaces/:workspace'

export const listCaseOwners = defineEndpoint({
  id: 'listCaseOwners',
  method: 'GET',
  path: `${base}/case-owners`,
  permission: 'customers.read',
  summary: 'Members who can own cases, the least busy first',
  params: workspaceParams,
  response: z.object({
    items: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        isInTeam: z.boolean().describe('Gets new cases by itself'),
        open: z.int(),
      }),
    ),
  }),
})

export const changeCaseOwner = defineEndpoint({
  id: 'changeCaseOwner',
  method: 'PUT',
  path: `${base}/cases/:id/owner`,
  permission: 'customers.edit',
  summary: 'Takes a case over, hands it on, or gives it back to nobody; audited',
  params: caseParams,
  body: z.object({ userId: z.uuid().nullable().describe('A member; null: nobody') }),
  response: z.object({ id: z.string() }),
})
