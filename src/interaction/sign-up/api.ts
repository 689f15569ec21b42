import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import { localized, workspaceParams } from '../../kit/api-shapes.ts'
import { signUpSettings } from './settings.ts'

const path = '/api/workspaces/:workspace/sign-up'
const language = z.enum(['zh-CN', 'en'])
const shape = z.object({
  settings: signUpSettings,
  address: z.string().describe('Of the page'),
  topics: z.array(z.object({ id: z.uuid(), name: localized })).describe('That customers may choose'),
  lacking: z.array(language).describe('Languages without words for marketing by mail to agree to'),
  counts: z
    .object({ asked: z.int(), confirmed: z.int(), expired: z.int(), open: z.int() })
    .describe('Of those who asked within 30 days'),
})

export const getSignUp = defineEndpoint({
  id: 'getSignUp',
  method: 'GET',
  path,
  permission: 'settings.manage',
  summary: 'The page on which strangers sign up: what it says, where it is, and what came of it',
  params: workspaceParams,
  response: shape,
})
export const saveSignUp = defineEndpoint({
  id: 'saveSignUp',
  method: 'PUT',
  path,
  permission: 'settings.manage',
  summary: 'What the page says and asks, and whether it is open; audited',
  params: workspaceParams,
  body: signUpSettings,
  response: shape,
})
export const previewSignUp = defineEndpoint({
  id: 'previewSignUp',
  method: 'POST',
  path: `${path}/preview`,
  permission: 'settings.manage',
  summary: 'The page as it would look with these settings',
  params: workspaceParams,
  body: signUpSettings.extend({ language }),
  response: z.object({ html: z.string() }),
})

const html = { response: z.string(), responseType: 'text/html; charset=utf-8' } as const
const open = {
  path: '/t/signup/:slug',
  permission: 'public',
  params: z.object({ slug: z.string().min(1).max(80) }),
} as const
const asked = {
  path: '/t/su/:token',
  permission: 'public',
  params: z.object({ token: z.string().min(10).max(600) }),
} as const

export const signUpPageEndpoint = defineEndpoint({
  id: 'signUpPage',
  method: 'GET',
  ...open,
  summary: 'Page on which anybody may leave an address, where the workspace opened it',
  query: z.object({ language: language.optional() }),
  ...html,
  ratePerMinute: 60,
})
export const sendSignUp = defineEndpoint({
  id: 'sendSignUp',
  method: 'POST',
  ...open,
  bodyType: 'form',
  summary:
    'An address somebody left: one message asks them to confirm. The answer is the same whether it is known or not; a form of another site is shown once more here',
  body: z
    .object({
      email: z.string().trim().max(320).default(''),
      language: z.string().max(10).default(''),
      made: z.string().max(400).default('').describe('Of the page: when it was made, signed'),
      website: z.string().max(500).default('').describe('Not shown: only machines fill it in'),
    })
    .catchall(z.string().max(20))
    .describe('`topic_<id>` is `on` for each topic that is ticked'),
  ...html,
  ratePerMinute: 10,
})
export const signUpQuestion = defineEndpoint({
  id: 'signUpQuestion',
  method: 'GET',
  ...asked,
  summary: 'Asks whether somebody wants to be signed up; a GET changes nothing',
  ...html,
  ratePerMinute: 60,
})
export const confirmSignUpEndpoint = defineEndpoint({
  id: 'confirmSignUp',
  method: 'POST',
  ...asked,
  bodyType: 'form',
  summary: 'Somebody confirms: they exist from here on, with their consent and its proof',
  body: z.object({ confirm: z.string().max(10).optional() }),
  ...html,
  ratePerMinute: 30,
})
