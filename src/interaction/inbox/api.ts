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
})

export const listConversations = defineEndpoint({
  id: 'listConversations',
  method: 'GET',
  path: base,
  permission: 'messages.read',
  summary: 'What customers wrote, newest first',
  params: workspaceParams,
  query: cursorQuery.extend({
    show: z.enum(['open', 'unread', 'mine', 'done']).default('open'),
    customer: customerId.optional(),
  }),
  response: pageOf(conversationShape),
})

export const conversationWithMessages = conversationShape.extend({
  answersBy: z
    .enum(['email', 'sms', 'wechat'])
    .nullable()
    .describe('Channel an answer goes out on; null: none can go out from here'),
  answersUntil: instant.nullable().describe('The channel takes answers until then; null: it has no end'),
  isClosed: z.boolean().describe('That time is over'),
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
    customerId: customerId.optional().describe('Whose thread it is, where nobody was known'),
  }),
  response: z.object({ changed: z.boolean() }),
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
