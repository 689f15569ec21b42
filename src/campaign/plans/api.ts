import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import {
  cursorQuery,
  customerId,
  instant,
  interval,
  localized,
  minor,
  pageOf,
  share,
  workspaceItemParams,
  workspaceParams,
} from '../../kit/api-shapes.ts'

const base = '/api/workspaces/:workspace/campaigns'
export const objective = z.enum(['acquire', 'retain', 'grow', 'return'])
export type Objective = z.infer<typeof objective>
export const campaignStatus = z.enum(['draft', 'scheduled', 'launching', 'live', 'stopped', 'ended'])

/** What the planner believes where history knows nothing; each is shown as an assumption. */
export const assumptions = z.object({
  /** Share of the treated who buy because of the contact, beyond those who would have bought anyway. */
  incrementalRate: share.nullable().default(null),
  /** Margin of revenue, where costs of goods are not known. */
  marginRate: share.nullable().default(null),
})

export const campaignInput = z.object({
  name: z.string().trim().min(1).max(100),
  objective,
  segmentId: z.string().nullable().default(null),
  offerId: z.string().nullable().default(null),
  creativeId: z.string().nullable().default(null),
  /** list: a file of people for whoever contacts them by their own means; needs no address. */
  channel: z.enum(['email', 'list']).default('email'),
  /** Where the main button leads; null: the address of this installation, which the forecast warns of. */
  landingUrl: z
    .url({ protocol: /^https?$/ })
    .max(1_000)
    .nullable()
    .default(null),
  /** null: at launch. */
  startAt: instant.nullable().default(null),
  outcomeWindowDays: z.int().min(1).max(365).default(30),
  controlShare: share.default(0.2),
  /** Who signed the control group away, and why; needed when controlShare is 0. */
  noControlReason: z.string().max(300).default(''),
  budgetMinor: minor.min(0).nullable().default(null),
  costPerContactMinor: minor.min(0).default(0),
  fixedCostMinor: minor.min(0).default(0),
  /** At most `contacts` messages to one customer within `days`, over all campaigns. */
  contactCap: z
    .object({ contacts: z.int().min(1).max(100), days: z.int().min(1).max(365) })
    .default({ contacts: 2, days: 7 }),
  assumptions: assumptions.default({ incrementalRate: null, marginRate: null }),
})
export type CampaignInput = z.output<typeof campaignInput>

export const campaignShape = campaignInput.extend({
  id: z.string(),
  status: campaignStatus,
  version: z.int(),
  currency: z.string(),
  launchedAt: instant.nullable(),
  stoppedAt: instant.nullable(),
  outcomeEndsAt: instant.nullable(),
  taskId: z.string().nullable(),
  segmentName: z.string().nullable(),
  missing: z.array(localized).describe('What a launch still needs'),
  /** Why the last attempt of a launch that is under way failed; it is tried again. */
  launchError: z.object({ code: z.string(), message: z.string() }).nullable(),
  updatedAt: instant,
  deletedAt: instant.nullable(),
})

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
    sent: z.int(),
    failed: z.int(),
    unknown: z.int(),
    suppressed: z.int(),
    opened: z.int(),
    clicked: z.int(),
    unsubscribed: z.int(),
  }),
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

export const lessonShape = z.object({
  id: z.string(),
  campaignId: z.string(),
  campaignName: z.string(),
  objective,
  text: z.string(),
  author: z.enum(['system', 'user']),
  at: instant,
  effect: interval.nullable(),
})

const one = { params: workspaceItemParams } as const
export const listCampaigns = defineEndpoint({
  id: 'listCampaigns',
  method: 'GET',
  path: base,
  permission: 'workspace.read',
  summary: 'Campaigns, newest first, with their state in figures',
  params: workspaceParams,
  query: z.object({
    search: z.string().max(100).optional(),
    status: campaignStatus.optional(),
    deleted: z.stringbool().optional(),
  }),
  response: z.object({
    items: z.array(
      campaignShape.extend({ recipients: z.int().nullable(), incrementalMarginMinor: interval.nullable() }),
    ),
  }),
})
export const createCampaign = defineEndpoint({
  id: 'createCampaign',
  method: 'POST',
  path: base,
  permission: 'campaigns.edit',
  summary: 'A new draft',
  params: workspaceParams,
  body: campaignInput,
  response: campaignShape,
})
export const getCampaign = defineEndpoint({
  id: 'getCampaign',
  method: 'GET',
  path: `${base}/:id`,
  permission: 'workspace.read',
  summary: 'One campaign',
  ...one,
  response: campaignShape,
})
export const updateCampaign = defineEndpoint({
  id: 'updateCampaign',
  method: 'PUT',
  path: `${base}/:id`,
  permission: 'campaigns.edit',
  summary: 'Changes a draft',
  ...one,
  body: campaignInput.extend({ version: z.int() }),
  response: campaignShape,
})
export const deleteCampaign = defineEndpoint({
  id: 'deleteCampaign',
  method: 'DELETE',
  path: `${base}/:id`,
  permission: 'campaigns.edit',
  summary: 'Puts a draft into the bin',
  ...one,
  response: campaignShape,
})
export const restoreCampaign = defineEndpoint({
  id: 'restoreCampaign',
  method: 'POST',
  path: `${base}/:id/restore`,
  permission: 'campaigns.edit',
  summary: 'Takes a draft out of the bin',
  ...one,
  response: campaignShape,
})
export const cloneCampaign = defineEndpoint({
  id: 'cloneCampaign',
  method: 'POST',
  path: `${base}/:id/clone`,
  permission: 'campaigns.edit',
  summary: 'A draft like this one',
  ...one,
  response: campaignShape,
})
export const forecastCampaign = defineEndpoint({
  id: 'forecastCampaign',
  method: 'POST',
  path: `${base}/:id/forecast`,
  permission: 'workspace.read',
  summary: 'Who would get it, who not and why, what it may bring',
  ...one,
  response: forecastShape,
  ratePerMinute: 120,
})
export const launchCampaign = defineEndpoint({
  id: 'launchCampaign',
  method: 'POST',
  path: `${base}/:id/launch`,
  permission: 'campaigns.launch',
  summary: 'Draws arms, stores decisions, sends; the count must be the one that was shown',
  ...one,
  body: z.object({
    version: z.int(),
    recipients: z.int().describe('What the forecast said; a change of more than 5 % asks again'),
  }),
  response: campaignShape,
})
export const stopCampaign = defineEndpoint({
  id: 'stopCampaign',
  method: 'POST',
  path: `${base}/:id/stop`,
  permission: 'campaigns.launch',
  summary: 'Nothing more is sent; what was sent is evaluated',
  ...one,
  response: campaignShape,
})
export const getReport = defineEndpoint({
  id: 'getReport',
  method: 'GET',
  path: `${base}/:id/report`,
  permission: 'workspace.read',
  summary: 'Live and final evaluation against the control group',
  ...one,
  response: reportShape.nullable(),
})
export const campaignPeople = defineEndpoint({
  id: 'campaignPeople',
  method: 'GET',
  path: `${base}/:id/people`,
  permission: 'customers.read',
  summary: 'The people behind a figure',
  ...one,
  query: cursorQuery.extend({
    arm: z.enum(['treatment', 'control']).optional(),
    action: z.enum(['send', 'withhold', 'silent']).optional(),
    reason: z.string().max(60).optional(),
  }),
  response: pageOf(
    z.object({
      customerId,
      label: z.string(),
      arm: z.enum(['treatment', 'control']),
      action: z.enum(['send', 'withhold', 'silent']),
      reason: localized.nullable(),
      delivery: z.string().nullable(),
      spentMinor: minor,
    }),
  ),
})
export const downloadList = defineEndpoint({
  id: 'downloadCampaignList',
  method: 'GET',
  path: `${base}/:id/list.csv`,
  permission: 'campaigns.launch',
  summary: 'One arm of a launched campaign as a file: your customer number, our id, the arm',
  ...one,
  query: z.object({ arm: z.enum(['treatment', 'control']) }),
  response: z.string(),
  responseType: 'text/csv; charset=utf-8',
})
export const listLessons = defineEndpoint({
  id: 'listLessons',
  method: 'GET',
  path: '/api/workspaces/:workspace/lessons',
  permission: 'workspace.read',
  summary: 'What ended campaigns taught',
  params: workspaceParams,
  query: z.object({ objective: objective.optional(), campaign: z.string().max(64).optional() }),
  response: z.object({ items: z.array(lessonShape) }),
})
export const addLesson = defineEndpoint({
  id: 'addLesson',
  method: 'POST',
  path: `${base}/:id/lessons`,
  permission: 'campaigns.edit',
  summary: 'Adds a lesson in one’s own words',
  ...one,
  body: z.object({ text: z.string().trim().min(1).max(2_000) }),
  response: lessonShape,
})

export const opportunity = z.object({
  id: z.string(),
  objective,
  title: localized,
  why: localized,
  rule: z.unknown(),
  words: localized,
  customers: z.int(),
  reachable: z.int(),
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
  ...one,
  response: campaignShape,
})

export const homeShape = z.object({
  computedAt: instant,
  currency: z.string(),
  empty: z.boolean().describe('No orders yet: the page asks for a file'),
  incrementalMarginMinor: interval.describe('All evaluated campaigns together'),
  costMinor: minor,
  campaigns: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      objective,
      status: campaignStatus,
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
