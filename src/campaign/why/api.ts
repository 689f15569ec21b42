import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import { customerId, instant, localized, workspaceParams } from '../../kit/api-shapes.ts'

const trailPart = z.object({
  part: z.enum(['who', 'what', 'when', 'where', 'why']),
  label: localized,
  link: z.string().nullable().describe('Page of the console that shows it; null where there is none'),
})
const sentence = localized.describe('One sentence: who, what, when, by which channel, why')

export const contactOutcome = z.enum([
  'sent',
  'planned',
  'held',
  'unknown',
  'failed',
  'suppressed',
  'silent',
  'withheld',
  'listed',
])

const nowByChannel = z.object({
  channel: z.string(),
  allowed: z.boolean(),
  reasons: z.array(z.string()).describe('What bars it, in the order the campaigns ask; empty: nothing'),
  sentence,
  trail: z.array(trailPart),
  checkedAt: instant,
})
export type NowByChannel = z.output<typeof nowByChannel>

export const customerContacts = defineEndpoint({
  id: 'customerContacts',
  method: 'GET',
  path: '/api/workspaces/:workspace/customers/:id/contacts',
  permission: 'customers.read',
  summary:
    'Why a customer was or was not contacted by each campaign, and whether they could be contacted now by each channel, with the trail of what decided it',
  params: workspaceParams.extend({ id: customerId }),
  query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
  response: z.object({
    now: nowByChannel.describe('By e-mail'),
    others: z.array(nowByChannel).describe('By the other channels, the telephone among them'),
    items: z
      .array(
        z.object({
          campaignId: z.string(),
          campaignName: z.string(),
          at: instant,
          outcome: contactOutcome,
          reason: z.string().describe('Code of what decided it; empty: nothing stood against it'),
          sentence,
          trail: z.array(trailPart),
        }),
      )
      .describe('Newest first'),
  }),
})
export type TrailPart = z.output<typeof trailPart>
export type ContactOutcome = z.output<typeof contactOutcome>
export type CustomerContacts = z.output<typeof customerContacts.response>
