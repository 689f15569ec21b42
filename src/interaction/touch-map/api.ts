import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import { instant, share, workspaceParams } from '../../kit/api-shapes.ts'

/** Where a customer stands with the company, in the order they pass through it. */
export const stages = ['prospect', 'first', 'repeat', 'at_risk', 'lost'] as const
export type Stage = (typeof stages)[number]

/** Where the two meet; channels of messages and calls besides, under their own names. */
export const ownPoints = ['purchase', 'web', 'complaint', 'survey'] as const

const shareInterval = z.object({ n: z.int(), estimate: share, lo: share, hi: share })
const score = z.object({ estimate: z.number(), lo: z.number(), hi: z.number() })

const cell = z.object({
  point: z.string().describe('purchase, web, complaint, survey, or the name of a channel'),
  people: z.int().describe('Whom it touched at all'),
  volume: z.int().describe('Messages, calls, orders, events, complaints or answers'),
  answered: shareInterval
    .nullable()
    .describe('Of messages and calls those that were answered; null: nothing was asked there'),
})

export const touchMapShape = z.object({
  computedAt: instant,
  asOf: z.iso.date().describe('Day of the figures the stages were drawn from'),
  days: z.int(),
  points: z.array(z.string()).describe('In the order of the map'),
  stages: z.array(
    z.object({
      stage: z.enum(stages),
      isHidden: z.boolean().describe('Too few people for this role; its figures are 0'),
      people: z.int(),
      silent: shareInterval.nullable().describe('Who did nothing at any point'),
      cells: z.array(cell),
      nps: z.object({ n: z.int(), estimate: z.number(), lo: z.number(), hi: z.number() }).nullable(),
      csat: shareInterval.nullable(),
      experience: score
        .extend({
          content: score.nullable().describe('(1 + NPS) / 2 and the share of 4 and 5, by their answers'),
          answering: score.nullable().describe('Of those who were asked, who answered at least once'),
          calm: score.nullable().describe('Of those who did anything, who did not complain'),
        })
        .nullable()
        .describe('0 to 100: the mean of its parts, of which two must be known'),
    }),
  ),
})

export const getTouchMap = defineEndpoint({
  id: 'getTouchMap',
  method: 'GET',
  path: '/api/workspaces/:workspace/touch-map',
  permission: 'customers.read',
  summary:
    'Stages of the life cycle by touch-points: how many, how often answered, complaints, satisfaction, silence, and a score; null before the first figures',
  params: workspaceParams,
  query: z.object({
    days: z.coerce.number().int().min(7).max(365).default(90),
    segment: z.uuid().optional(),
  }),
  response: touchMapShape.nullable(),
})
