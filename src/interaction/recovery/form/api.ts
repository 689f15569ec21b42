import { z } from 'zod'
import { defineEndpoint } from '../../../kit/api.ts'

const html = { response: z.string(), responseType: 'text/html; charset=utf-8' } as const
const words = z.string().trim().max(4_000).default('')
const open = {
  path: '/t/complaint/:slug',
  permission: 'public',
  params: z.object({ slug: z.string().min(1).max(80) }),
} as const
const known = {
  path: '/t/k/:token',
  permission: 'public',
  params: z.object({ token: z.string().min(10).max(600) }),
} as const
const confirm = { ...known, path: '/t/kc/:token' } as const

export const complaintPage = defineEndpoint({
  id: 'complaintPage',
  method: 'GET',
  ...open,
  summary: 'Page on which anybody can complain, where the workspace opened it',
  ...html,
  ratePerMinute: 60,
})
export const sendComplaint = defineEndpoint({
  id: 'sendComplaint',
  method: 'POST',
  ...open,
  bodyType: 'form',
  summary:
    'What somebody complains of. It stands in the inbox as of nobody; whoever carries the mail address is asked there to confirm it',
  body: z.object({
    words,
    contact: z.string().trim().max(320).default(''),
    website: z.string().max(500).default('').describe('Not shown: only machines fill it in'),
  }),
  ...html,
  ratePerMinute: 10,
})

export const knownComplaintPage = defineEndpoint({
  id: 'knownComplaintPage',
  method: 'GET',
  ...known,
  summary: 'The same page behind the link of a message: it knows who writes',
  ...html,
  ratePerMinute: 60,
})
export const sendKnownComplaint = defineEndpoint({
  id: 'sendKnownComplaint',
  method: 'POST',
  ...known,
  bodyType: 'form',
  summary: 'What the customer complains of: a case at once, the same words once',
  body: z.object({ words }),
  ...html,
  ratePerMinute: 10,
})

export const confirmComplaintPage = defineEndpoint({
  id: 'confirmComplaintPage',
  method: 'GET',
  ...confirm,
  summary: 'Asks whether a complaint is the customer’s own; a GET changes nothing',
  ...html,
  ratePerMinute: 60,
})
export const confirmComplaint = defineEndpoint({
  id: 'confirmComplaint',
  method: 'POST',
  ...confirm,
  bodyType: 'form',
  summary: 'The customer says it is theirs: the thread becomes theirs and its case is opened',
  body: z.object({}),
  ...html,
  ratePerMinute: 30,
})
