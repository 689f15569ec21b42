import { z } from 'zod'
import { defineChannel } from '../channel.ts'
import { openHttpClient } from '../http/client.ts'
import { openCalls } from './calls.ts'
import { assertForMany, composed, content, creative, textsOf, written } from './content.ts'
import { adviserTasks, deliverOne } from './tasks.ts'

const settings = z.object({
  corpId: z.string().trim().min(1).max(64),
  corpSecret: z.string().max(128).default(''),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .max(200)
    .default('https://qyapi.weixin.qq.com')
    .transform((url) => url.replace(/\/+$/, '')),
  /** How long an adviser has to confirm. */
  confirmDays: z.coerce.number().int().min(1).max(30).default(7),
  timeoutMs: z.int().min(100).max(60_000).default(15_000),
})

/**
 * WeCom (企业微信): one message to many customers, which each adviser sends by a touch of their own. Built from the
 * published interface; not verified against the platform.
 */
export const wecom = defineChannel({
  id: 'wecom',
  label: { en: 'WeCom', 'zh-CN': '企业微信' },
  addressType: 'wecom',
  consentChannel: 'wecom',
  reach: 'wecom',
  doNotSend: 'wecom',
  proven: 'stand-in',
  settings,
  form: [
    { name: 'corpId', type: 'text', required: true },
    { name: 'corpSecret', type: 'secret' },
    { name: 'confirmDays', type: 'number', default: 7 },
    { name: 'baseUrl', type: 'text', default: 'https://qyapi.weixin.qq.com' },
  ],
  creative,
  trial: (language) => ({
    language,
    words:
      language === 'en'
        ? 'This is a test of the WeCom channel. It works.'
        : '这是一条企业微信测试消息，收到即说明渠道已接通。',
  }),
  content,
  limits: { perSecond: null, maxBytes: 12_288 },
  acceptsAddress: (address) => /^[\w-]{20,64}$/.test(address),
  compose: () => async (draft) => composed(draft.plan.source, draft.plan.variables),
  preview: (source, render) => {
    assertForMany(source)
    const parts = written(render(textsOf(creative.parse(source))))
    return Object.fromEntries(Object.entries(parts).filter(([, text]) => text !== ''))
  },
  open: (options, tools) => {
    const http = openHttpClient(tools, options.timeoutMs)
    const calls = openCalls(http, options)
    const confirmed = adviserTasks(calls, options.confirmDays)
    return {
      deliver: ({ address, content: message }) => deliverOne(confirmed, address, message),
      confirmed,
      check: async () => {
        const found = await calls.tokens.get()
        return 'problem' in found ? found.problem : null
      },
      close: async () => http.close(),
    }
  },
})
