import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import { instant, interval, localized, minor, workspaceParams } from '../../kit/api-shapes.ts'
import { reportShape } from '../measurement/api.ts'
import { campaignStatus, objective } from '../plans/api.ts'

export const homeShape = z.object({
  computedAt: instant,
  currency: z.string(),
  empty: z.boolean().describe('No orders yet: the page asks for a file'),
  incrementalMarginMinor: interval.describe('All evaluated campaigns together'),
  costMinor: minor,
  leftOut: z
    .array(localized)
    .describe(
      'Why no effect is shown: what orders or contacts may be used for. Empty where effects are shown',
    ),
  campaigns: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      objective,
      status: campaignStatus,
      isPaused: z.boolean(),
      recipients: z.int(),
      sent: z.int(),
      incrementalMarginMinor: interval,
      daysLeft: z.int().nullable(),
    }),
  ),
  featured: z
    .object({ campaignId: z.string(), name: z.string(), series: reportShape.shape.series })
    .nullable(),
  alerts: z.array(
    z.object({
      severity: z.enum(['info', 'warning', 'error']),
      text: localized,
      link: z.string().nullable(),
    }),
  ),
})
export const getHome = defineEndpoint({
  id: 'getHome',
  method: 'GET',
  path: '/api/workspaces/:workspace/home',
  permission: 'workspace.read',
  summary: 'Incremental margin first, then what runs and what needs a look',
  params: workspaceParams,
  response: homeShape,
})
