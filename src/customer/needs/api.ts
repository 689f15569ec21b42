import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import { customerId, instant, workspaceParams } from '../../kit/api-shapes.ts'
import { stances, topicSettings } from './topics.ts'

const base = '/api/workspaces/:workspace/customers/:id/needs'
const customerParams = workspaceParams.extend({ id: customerId })
const itemParams = customerParams.extend({ item: z.uuid() })

export const places = ['call', 'shop', 'chat', 'email', 'survey', 'web', 'other'] as const
const stance = z.enum([...stances, 'none'])

const saidWord = z.object({
  id: z.string().nullable().describe('null: told by a file or program, and changed there'),
  stance: stance.describe('none: what was said before holds no more'),
  strength: z.int().min(0).max(3).describe('1 a little, 2 clearly, 3 very; 0: not said'),
  saidOn: z.iso.date(),
  validUntil: z.iso.date().nullable(),
  state: z
    .enum(['counts', 'over', 'replaced'])
    .describe('The newest word on a topic counts, until its last day; one that takes back counts too'),
  place: z.enum(places).nullable(),
  note: z.string().nullable(),
  source: z
    .string()
    .nullable()
    .describe('Which file source or program told it; null: noted here, or by a file'),
  by: z.string().nullable().describe('The colleague who noted it'),
  notedAt: instant,
})

const shown = z.object({
  by: z.enum(['category', 'event']),
  what: z.string(),
  times: z.int().describe('Orders with the category, or such events'),
  ofTimes: z.int().describe('All orders, or events'),
  amountMinor: z
    .int()
    .nullable()
    .describe('Spent on the category, net of returns, in the currency of the workspace'),
  ofAmountMinor: z.int().nullable(),
  share: z.number().min(0).max(1).describe('Of the amount where both are above 0, else of the times'),
  lastAt: instant,
})

export const customerNeeds = defineEndpoint({
  id: 'listCustomerNeeds',
  method: 'GET',
  path: base,
  permission: 'customers.read',
  summary: 'What a customer said they need, like or do not want, beside what their orders and events show',
  params: customerParams,
  response: z.object({
    today: z.iso.date(),
    currency: z.string(),
    items: z.array(
      z.object({
        topic: z.string(),
        label: z.string(),
        words: z.array(saidWord).describe('Newest first'),
        shown: shown.nullable().describe('null: no fact shows it, or the topic is linked to none'),
      }),
    ),
    topics: topicSettings.shape.topics,
  }),
})

export const needBody = z.object({
  topic: z.string().min(1).max(40),
  stance,
  strength: z.int().min(0).max(3).default(0),
  saidOn: z.iso.date().optional().describe('Today where absent'),
  validUntil: z.iso.date().nullable().default(null),
  place: z.enum(places).nullable().default(null),
  note: z.string().trim().max(500).nullable().default(null),
})

export const addNeed = defineEndpoint({
  id: 'addCustomerNeed',
  method: 'POST',
  path: base,
  permission: 'customers.edit',
  summary: 'Notes what a customer said; the note is kept encrypted; audited without its content',
  params: customerParams,
  body: needBody,
  response: z.object({ id: z.string() }),
})

export const changeNeed = defineEndpoint({
  id: 'changeCustomerNeed',
  method: 'PUT',
  path: `${base}/:item`,
  permission: 'customers.edit',
  summary: 'Corrects what was noted by hand; audited',
  params: itemParams,
  body: needBody,
  response: z.object({ id: z.string() }),
})

export const removeNeed = defineEndpoint({
  id: 'removeCustomerNeed',
  method: 'DELETE',
  path: `${base}/:item`,
  permission: 'customers.edit',
  summary: 'Removes what was noted by mistake; audited. To take a word back, note stance none',
  params: itemParams,
  response: z.object({ removed: z.literal(true) }),
})

export const getNeedTopics = defineEndpoint({
  id: 'getNeedTopics',
  method: 'GET',
  path: '/api/workspaces/:workspace/need-topics',
  permission: 'customers.read',
  summary: 'Topics of needs and preferences, and which facts show an interest in each',
  params: workspaceParams,
  response: topicSettings,
})

export const saveNeedTopics = defineEndpoint({
  id: 'saveNeedTopics',
  method: 'PUT',
  path: '/api/workspaces/:workspace/need-topics',
  permission: 'settings.manage',
  summary: 'Replaces the topics; what was said of one that is gone stays; audited',
  params: workspaceParams,
  body: topicSettings,
  response: topicSettings,
})
