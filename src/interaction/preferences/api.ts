import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import { customerId, instant, localized, workspaceParams } from '../../kit/api-shapes.ts'
import { contactPaces } from '../../stores/ledger/schema/wishes.ts'
import { mostTopics } from './topics.ts'

const token = z.object({ token: z.string().min(10).max(600) })
const html = 'text/html; charset=utf-8'

export const preferencePage = defineEndpoint({
  id: 'preferencePage',
  method: 'GET',
  path: '/t/p/:token',
  permission: 'public',
  summary: 'Page on which a customer chooses channels, topics, pace and a pause; a GET changes nothing',
  params: token,
  response: z.string(),
  responseType: html,
  ratePerMinute: 60,
})

/** A form: what is not ticked is not sent. */
export const savePreferences = defineEndpoint({
  id: 'savePreferences',
  method: 'POST',
  path: '/t/p/:token',
  permission: 'public',
  bodyType: 'form',
  summary: 'What the customer chose: marketing by each channel and topic that was shown, the pace, a pause',
  params: token,
  body: z
    .object({
      shown: z.string().max(200).default('').describe('Channels the page showed, separated by commas'),
      topics: z.string().max(1_000).default('').describe('Topics the page showed, separated by commas'),
      pace: z.enum(contactPaces).default('any'),
      pause: z.enum(['keep', 'none', '30', '90', '180']).default('keep').describe('Days, or as it is'),
      email: z.literal('on').optional(),
      sms: z.literal('on').optional(),
      phone: z.literal('on').optional(),
      wechat: z.literal('on').optional(),
      wecom: z.literal('on').optional(),
      push: z.literal('on').optional(),
      post: z.literal('on').optional(),
    })
    .catchall(z.string().max(20))
    .describe('`topic_<id>` is `on` for each topic that is ticked'),
  response: z.string(),
  responseType: html,
  ratePerMinute: 30,
})

const wish = z.object({
  pace: z
    .enum(contactPaces)
    .describe('At most one marketing message a week, or in thirty days; any: no limit'),
  pausedUntil: instant.nullable().describe('No marketing message before; null: no pause'),
})
const topic = z.object({ id: z.uuid(), name: localized, wants: z.boolean() })
const shownWish = wish.extend({ topics: z.array(topic).describe('Every topic that is offered') })
const ofCustomer = {
  path: '/api/workspaces/:workspace/customers/:id/contact-wishes',
  params: workspaceParams.extend({ id: customerId }),
} as const

export const getContactWishes = defineEndpoint({
  id: 'getContactWishes',
  ...ofCustomer,
  method: 'GET',
  permission: 'customers.read',
  summary: 'How often a customer wants to hear of us, of what, and until when not at all',
  response: shownWish,
})

export const setContactWishes = defineEndpoint({
  id: 'setContactWishes',
  ...ofCustomer,
  method: 'PUT',
  permission: 'consents.edit',
  summary: 'Writes down what a customer told a member of staff; holds before the next message; audited',
  body: wish.extend({
    topics: z
      .array(topic.pick({ id: true, wants: true }))
      .max(mostTopics)
      .default([])
      .describe('Those that are named; the others stay as they are'),
  }),
  response: shownWish,
})

const name = z
  .object({ en: z.string().trim().max(40), 'zh-CN': z.string().trim().max(20) })
  .refine((words) => words.en !== '' || words['zh-CN'] !== '', 'it needs a name in one language at least')
const ofWorkspace = {
  path: '/api/workspaces/:workspace/contact-topics',
  params: workspaceParams,
} as const
const topicList = z.object({
  items: z.array(
    z.object({ id: z.uuid(), name: localized, refusedBy: z.int().describe('Customers who do not want it') }),
  ),
})

export const listContactTopics = defineEndpoint({
  id: 'listContactTopics',
  ...ofWorkspace,
  method: 'GET',
  permission: 'workspace.read',
  summary: 'What marketing can be about, as customers may choose it',
  response: topicList,
})

export const setContactTopics = defineEndpoint({
  id: 'setContactTopics',
  ...ofWorkspace,
  method: 'PUT',
  permission: 'settings.manage',
  summary: 'Makes these the topics customers may choose, in this order; audited',
  body: z.object({
    items: z
      .array(z.object({ id: z.uuid().optional().describe('Absent: a new one'), name }))
      .max(mostTopics)
      .refine(
        (items) => new Set(items.map(({ id }, at) => id ?? at)).size === items.length,
        'a topic stands twice',
      ),
  }),
  response: topicList,
})
