import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import {
  cursorQuery,
  customerId,
  instant,
  localized,
  pageOf,
  share,
  workspaceItemParams,
  workspaceParams,
} from '../../kit/api-shapes.ts'
import { surveyKinds } from '../../stores/ledger/schema/surveys.ts'

const base = '/api/workspaces/:workspace'
const words = z.object({ en: z.string().trim().min(2).max(300), 'zh-CN': z.string().trim().min(2).max(300) })
const label = z.object({ en: z.string().trim().min(1).max(80), 'zh-CN': z.string().trim().min(1).max(80) })

/** Where in a customer's dealings it is asked, in the order of a purchase. */
export const touchPoints = [
  'browse',
  'purchase',
  'delivery',
  'use',
  'service',
  'complaint',
  'campaign',
] as const

export const surveyBody = z.object({
  name: z.string().trim().min(1).max(120),
  kind: z.enum(surveyKinds).describe('nps: 0 to 10, how likely to recommend; csat: 1 to 5, how satisfied'),
  question: words,
  reason: z
    .object({
      question: words,
      options: z
        .array(z.object({ id: z.string().regex(/^[a-z0-9_-]{1,40}$/), label }))
        .min(2)
        .max(12),
    })
    .nullable()
    .default(null),
  asksWords: z.boolean().default(true),
  opensCase: z
    .boolean()
    .default(false)
    .describe('Who is dissatisfied (NPS up to 6, CSAT up to 2) and says why is a complaint'),
  point: z.enum(touchPoints).default('campaign'),
})

const scored = z.object({
  n: z.int(),
  estimate: z.number(),
  lo: z.number(),
  hi: z.number(),
})
export const surveyScore = scored
  .nullable()
  .describe('NPS from −1 to 1, CSAT as the share of 4 and 5; 95 %. null: too few to speak of')

export const surveyShape = surveyBody.extend({
  id: z.string(),
  path: z.string().describe('To be linked to in messages; behind a message’s own link it knows who answers'),
  createdAt: instant,
  closedAt: instant.nullable(),
  score: surveyScore,
})

export const listSurveys = defineEndpoint({
  id: 'listSurveys',
  method: 'GET',
  path: `${base}/surveys`,
  permission: 'customers.read',
  summary: 'What customers are asked, with the score of the last 90 days; open ones first',
  params: workspaceParams,
  response: z.object({ items: z.array(surveyShape) }),
})
export const createSurvey = defineEndpoint({
  id: 'createSurvey',
  method: 'POST',
  path: `${base}/surveys`,
  permission: 'campaigns.edit',
  summary: 'A survey; its address can stand in mails and SMS at once',
  params: workspaceParams,
  body: surveyBody,
  response: z.object({ id: z.string() }),
})
export const changeSurvey = defineEndpoint({
  id: 'changeSurvey',
  method: 'PUT',
  path: `${base}/surveys/:id`,
  permission: 'campaigns.edit',
  summary:
    'Changes a survey; kind and options of one that was answered stay, or answers would mean something else',
  params: workspaceItemParams,
  body: surveyBody,
  response: z.object({ id: z.string() }),
})
export const closeSurvey = defineEndpoint({
  id: 'closeSurvey',
  method: 'POST',
  path: `${base}/surveys/:id/closing`,
  permission: 'campaigns.edit',
  summary: 'Takes no more answers, or takes them again; answers stay',
  params: workspaceItemParams,
  body: z.object({ isClosed: z.boolean() }),
  response: z.object({ id: z.string() }),
})

const group = z.object({ key: z.string(), label: z.string().nullable(), score: surveyScore, n: z.int() })
export const getSurveyFigures = defineEndpoint({
  id: 'getSurveyFigures',
  method: 'GET',
  path: `${base}/surveys/:id/figures`,
  permission: 'customers.read',
  summary:
    'Score with its interval over all, by week, channel, campaign and reason; how many of those asked answered, and what the silent could change',
  params: workspaceItemParams,
  query: z.object({
    days: z.coerce.number().int().min(7).max(730).default(90),
    segment: z.uuid().optional().describe('Only answers of people who are in it now'),
  }),
  response: z.object({
    survey: surveyShape,
    days: z.int(),
    score: surveyScore,
    spread: z.array(z.object({ score: z.int(), n: z.int() })),
    response: z.object({
      asked: z.int().describe('Messages that were sent with it'),
      answered: z.int(),
      rate: share.nullable(),
      bounds: z
        .object({ lo: z.number(), hi: z.number() })
        .nullable()
        .describe('The score if all who are silent were at its worst, and at its best'),
    }),
    weeks: z.array(group),
    channels: z.array(group),
    campaigns: z.array(group),
    reasons: z.array(group),
    computedAt: instant,
  }),
})

export const answerShape = z.object({
  id: z.string(),
  customerId,
  surveyId: z.string(),
  survey: z.string(),
  kind: z.enum(surveyKinds),
  score: z.int(),
  reasons: z.array(localized),
  words: z.string().nullable().describe('null: none, or not to be seen'),
  channel: z.string(),
  caseId: z.string().nullable(),
  at: instant,
})
export const listSurveyAnswers = defineEndpoint({
  id: 'listSurveyAnswers',
  method: 'GET',
  path: `${base}/survey-answers`,
  permission: 'customers.read',
  summary: 'Answers, newest first',
  params: workspaceParams,
  query: cursorQuery.extend({
    survey: z.uuid().optional(),
    customer: customerId.optional(),
    only: z.enum(['all', 'dissatisfied', 'words']).default('all'),
  }),
  response: pageOf(answerShape),
})

const html = { response: z.string(), responseType: 'text/html; charset=utf-8', ratePerMinute: 60 } as const
export const surveyPreviewPage = defineEndpoint({
  id: 'surveyPreviewPage',
  method: 'GET',
  path: '/t/survey/:id',
  permission: 'public',
  summary: 'How a survey looks; answers count only behind the link of a message',
  params: z.object({ id: z.uuid() }),
  ...html,
})
const answering = {
  path: '/t/s/:token',
  permission: 'public',
  params: z.object({ token: z.string().min(10).max(600) }),
} as const
export const surveyPage = defineEndpoint({
  id: 'surveyPage',
  method: 'GET',
  ...answering,
  summary: 'Page on which a customer answers; a GET counts nothing',
  ...html,
})
export const sendSurveyAnswer = defineEndpoint({
  id: 'sendSurveyAnswer',
  method: 'POST',
  ...answering,
  bodyType: 'form',
  summary: 'One answer for a message; for half an hour it can be changed. Machines do not count',
  body: z
    .object({
      score: z
        .string()
        .regex(/^\d{1,2}$/)
        .optional(),
      words: z.string().trim().max(2_000).default(''),
    })
    .catchall(z.string().max(100)),
  ...html,
})
