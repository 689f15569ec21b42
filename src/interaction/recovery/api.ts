import { noteTopics } from '@liangti/models'
import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import {
  cursorQuery,
  customerId,
  instant,
  interval,
  minor,
  pageOf,
  share,
  workspaceParams,
} from '../../kit/api-shapes.ts'
import { caseChannels } from '../../stores/ledger/schema/cases.ts'
import { recoverySettings, remedyShape, tiers } from './settings.ts'

const base = '/api/workspaces/:workspace'
export const caseParams = workspaceParams.extend({ id: z.uuid() })
export const severityShape = z.int().min(1).max(4)
export const sentimentShape = z.union([z.literal(-1), z.literal(0), z.literal(1)])
export const topicShape = z.enum(noteTopics)
export const outcomes = ['recovered', 'lost', 'unfounded'] as const
const tier = z.enum(tiers).nullable().describe('null: not used, or not to be seen')

const clock = z
  .enum(['answered', 'answered_late', 'open', 'soon', 'late'])
  .describe('soon: less than a quarter of the time is left; late: the first answer is overdue')
const member = z.object({ id: z.string(), name: z.string() })
const remedyState = z.enum(['waiting', 'ready', 'given', 'refused', 'withdrawn'])

export const caseRow = z.object({
  id: z.string(),
  customerId,
  channel: z.enum(caseChannels),
  topics: z.array(topicShape),
  severity: severityShape,
  tier,
  priority: z.int(),
  receivedAt: instant,
  dueAt: instant,
  answeredAt: instant.nullable(),
  clock,
  owner: member.nullable(),
  escalation: z
    .enum(['none', 'warned', 'supervisor', 'head'])
    .describe('How far it was carried up because nobody answered'),
  escalatedTo: member.nullable(),
  remedy: z.object({ label: z.string(), state: remedyState }).nullable(),
  closedAt: instant.nullable(),
  outcome: z.enum(outcomes).nullable(),
})

const preparedShape = z.object({
  remedy: remedyShape,
  needsApproval: z.boolean(),
  by: z.enum(['agent', 'manager']),
  channel: z.enum(['call', 'same']),
  reaction: z
    .object({ recovered: z.int(), cases: z.int(), lo: share.nullable(), hi: share.nullable() })
    .describe('Of the closed cases of the same severity and tier that got it, how many were won back'),
})

export const caseShape = caseRow.extend({
  words: z.string().nullable().describe('null: not to be seen'),
  sentiment: sentimentShape,
  codedBy: z.string().nullable().describe('Who corrected the coding; null: as the model coded it'),
  arm: z.enum(['full', 'standard']).nullable(),
  round: z.int(),
  satisfaction: z.int().nullable(),
  origin: z
    .object({ kind: z.enum(['thread', 'call', 'survey']), id: z.string() })
    .nullable()
    .describe('Where it was said: a thread of the inbox, a task of the desk, an answer to a survey'),
  currency: z.string(),
  prepared: preparedShape,
  fitting: z.array(remedyShape),
  remedies: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      costMinor: minor,
      state: remedyState,
      isPrepared: z.boolean(),
      round: z.int(),
      proposedBy: z.string().nullable(),
      isMine: z.boolean().describe('Proposed by the reader, who cannot approve it'),
      proposedAt: instant,
      decidedBy: z.string().nullable(),
      givenAt: instant.nullable(),
    }),
  ),
  steps: z.array(
    z.object({
      what: z.string(),
      detail: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
      note: z.string().nullable(),
      by: z.string().nullable(),
      at: instant,
    }),
  ),
})

export const listCases = defineEndpoint({
  id: 'listCases',
  method: 'GET',
  path: `${base}/cases`,
  permission: 'customers.read',
  summary: 'Complaints, most urgent first: severity × value, then the time the answer is due',
  params: workspaceParams,
  query: cursorQuery.extend({
    state: z.enum(['open', 'mine', 'late', 'waiting', 'closed']).default('open'),
    customer: customerId.optional(),
  }),
  response: pageOf(caseRow),
})

export const getCase = defineEndpoint({
  id: 'getCase',
  method: 'GET',
  path: `${base}/cases/:id`,
  permission: 'customers.read',
  summary: 'One complaint: its words, coding, clock, prepared remedy and what was done',
  params: caseParams,
  response: caseShape,
})

export const newCaseBody = z.object({
  words: z.string().trim().min(2).max(4_000),
  channel: z.enum(caseChannels).default('form'),
  receivedAt: instant.optional().describe('Now where absent'),
  ref: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .describe('What it came with; the same opens one case only'),
})

const openBody = newCaseBody.extend({ customer: customerId })

export const openCaseEndpoint = defineEndpoint({
  id: 'openCase',
  method: 'POST',
  path: `${base}/cases`,
  permission: 'customers.edit',
  summary:
    'Opens a complaint; it is coded, given its severity and clock, and marketing to the customer falls silent',
  params: workspaceParams,
  body: openBody,
  response: z.object({ id: z.string(), isNew: z.boolean() }),
})

export const customerRecovery = defineEndpoint({
  id: 'customerRecovery',
  method: 'GET',
  path: `${base}/customers/:id/recovery`,
  permission: 'customers.read',
  summary: 'What would be done if the customer complained, by severity, and their cases so far',
  params: workspaceParams.extend({ id: customerId }),
  response: z.object({
    tier,
    currency: z.string(),
    prepared: z.array(preparedShape.extend({ severity: severityShape })),
    cases: z.array(caseRow),
  }),
})

export const getCaseFigures = defineEndpoint({
  id: 'getCaseFigures',
  method: 'GET',
  path: `${base}/case-figures`,
  permission: 'customers.read',
  summary:
    'Time to answer, recovery, satisfaction, and what larger remedies are worth against a control group',
  params: workspaceParams,
  query: z.object({ days: z.coerce.number().int().min(7).max(730).default(90) }),
  response: z.object({
    days: z.int(),
    currency: z.string(),
    received: z.int(),
    open: z.int(),
    late: z.int(),
    inTime: interval.describe('Of the cases whose answer was due, the share answered in time'),
    hoursToAnswer: z
      .object({ median: z.number(), most: z.number() })
      .nullable()
      .describe('most: nine of ten'),
    recovered: interval.describe('Of the founded cases that were closed'),
    satisfaction: z.object({ mean: z.number(), answers: z.int() }).nullable(),
    remedyCostMinor: minor,
    trial: z.object({
      days: z.int(),
      full: z.int(),
      standard: z.int(),
      recovered: interval.describe('Difference of the recovery rates'),
      spendMinor: interval.describe('Difference of purchases per case in the days after the complaint'),
    }),
    computedAt: instant,
  }),
})

export const getRecoverySettings = defineEndpoint({
  id: 'getRecoverySettings',
  method: 'GET',
  path: `${base}/recovery-settings`,
  permission: 'customers.read',
  summary: 'Remedies, hours to answer, approval limit and the comparison',
  params: workspaceParams,
  response: recoverySettings.extend({ currency: z.string() }),
})
export const saveRecoverySettings = defineEndpoint({
  id: 'saveRecoverySettings',
  method: 'PUT',
  path: `${base}/recovery-settings`,
  permission: 'settings.manage',
  summary: 'Replaces them; audited. A share above 0 signs the comparison off for the workspace',
  params: workspaceParams,
  body: recoverySettings,
  response: recoverySettings.extend({ currency: z.string() }),
})
