import { z } from 'zod'
import { defineEndpoint } from '../../../kit/api.ts'
import { instant, workspaceParams } from '../../../kit/api-shapes.ts'
import { deskKind } from '../api.ts'

const base = '/api/workspaces/:workspace/desk'
const days = z.coerce.number().int().min(1).max(366).default(28)
const share = z.object({ estimate: z.number(), lo: z.number(), hi: z.number() }).describe('At 95 %')

export const agentFigures = z.object({
  userId: z.string(),
  name: z.string(),
  talks: z.int().describe('Tasks whose last word from this agent’s customer was a yes, a no or a maybe'),
  accepted: share.extend({ count: z.int() }),
  considering: share.extend({ count: z.int() }),
  refused: share.extend({ count: z.int() }),
  adjusted: share
    .extend({
      covered: z.number().describe('Share of the mix of all in which the agent had any conversation'),
    })
    .describe('Accepted, if the agent had had the mix of tasks of all together'),
})

export const deskBoard = defineEndpoint({
  id: 'getDeskBoard',
  method: 'GET',
  path: `${base}/board`,
  permission: 'desk.supervise',
  summary:
    'The live queue by team; success, consideration and refusal of agents, also as if all had the same mix of tasks',
  params: workspaceParams,
  query: z.object({ days }),
  response: z.object({
    days: z.int(),
    teams: z.array(
      z.object({
        teamId: z.string(),
        name: z.string(),
        kind: deskKind,
        isOpen: z.boolean(),
        waiting: z.int(),
        oldest: instant.nullable(),
        promised: z.int(),
        held: z.int(),
        capacityLeft: z.int(),
      }),
    ),
    agents: z.array(agentFigures),
  }),
})

export const myFigures = defineEndpoint({
  id: 'getMyDeskFigures',
  method: 'GET',
  path: `${base}/me/figures`,
  permission: 'desk.work',
  summary: 'My own figures, as the board shows them',
  params: workspaceParams,
  query: z.object({ days }),
  response: z.object({ days: z.int(), figures: agentFigures.nullable() }),
})
