import { noteTopics } from '@liangti/models'
import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import {
  cursorQuery,
  customerId,
  instant,
  pageOf,
  workspaceItemParams,
  workspaceParams,
} from '../../kit/api-shapes.ts'

const base = '/api/workspaces/:workspace/inbox'

export const conversationShape = z.object({
  id: z.string(),
  customerId: customerId.nullable().describe('Null: nobody we know wrote'),
  name: z.string().describe('Masked'),
  channel: z.string(),
  state: z.enum(['open', 'done']),
  unread: z.boolean(),
  assignee: z.object({ id: z.string(), name: z.string() }).nullable(),
  caseId: z.string().nullable().describe('The newest complaint that came of it, an open one first'),
  beginning: z.string().describe('Of the newest message'),
  lastAt: instant,
  topics: z.array(z.enum(noteTopics)).describe('What the newest letter is about, by the model'),
})
const filter = z.object({
  show: z.enum(['open', 'unread', 'mine', 'unassigned', 'done', 'all']).default('open'),
  channel: z.string().max(40).optional(),
  topic: z.enum(noteTopics).optional(),
})

export const listConversations = defineEndpoint({
  id: 'listConversations',
  method: 'GET',
  path: base,
  permission: 'messages.read',
  summary: 'What customers wrote, newest first',
  params: workspaceParams,
  query: cursorQuery.extend(filter.shape).extend({ customer: customerId.optional() }),
  response: pageOf(conversationShape),
})
export const searchConversations = defineEndpoint({
  id: 'searchConversations',
  method: 'POST',
  path: `${base}/search`,
  permission: 'messages.read',
  summary:
    'Threads by the name or address of the customer, and by words in the newest 2,000 messages that fit the filters; the newest 200 threads',
  params: workspaceParams,
  body: filter.extend({ search: z.string().trim().min(1).max(80) }),
  response: z.object({
    items: z.array(conversationShape),
    opened: z.int().describe('Messages whose words were looked into'),
    isAll: z.boolean().describe('Whether these were all that fit the filters'),
  }),
  ratePerMinute: 60,
})
export const countConversations = defineEndpoint({
  id: 'countConversations',
  method: 'GET',
  path: '/api/workspaces/:workspace/inbox-count',
  permission: 'messages.read',
  summary: 'Open threads nobody has read',
  params: workspaceParams,
  response: z.object({ unread: z.int(), mine: z.int().describe('Of these, with whoever asks') }),
})

export const conversationWithMessages = conversationShape.extend({
  answersBy: z
    .enum(['email', 'sms', 'wechat'])
    .nullable()
    .describe('Channel an answer goes out on; null: none can go out from here'),
  answersUntil: instant.nullable().describe('The channel takes answers until then; null: it has no end'),
  isClosed: z.boolean().describe('That time is over'),
  sender: z.string().nullable().describe('Masked address of somebody we do not know; null: a customer'),
  linkId: z.string().nullable().describe('Takes back by what somebody made it a customer’s'),
  messages: z.array(
    z.object({
      id: z.string(),
      direction: z.enum(['in', 'out']),
      subject: z.string().nullable(),
      text: z.string(),
      author: z.string().nullable(),
      status: z
        .enum(['planned', 'sending', 'sent', 'failed', 'unknown', 'suppressed'])
        .nullable()
        .describe('Of an answer'),
      at: instant,
    }),
  ),
})
export const getConversation = defineEndpoint({
  id: 'getConversation',
  method: 'GET',
  path: `${base}/:id`,
  permission: 'messages.read',
  summary: 'One thread, oldest first, at most the newest 200 messages',
  params: workspaceItemParams,
  response: conversationWithMessages,
})
export const changeConversation = defineEndpoint({
  id: 'changeConversation',
  method: 'PATCH',
  path: `${base}/:id`,
  permission: 'customers.edit',
  summary: 'Read, done, taken on, or linked to a customer; each can be set back',
  params: workspaceItemParams,
  body: z.object({
    state: z.enum(['open', 'done']).optional(),
    unread: z.boolean().optional(),
    mine: z.boolean().optional().describe('Takes it on, or gives it back'),
    assignTo: z.string().max(64).nullable().optional().describe('A colleague, or nobody'),
    heldBy: z
      .string()
      .max(64)
      .nullable()
      .optional()
      .describe('Who had it when this was decided: with another one now, nothing changes'),
    customerId: customerId.optional().describe('Whose thread it is, where nobody was known'),
  }),
  response: z.object({ changed: z.boolean(), linkId: z.string().nullable() }),
})
export const undoConversationLink = defineEndpoint({
  id: 'undoConversationLink',
  method: 'POST',
  path: `${base}/links/:id/undo`,
  permission: 'customers.edit',
  summary:
    'Makes letters those of nobody we know again, the ones that came since too; a prospect made for them goes as well; audited',
  params: workspaceItemParams.extend({ id: z.uuid() }),
  response: z.object({ threadId: z.string().nullable() }),
})
export const prospectOfConversation = defineEndpoint({
  id: 'prospectOfConversation',
  method: 'POST',
  path: `${base}/:id/prospect`,
  permission: 'customers.edit',
  summary:
    'Makes a prospect of an unknown sender, with the address they wrote from, and links the thread; where somebody has the address they are named and nobody is made; audited',
  params: workspaceItemParams.extend({ id: z.uuid() }),
  body: z.object({
    name: z.string().trim().max(100).default(''),
    source: z.string().trim().max(60).default(''),
  }),
  response: z.object({
    customerId: customerId.nullable(),
    threadId: z.string(),
    linkId: z.string().nullable().describe('Takes both back'),
    known: z.array(z.object({ customerId, label: z.string() })),
  }),
})
export const answerConversation = defineEndpoint({
  id: 'answerConversation',
  method: 'POST',
  path: `${base}/:id/answers`,
  permission: 'customers.edit',
  summary: 'Answers by the channel of the thread, as a service message',
  params: workspaceItemParams,
  body: z.object({
    text: z.string().trim().min(1).max(10_000),
    messageId: z.uuid().describe('Made by the caller: the same again sends nothing twice'),
  }),
  response: z.object({ messageId: z.string() }),
})
