import { z } from 'zod'
import { campaignChannelIds } from '../../interaction/index.ts'
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
  channel: z.enum(campaignChannelIds).default('email'),
  /** What it is about, of the topics customers may choose; null: nobody is left out for it. */
  topicId: z.uuid().nullable().default(null),
  /** What `{{ survey_link }}` of the creative leads to; null: the newest open one at the launch. */
  surveyId: z.uuid().nullable().default(null),
  /** Where the main button leads; null: the address of this installation, which the forecast warns of. */
  landingUrl: z
    .url({ protocol: /^https?$/ })
    .max(1_000)
    .nullable()
    .default(null),
  /** null: at launch. */
  startAt: instant.nullable().default(null),
  /** Messages wait for the hour at which each customer is most likely to act; null: all go at once. */
  bestHour: z
    .object({
      fromHour: z.int().min(0).max(23),
      toHour: z.int().min(1).max(24),
      withinDays: z.int().min(1).max(7),
    })
    .refine(({ fromHour, toHour }) => fromHour < toHour, 'toHour must be later than fromHour')
    .nullable()
    .default(null)
    .describe(
      'Hours of the day by the clock of each customer (of the workspace where theirs is not known), and how many days may be waited',
    ),
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
  paused: z
    .object({ at: instant, by: z.string().nullable().describe('Name of the colleague; null: a program') })
    .nullable()
    .describe('Nothing begins until somebody lets it go on'),
  outcomeEndsAt: instant.nullable(),
  taskId: z.string().nullable(),
  segmentName: z.string().nullable(),
  missing: z.array(localized).describe('What a launch still needs'),
  /** Why the last attempt of a launch that is under way failed; it is tried again. */
  launchError: z.object({ code: z.string(), message: z.string() }).nullable(),
  updatedAt: instant,
  deletedAt: instant.nullable(),
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
    status: z.enum([...campaignStatus.options, 'paused']).optional(),
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
export const pauseCampaign = defineEndpoint({
  id: 'pauseCampaign',
  method: 'POST',
  path: `${base}/:id/pause`,
  permission: 'campaigns.launch',
  summary: 'Nothing more begins until somebody lets it go on; what waits stays, and its time goes by',
  ...one,
  response: campaignShape,
})
export const resumeCampaign = defineEndpoint({
  id: 'resumeCampaign',
  method: 'POST',
  path: `${base}/:id/resume`,
  permission: 'campaigns.launch',
  summary: 'Lets a paused campaign go on; everybody is asked about anew before anything is sent',
  ...one,
  response: campaignShape,
})
export const campaignUnderWay = defineEndpoint({
  id: 'campaignUnderWay',
  method: 'GET',
  path: `${base}/:id/under-way`,
  permission: 'campaigns.launch',
  summary: 'What a pause or a stop would hold, and what it cannot call back',
  ...one,
  response: z.object({
    waiting: z.int().describe('Messages and calls that have not begun'),
    leaving: z.int().describe('At the other end, in the hands of an agent or on the list of a dialler'),
    gone: z.int().describe('Sent, or perhaps sent; calls that were made'),
  }),
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
      spentMinor: minor.nullable(),
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
