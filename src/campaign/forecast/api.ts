import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import { instant, localized, workspaceItemParams } from '../../kit/api-shapes.ts'

/** Each figure says where it comes from. */
export const figure = z.object({
  value: z.number().nullable(),
  lo: z.number().nullable(),
  hi: z.number().nullable(),
  basis: z.enum(['history', 'assumption', 'no_basis', 'exact']),
  note: localized,
})

export const forecastShape = z.object({
  computedAt: instant,
  currency: z.string(),
  audience: z.int(),
  treatment: z.int(),
  control: z.int(),
  /** Why people of the audience get nothing: no_address, do_not_send, contact_cap, budget. */
  silent: z.array(z.object({ reason: z.string(), label: localized, customers: z.int() })),
  recipients: z.int(),
  languages: z
    .array(z.object({ language: z.string(), customers: z.int(), notTheirs: z.int() }))
    .optional()
    .describe('Of a creative in several: who would read which, and how many of them for want of their own'),
  costMinor: figure,
  baselineRate: figure.describe('Share of the audience that buys within the window without a contact'),
  baselineValueMinor: figure.describe(
    'Mean margin a customer of the audience brings within the window without a contact',
  ),
  incrementalMarginMinor: figure,
  roi: figure,
  /** The smallest effect per customer this campaign would detect with power 0.8, in minor units of margin. */
  detectableMinor: figure,
  power: figure.describe('Chance to see the assumed effect'),
  warnings: z.array(localized),
})

export const forecastCampaign = defineEndpoint({
  id: 'forecastCampaign',
  method: 'POST',
  path: '/api/workspaces/:workspace/campaigns/:id/forecast',
  permission: 'workspace.read',
  summary: 'Who would get it, who not and why, what it may bring',
  params: workspaceItemParams,
  response: forecastShape,
  ratePerMinute: 120,
})
