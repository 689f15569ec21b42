import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import { customerId, instant, workspaceParams } from '../../kit/api-shapes.ts'
import { contactPaces } from '../../stores/ledger/schema/wishes.ts'

const token = z.object({ token: z.string().min(10).max(600) })
const html = 'text/html; charset=utf-8'

export const preferencePage = defineEndpoint({
  id: 'preferencePage',
  method: 'GET',
  path: '/t/p/:token',
  permission: 'public',
  summary: 'Page on which a customer chooses channels, pace and a pause; a GET changes nothing',
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
  summary: 'What the customer chose: marketing by each channel that was shown, the pace, a pause',
  params: token,
  body: z.object({
    shown: z.string().max(200).default('').describe('Channels the page showed, separated by commas'),
    pace: z.enum(contactPaces).default('any'),
    pause: z.enum(['keep', 'none', '30', '90', '180']).default('keep').describe('Days, or as it is'),
    email: z.literal('on').optional(),
    sms: z.literal('on').optional(),
    phone: z.literal('on').optional(),
    wechat: z.literal('on').optional(),
    post: z.literal('on').optional(),
  }),
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
const ofCustomer = {
  path: '/api/workspaces/:workspace/customers/:id/contact-wishes',
  params: workspaceParams.extend({ id: customerId }),
} as const

export const getContactWishes = defineEndpoint({
  id: 'getContactWishes',
  ...ofCustomer,
  method: 'GET',
  permission: 'customers.read',
  summary: 'How often a customer wants to hear of us, and until when not at all',
  response: wish,
})

export const setContactWishes = defineEndpoint({
  id: 'setContactWishes',
  ...ofCustomer,
  method: 'PUT',
  permission: 'consents.edit',
  summary: 'Writes down what a customer told a member of staff; holds before the next message; audited',
  body: wish,
  response: wish,
})
