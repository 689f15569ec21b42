import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import { instant, localized, minor, share, workspaceParams } from '../../kit/api-shapes.ts'

/** How scores are given. Cuts are upper edges in the unit of the measure; absent means equal-sized groups. */
export const rfmSettings = z.object({
  bins: z.int().min(2).max(9).default(5),
  scheme: z.enum(['independent', 'nested']).default('independent'),
  cuts: z
    .object({
      recencyDays: z.array(z.number().nonnegative()).max(8),
      frequency: z.array(z.number().nonnegative()).max(8),
      monetaryMinor: z.array(z.number()).max(8),
    })
    .nullable()
    .default(null),
})
export type RfmSettings = z.output<typeof rfmSettings>

export const rfmGrid = z.object({
  settings: rfmSettings,
  asOf: z.iso.date(),
  computedAt: instant,
  currency: z.string(),
  customers: z.int(),
  /** The cuts in force, whether set or found. */
  cuts: z.object({
    recencyDays: z.array(z.number()),
    frequency: z.array(z.number()),
    monetaryMinor: z.array(z.number()),
  }),
  tieRule: localized,
  hidden: z
    .object({ k: z.int(), cells: z.int() })
    .nullable()
    .describe('Cells left out because somebody could be told from them; null where the role sees all'),
  cells: z.array(z.object({ r: z.int(), f: z.int(), m: z.int(), customers: z.int(), monetaryMinor: minor })),
  groups: z.array(
    z.object({
      id: z.string(),
      name: localized,
      help: localized,
      rule: z.unknown().describe('Segment rule of the group'),
      isHidden: z.boolean().describe('Too few people for this role; all its figures are 0'),
      customers: z.int(),
      customersShare: share,
      monetaryMinor: minor,
      medianRecencyDays: z.number(),
      medianFrequency: z.number(),
      medianMonetaryMinor: z.number(),
    }),
  ),
})

export const getRfm = defineEndpoint({
  id: 'getRfm',
  method: 'GET',
  path: '/api/workspaces/:workspace/insight/rfm',
  permission: 'workspace.read',
  summary: 'RFM grid of the newest snapshot, with the groups in words',
  params: workspaceParams,
  response: rfmGrid.nullable(),
})
export const previewRfm = defineEndpoint({
  id: 'previewRfm',
  method: 'POST',
  path: '/api/workspaces/:workspace/insight/rfm/preview',
  // Cuts of one's own tell people apart by subtraction.
  permission: 'segments.edit',
  summary: 'The grid under other cuts, nothing saved',
  params: workspaceParams,
  body: rfmSettings,
  response: rfmGrid.nullable(),
})
export const saveRfmSettings = defineEndpoint({
  id: 'saveRfmSettings',
  method: 'PUT',
  path: '/api/workspaces/:workspace/insight/rfm/settings',
  permission: 'segments.edit',
  summary: 'Keeps cuts and scheme and scores everybody again',
  params: workspaceParams,
  body: rfmSettings,
  response: rfmGrid.nullable(),
})
export const getConcentration = defineEndpoint({
  id: 'getConcentration',
  method: 'GET',
  path: '/api/workspaces/:workspace/insight/concentration',
  permission: 'workspace.read',
  summary: 'Who makes half of the value',
  params: workspaceParams,
  response: z
    .object({
      asOf: z.iso.date(),
      computedAt: instant,
      currency: z.string(),
      customers: z.int(),
      monetaryMinor: minor,
      points: z.array(z.object({ customersShare: share, valueShare: z.number() })),
      half: z.object({ customers: z.int(), customersShare: share }),
      gini: z.number(),
      bands: z.array(
        z.object({
          label: localized,
          customers: z.int(),
          customersShare: share,
          valueShare: z.number(),
          thresholdMinor: minor,
          rule: z.unknown(),
        }),
      ),
    })
    .nullable(),
})
export const getOverview = defineEndpoint({
  id: 'getOverview',
  method: 'GET',
  path: '/api/workspaces/:workspace/insight/overview',
  permission: 'workspace.read',
  summary: 'The business in one look: customers, orders, revenue by month',
  params: workspaceParams,
  response: z.object({
    computedAt: instant,
    asOf: z.iso.date().nullable(),
    currency: z.string(),
    customers: z.int(),
    buyers: z.int(),
    orders: z.int(),
    revenueMinor: minor,
    marginMinor: minor.nullable(),
    costKnownShare: share,
    withoutCustomerShare: share,
    repeatRate: share.nullable(),
    firstOrderAt: instant.nullable(),
    lastOrderAt: instant.nullable(),
    months: z.array(
      z.object({
        month: z.string(),
        buyers: z.int(),
        newBuyers: z.int(),
        orders: z.int(),
        revenueMinor: minor,
      }),
    ),
  }),
})
