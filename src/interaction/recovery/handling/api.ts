import { noteTopics } from '@liangti/models'
import { z } from 'zod'
import { defineEndpoint } from '../../../kit/api.ts'
import { caseParams, outcomes, sentimentShape, severityShape, topicShape } from '../api.ts'

const base = '/api/workspaces/:workspace/cases'
const note = z.string().trim().max(1_000).nullable().default(null)
const done = z.object({ id: z.string() })

export const recodeCase = defineEndpoint({
  id: 'recodeCase',
  method: 'POST',
  path: `${base}/:id/coding`,
  permission: 'customers.edit',
  summary: 'Corrects topics, tone and severity; the coder learns from it',
  params: caseParams,
  body: z.object({
    topics: z.array(topicShape).max(noteTopics.length),
    sentiment: sentimentShape,
    severity: severityShape,
    note,
  }),
  response: done,
})
export const answerCase = defineEndpoint({
  id: 'answerCase',
  method: 'POST',
  path: `${base}/:id/answers`,
  permission: 'customers.edit',
  summary: 'Notes that the customer was answered; the first answer stops the clock',
  params: caseParams,
  body: z.object({ channel: z.enum(['call', 'mail', 'chat', 'shop']), note }),
  response: done,
})
export const proposeRemedy = defineEndpoint({
  id: 'proposeRemedy',
  method: 'POST',
  path: `${base}/:id/remedies`,
  permission: 'customers.edit',
  summary: 'Promises a remedy that fits; above the limit it waits for another person',
  params: caseParams,
  body: z.object({ remedy: z.string().max(40), note }),
  response: done,
})
export const decideCaseRemedy = defineEndpoint({
  id: 'decideCaseRemedy',
  method: 'POST',
  path: `${base}/:id/remedies/decision`,
  permission: 'campaigns.launch',
  summary: 'Approves or refuses a remedy that somebody else proposed',
  params: caseParams,
  body: z.object({ approve: z.boolean(), note }),
  response: done,
})
export const giveCaseRemedy = defineEndpoint({
  id: 'giveCaseRemedy',
  method: 'POST',
  path: `${base}/:id/remedies/given`,
  permission: 'customers.edit',
  summary: 'Notes that the remedy was carried out; once',
  params: caseParams,
  body: z.object({ note }),
  response: done,
})
export const withdrawCaseRemedy = defineEndpoint({
  id: 'withdrawCaseRemedy',
  method: 'POST',
  path: `${base}/:id/remedies/withdrawal`,
  permission: 'customers.edit',
  summary: 'Takes back what was promised and not carried out',
  params: caseParams,
  body: z.object({ note }),
  response: done,
})
export const closeCase = defineEndpoint({
  id: 'closeCase',
  method: 'POST',
  path: `${base}/:id/closing`,
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
  path: `${base}/:id/reopening`,
  permission: 'customers.edit',
  summary: 'Opens a closed case again; as an undo it is as it was, otherwise a further remedy is possible',
  params: caseParams,
  body: z.object({ isUndo: z.boolean(), note }),
  response: done,
})
