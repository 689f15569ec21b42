import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import { instant, interval, localized, minor, share, workspaceItemParams } from '../../kit/api-shapes.ts'
import { callsShape } from './calls.ts'

export const reportShape = z.object({
  computedAt: instant,
  currency: z.string(),
  final: z.boolean().describe('False while the outcome window is open'),
  windowFrom: instant,
  windowTo: instant,
  arms: z.array(
    z.object({
      arm: z.enum(['treatment', 'control']),
      customers: z.int(),
      contacted: z.int(),
      buyers: z.int(),
      buyerRate: z.number(),
      revenueMinor: minor,
      marginMinor: minor,
      marginPerCustomerMinor: z.number(),
    }),
  ),
  /** Per customer, in minor units of margin; adjusted for spend before the draw. */
  effectPerCustomer: interval,
  effectUnadjusted: interval,
  effectBuyerRate: interval,
  incrementalMarginMinor: interval.describe('Effect × treated customers'),
  relativeLift: interval,
  pValue: z.number().nullable(),
  method: z
    .enum(['randomisation', 'welch'])
    .describe(
      'How intervals and p-value were made: by drawing the control group again (arms of some thousands), or by Welch',
    ),
  marginBasis: z.enum(['cost_of_goods', 'assumed_rate', 'revenue']),
  srm: z.object({
    expectedShare: share,
    observedShare: share.nullable(),
    p: z.number().nullable(),
    mismatch: z.boolean(),
  }),
  cost: z.object({ contactMinor: minor, offerMinor: minor, fixedMinor: minor, totalMinor: minor }),
  roi: interval.describe(
    '(Incremental margin − cost) ÷ cost, as a plain ratio: 0.2 is 20 %, 1245 is 1,245 times the cost',
  ),
  execution: z.object({
    planned: z.int(),
    quiet: z.int().describe('Waits until the quiet hours are over'),
    sent: z.int(),
    failed: z.int(),
    unknown: z.int(),
    suppressed: z.int(),
    delivered: z.int().describe('Only where the receiving side says so'),
    bounced: z.int(),
    opened: z.int(),
    clicked: z.int(),
    replied: z.int(),
    unsubscribed: z.int(),
    complained: z.int(),
  }),
  languages: z
    .array(
      z.object({
        language: z.string(),
        sent: z.int(),
        delivered: z.int(),
        opened: z.int(),
        clicked: z.int(),
        unsubscribed: z.int(),
      }),
    )
    .optional()
    .describe('Messages of a creative in several languages, by the one each was written in'),
  calls: callsShape.nullable().optional().describe('Of a campaign by call'),
  forecastError: z.object({ forecastMinor: z.number().nullable(), actualMinor: z.number().nullable() }),
  series: z
    .array(
      z.object({
        day: z.int(),
        date: z.iso.date(),
        treatmentMinor: z.number(),
        controlMinor: z.number(),
        effect: interval,
      }),
    )
    .describe('Cumulative margin per customer by day since launch'),
  verdict: localized,
  warnings: z.array(localized),
})

export const getReport = defineEndpoint({
  id: 'getReport',
  method: 'GET',
  path: '/api/workspaces/:workspace/campaigns/:id/report',
  permission: 'workspace.read',
  summary: 'Live and final evaluation against the control group',
  params: workspaceItemParams,
  response: reportShape.nullable(),
})
