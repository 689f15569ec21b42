import { z } from 'zod'
import { systemClock } from '../../../kit/clock.ts'
import { readTemplate } from '../../content/json-template.ts'
import { defineChannel, failed, type Outcome, unknown } from '../channel.ts'
import { composeTexts } from '../compose-texts.ts'
import { openHttpClient } from '../http/client.ts'
import { jsonOf, keepToken } from '../http/token.ts'
import { classifyWechat, spentToken } from './classify.ts'
import { content, creative, type WechatContent } from './content.ts'
import { stableToken } from './token.ts'

const settings = z.object({
  appId: z.string().trim().min(1).max(64),
  appSecret: z.string().max(128).default(''),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .max(200)
    .default('https://api.weixin.qq.com')
    .transform((url) => url.replace(/\/+$/, '')),
  /** What comes back is signed by it; blank where nothing comes back. */
  callbackToken: z.string().max(64).default(''),
  encodingAesKey: z
    .string()
    .regex(/^([A-Za-z0-9+/]{43})?$/, '43 characters, as the platform shows them')
    .default(''),
  /** Of the source that new followers count to. */
  writeKey: z.string().max(200).default(''),
  timeoutMs: z.int().min(100).max(60_000).default(15_000),
})

const said = z.object({
  errcode: z.number().optional(),
  msgid: z.union([z.string(), z.number()]).optional(),
})

/** What a creative says in texts: those of the form, the link, the words. */
function textsOf({ data, link, message }: z.output<typeof creative>): string[] {
  return [link, message, ...(data === '' ? [] : readTemplate(data).texts)]
}

function written(source: z.output<typeof creative>, texts: readonly string[]): WechatContent {
  const [link = '', message = '', ...rest] = texts
  const filled = source.data === '' ? {} : (readTemplate(source.data).filled(rest) as object)
  const data = Object.fromEntries(Object.entries(filled).map(([name, value]) => [name, String(value)]))
  return { kind: source.kind, template: source.template, data, link, message }
}

/** Path and payload of one message. Source: developers.weixin.qq.com, pages of the three interfaces. */
function requestOf(
  deliveryId: string,
  touser: string,
  { kind, template, data, link, message }: WechatContent,
) {
  if (kind === 'custom')
    return { path: 'custom/send', payload: { touser, msgtype: 'text', text: { content: message } } }
  const values = Object.fromEntries(Object.entries(data).map(([name, value]) => [name, { value }]))
  const form = { touser, template_id: template, data: values }
  if (kind === 'subscribe')
    return { path: 'subscribe/bizsend', payload: { ...form, ...(link === '' ? {} : { page: link }) } }
  // The platform sends one message a customer and id, for ten minutes.
  const once = { client_msg_id: deliveryId.replaceAll('-', '') }
  return { path: 'template/send', payload: { ...form, ...once, ...(link === '' ? {} : { url: link }) } }
}

/** Messages of a WeChat official account. Built from the published interface; not verified against the platform. */
export const wechat = defineChannel({
  id: 'wechat',
  label: { en: 'WeChat', 'zh-CN': '微信公众号' },
  addressType: 'openid',
  consentChannel: 'wechat',
  reach: 'wechat',
  doNotSend: 'wechat',
  proven: 'stand-in',
  settings,
  form: [
    { name: 'appId', type: 'text', required: true },
    { name: 'appSecret', type: 'secret' },
    { name: 'baseUrl', type: 'text', default: 'https://api.weixin.qq.com' },
    { name: 'callbackToken', type: 'secret' },
    { name: 'encodingAesKey', type: 'secret' },
    { name: 'writeKey', type: 'secret' },
  ],
  creative,
  trial: (language) => ({
    language,
    kind: 'custom' as const,
    message:
      language === 'en'
        ? 'This is a test of the WeChat channel. It works.'
        : '这是一条微信测试消息，收到即说明渠道已接通。',
  }),
  content,
  limits: { perSecond: null, maxBytes: 8_192 },
  acceptsAddress: (address) => /^[\w-]{20,64}$/.test(address),
  compose: (_settings, tools) => composeTexts(creative, { texts: textsOf, write: written }, tools),
  preview: (source, render) => {
    const known = creative.parse(source)
    const { data, link, message } = written(known, render(textsOf(known)))
    return known.kind === 'custom' ? { message } : { ...data, ...(link === '' ? {} : { link }) }
  },
  open: (options, tools) => {
    const http = openHttpClient(tools, options.timeoutMs)
    const tokens = keepToken(http, stableToken(options), () => performance.now())
    const send = async (path: string, payload: object, token: string) =>
      http.send({
        url: `${options.baseUrl}/cgi-bin/message/${path}?access_token=${encodeURIComponent(token)}`,
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify(payload),
      })
    const deliver = async (path: string, payload: object, spent?: string): Promise<Outcome> => {
      const found = await tokens.get(spent)
      if ('problem' in found)
        return failed(found.problem, {
          retry: 'connection',
          params: found.code === null ? {} : { reply: found.code },
        })
      const end = await send(path, payload, found.token)
      if (end.kind === 'not_sent') return failed(end.reason, { retry: 'connection' })
      if (end.kind === 'no_answer') return unknown('no_answer_after_request')
      if (end.status >= 500) return failed('wechat_busy', { retry: 'message', params: { reply: end.status } })
      const answer = said.safeParse(jsonOf(end.text)).data
      // It was not taken, so sending it again sends it once.
      if (spent === undefined && spentToken.includes(answer?.errcode ?? 0))
        return deliver(path, payload, found.token)
      return classifyWechat(answer, systemClock.now())
    }
    return {
      deliver: ({ deliveryId, address, content: message }) => {
        const { path, payload } = requestOf(deliveryId, address, message)
        return deliver(path, payload)
      },
      check: async () => {
        const found = await tokens.get()
        return 'problem' in found ? found.problem : null
      },
      close: async () => http.close(),
    }
  },
})
