import { z } from 'zod'
import { defineEndpoint } from '../../../../kit/api.ts'

const writeKey = z.string().min(1).max(200)
const script = { response: z.string(), responseType: 'text/javascript; charset=utf-8' } as const

export const pushKey = defineEndpoint({
  id: 'pushKey',
  method: 'GET',
  path: '/v1/push/key',
  permission: 'public',
  summary: 'Key that browsers subscribe under (applicationServerKey); any page may ask',
  query: z.object({ key: writeKey.describe('Write key of the source the site sends to') }),
  response: z.object({ publicKey: z.string() }),
  ratePerMinute: 600,
})

/** A form, so that browsers send it from any page without asking first. */
export const forgetPush = defineEndpoint({
  id: 'forgetPush',
  method: 'POST',
  path: '/v1/push/forget',
  permission: 'public',
  bodyType: 'form',
  summary: 'The browser unsubscribed: its subscription is forgotten at once',
  body: z.object({
    key: writeKey,
    subscription: z.string().max(2_000).describe('JSON of the PushSubscription'),
  }),
  response: z.object({ forgotten: z.boolean() }),
  ratePerMinute: 600,
})

export const pushScript = defineEndpoint({
  id: 'pushScript',
  method: 'GET',
  path: '/push/liangti-push.js',
  permission: 'public',
  summary:
    'Script for the company’s site: asks for permission, subscribes, tells us, and keeps it up to date',
  ...script,
})

export const pushWorker = defineEndpoint({
  id: 'pushWorker',
  method: 'GET',
  path: '/push/liangti-push-worker.js',
  permission: 'public',
  summary: 'Service worker that shows notifications; the site’s own file imports it',
  ...script,
})

export const pushTryScript = defineEndpoint({
  id: 'pushTryScript',
  method: 'GET',
  path: '/push/try.js',
  permission: 'public',
  summary: 'Script of the page on which notifications are tried',
  ...script,
})

export const pushTryPage = defineEndpoint({
  id: 'pushTryPage',
  method: 'GET',
  path: '/push/try/:key',
  permission: 'public',
  summary: 'Page on which notifications are tried before the company’s own site has them',
  params: z.object({ key: writeKey }),
  response: z.string(),
  responseType: 'text/html; charset=utf-8',
  ratePerMinute: 60,
})
