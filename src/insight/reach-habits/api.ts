import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import { customerId, instant, share, workspaceParams } from '../../kit/api-shapes.ts'

const rate = z.object({ estimate: share, lo: share, hi: share })

export const customerReachHabits = defineEndpoint({
  id: 'customerReachHabits',
  method: 'GET',
  path: '/api/workspaces/:workspace/customers/:id/reach-habits',
  permission: 'customers.read',
  summary: 'By which channel and when a customer answers, with what it rests on, of the last 365 days',
  params: workspaceParams.extend({ id: customerId }),
  response: z.object({
    computedAt: instant.describe('When the habits of everybody were reckoned; the customer’s own are of now'),
    timeZone: z.string(),
    records: z.int().describe('Records the customer is made of'),
    isUsed: z
      .boolean()
      .describe('False: they refused personal selection, so campaigns take the hour of everybody'),
    channels: z
      .array(
        z.object({
          channel: z.string(),
          asked: z
            .int()
            .describe('Messages that came through and calls; those of the last 3 days may still be answered'),
          answered: z
            .int()
            .describe('Opened, clicked or replied to by a person; of calls, those somebody took'),
          rate: rate.describe('Drawn toward everybody’s as far as little is known; interval at 90 %'),
          everybody: share,
          people: z.int().describe('Customers that everybody’s rate rests on'),
        }),
      )
      .describe('The most likely to be answered first'),
    preferred: z.string().nullable().describe('null: no channel is clearly above the next'),
    acts: z
      .int()
      .describe('Hours in which they opened, clicked, replied, took a call or bought; the newest 60'),
    own: z.array(z.int()).length(168).describe('Their acts by hour of the week, from Monday midnight'),
    likely: z
      .array(share)
      .length(168)
      .nullable()
      .describe('When the next is expected; null: nobody ever acted'),
    usual: z
      .object({
        firstDay: z.int().min(0).max(6),
        days: z.int(),
        firstHour: z.int(),
        hours: z.int(),
        acts: z.int(),
        of: z.int(),
      })
      .nullable()
      .describe('Days and hours that hold at least half of their acts; null: too few, or no pattern'),
  }),
})
