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
import { recoverySettings, remedyShape, tiers } from './settings.ts'

const base = '/api/workspaces/:workspace'
const caseParams = workspaceParams.extend({ id: z.uuid() })
const severity = z.int().min(1).max(4)
const sentiment = z.union([z.literal(-1), z.literal(0), z.literal(1)])
const topic = z.enum(noteTopics)
const note = z.string().trim().max(1_000).nullable().default(null)
export const caseChannels = ['form', 'mail', 'call', 'shop', 'chat', 'import'] as const
export const outcomes = ['recovered', 'lost', 'unfounded'] as const
const tier = z.enum(tiers).nullable().describe('null: not used, or not to be seen')

const clock = z
  .enum(['answered', 'answered_late', 'open', 'soon', 'late'])
  .describe('soon: less than a quarter of the time is left; late: the first answer is overdue')
const remedyState = z.enum(['waiting', 'ready', 'given', 'refused', 'withdrawn'])

export const caseRow = z.object({
  id: z.string(),
  customerId,
  channel: z.enum(caseChannels),
  topics: z.array(topic),
  severity,
  tier,
  priority: z.int(),
  receivedAt: instant,
  dueAt: instant,
  answeredAt: instant.nullable(),
  clock,
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
  sentiment,
  codedBy: z.string().nullable().describe('Who corrected the coding; null: as the model coded it'),
  arm: z.enum(['full', 'standard']).nullable(),
  round: z.int(),
  satisfaction: z.int().nullable(),
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
    state: z.enum(['open', 'late', 'waiting', 'closed']).default('open'),
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

const done = z.object({ id: z.string() })

export const recodeCase = defineEndpoint({
  id: 'recodeCase',
  method: 'POST',
  path: `${base}/cases/:id/coding`,
  permission: 'customers.edit',
  summary: 'Corrects topics, tone and severity; the coder learns from it',
  params: caseParams,
  body: z.object({ topics: z.array(topic).max(noteTopics.length), sentiment, severity, note }),
  response: done,
})
export const answerCase = defineEndpoint({
  id: 'answerCase',
  method: 'POST',
  path: `${base}/cases/:id/answers`,
  permission: 'customers.edit',
  summary: 'Notes that the customer was answered; the first answer stops the clock',
  params: caseParams,
  body: z.object({ channel: z.enum(['call', 'mail', 'chat', 'shop']), note }),
  response: done,
})
export const proposeRemedy = defineEndpoint({
  id: 'proposeRemedy',
  method: 'POST',
  path: `${base}/cases/:id/remedies`,
  permission: 'customers.edit',
  summary: 'Promises a remedy that fits; above the limit it waits for another person',
  params: caseParams,
  body: z.object({ remedy: z.string().max(40), note }),
  response: done,
})
export const decideCaseRemedy = defineEndpoint({
  id: 'decideCaseRemedy',
  method: 'POST',
  path: `${base}/cases/:id/remedies/decision`,
  permission: 'campaigns.launch',
  summary: 'Approves or refuses a remedy that somebody else proposed',
  params: caseParams,
  body: z.object({ approve: z.boolean(), note }),
  response: done,
})
export const giveCaseRemedy = defineEndpoint({
  id: 'giveCaseRemedy',
  method: 'POST',
  path: `${base}/cases/:id/remedies/given`,
  permission: 'customers.edit',
  summary: 'Notes that the remedy was carried out; once',
  params: caseParams,
  body: z.object({ note }),
  response: done,
})
export const withdrawCaseRemedy = defineEndpoint({
  id: 'withdrawCaseRemedy',
  method: 'POST',
  path: `${base}/cases/:id/remedies/withdrawal`,
  permission: 'customers.edit',
  summary: 'Takes back what was promised and not carried out',
  params: caseParams,
  body: z.object({ note }),
  response: done,
})
export const closeCase = defineEndpoint({
  id: 'closeCase',
  method: 'POST',
  path: `${base}/cases/:id/closing`,
  permission: 'customers.edit',
  summary: 'Closes a case with its outcome, and how satisfied the customer said they are',
  params: caseParams,
  body: z.object({
    outcome: z.enum(outcomes),
    satisfaction: z.int().min(1).max(5).nullable().default(null),
    note,
  }),
  response: done,
})
export const reopenCase = defineEndpoint({
  id: 'reopenCase',
  method: 'POST',
  path: `${base}/cases/:id/reopening`,
  permission: 'customers.edit',
  summary: 'Opens a closed case again; as an undo it is as it was, otherwise a further remedy is possible',
  params: caseParams,
  body: z.object({ isUndo: z.boolean(), note }),
  response: done,
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
    prepared: z.array(preparedShape.extend({ severity })),
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
