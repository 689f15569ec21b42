import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import {
  instant,
  localized,
  minor,
  share,
  workspaceItemParams,
  workspaceParams,
} from '../../kit/api-shapes.ts'
import { figure } from '../forecast/api.ts'
import { campaignShape, objective } from '../plans/api.ts'

export const opportunity = z.object({
  id: z.string(),
  objective,
  title: localized,
  why: localized,
  rule: z.unknown(),
  words: localized,
  customers: z.int(),
  reachable: z.int().describe('Who may be written to by e-mail for marketing now'),
  valueAtStakeMinor: minor.describe('What these customers spent in the year before the newest order'),
  incrementalMarginMinor: figure,
  currency: z.string(),
  controlShare: share,
})
export const listOpportunities = defineEndpoint({
  id: 'listOpportunities',
  method: 'GET',
  path: '/api/workspaces/:workspace/opportunities',
  permission: 'workspace.read',
  summary: 'Sized opportunities, at least one for each objective the data allow',
  params: workspaceParams,
  response: z.object({
    computedAt: instant,
    items: z.array(opportunity),
    missing: z.array(z.object({ objective, reason: localized })),
  }),
})
export const planOpportunity = defineEndpoint({
  id: 'planOpportunity',
  method: 'POST',
  path: '/api/workspaces/:workspace/opportunities/:id/plan',
  permission: 'campaigns.edit',
  summary: 'Makes segment, offer, creative and draft campaign from an opportunity',
  params: workspaceItemParams,
  response: campaignShape,
})
