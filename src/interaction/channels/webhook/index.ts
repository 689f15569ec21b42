import { z } from 'zod'
import { systemClock } from '../../../kit/clock.ts'
import { languageTag } from '../../../kit/language.ts'
import { jsonTemplate, readTemplate } from '../../content/json-template.ts'
import { defineChannel, failed } from '../channel.ts'
import { composeTexts } from '../compose-texts.ts'
import { type HttpEnd, openHttpClient } from '../http/client.ts'
import { classifyWebhook } from './classify.ts'
import { newSecret, signedHeaders } from './sign.ts'

/** A secret that was replaced signs beside the new one for so long. */
export const rotationMs = 24 * 3_600_000

const settings = z.object({
  url: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .refine((text) => !/^https?:\/\/[^/?#]*@/.test(text), 'A user name or password does not belong here'),
  /** Signs what is sent; made by us and shown once. */
  secret: z.string().max(200).default(''),
  /** The one before, for receivers that have not changed yet. */
  previousSecret: z.string().max(200).default(''),
  /** Until when, ISO 8601 by the machine's clock. */
  previousUntil: z.string().max(40).default(''),
  timeoutMs: z.int().min(100).max(60_000).default(15_000),
})

const creative = z.object({
  language: languageTag,
  body: z.string().min(2).max(20_000).superRefine(jsonTemplate),
})

const content = z.object({
  type: z.literal('campaign.message'),
  timestamp: z.iso.datetime(),
  campaignId: z.string(),
  customerId: z.string(),
  message: z.record(z.string(), z.unknown()),
})

const maxBytes = 64 * 1024

/** Messages handed to a system of the company by signed webhooks (Standard Webhooks 1.0.0). */
export const webhook = defineChannel({
  id: 'webhook',
  label: { en: 'Webhook', 'zh-CN': 'Webhook' },
  addressType: 'account',
  // Another system does the writing then: who refused mail is not handed to it either.
  consentChannel: 'email',
  doNotSend: 'email',
  // Customer numbers are no contact details, so the warehouse does not know who lacks one.
  reach: null,
  proven: 'server',
  settings,
  form: [{ name: 'url', type: 'text', required: true }],
  generated: {
    secret: 'secret',
    make: (before, now) => ({
      secret: newSecret(),
      previousSecret: before.secret ?? '',
      previousUntil: before.secret ? new Date(now.getTime() + rotationMs).toISOString() : '',
    }),
    names: ['secret', 'previousSecret', 'previousUntil'],
  },
  creative,
  trial: (language) => ({
    language,
    body: JSON.stringify({ test: true, from: '{{ brand.name }}' }),
  }),
  content,
  limits: { perSecond: null, maxBytes },
  acceptsAddress: (address) => /^[^\p{Cc}\p{Zl}\p{Zp}]{1,200}$/u.test(address) && address.trim() !== '',
  compose: (_settings, tools) =>
    composeTexts(
      creative,
      {
        texts: ({ body }) => readTemplate(body).texts,
        write: ({ body }, texts, { delivery, at }): z.output<typeof content> => ({
          type: 'campaign.message',
          timestamp: at.toISOString(),
          campaignId: delivery.campaignId,
          customerId: String(delivery.personKey),
          message: readTemplate(body).filled(texts) as Record<string, unknown>,
        }),
      },
      tools,
    ),
  preview: (source, render) => {
    const { body } = creative.parse(source)
    const template = readTemplate(body)
    return { body: JSON.stringify(template.filled(render(template.texts)), null, 2) }
  },
  open: (options, tools) => {
    const http = openHttpClient(tools, options.timeoutMs)
    const post = (id: string, body: string): Promise<HttpEnd> => {
      const now = systemClock.now()
      const signed = { id, body, timestamp: Math.floor(now.getTime() / 1_000) }
      return http.send({
        url: options.url,
        method: 'POST',
        headers: { 'content-type': 'application/json', ...signedHeaders(secretsAt(options, now), signed) },
        body,
      })
    }
    return {
      deliver: async ({ deliveryId, address, content: { type, timestamp, ...data } }) => {
        if (options.secret === '') return failed('webhook_unsigned', { retry: 'connection' })
        const body = JSON.stringify({ type, timestamp, data: { deliveryId, account: address, ...data } })
        if (Buffer.byteLength(body) > maxBytes) return failed('message_too_large_http', { retry: false })
        const outcome = classifyWebhook(await post(deliveryId, body), systemClock.now())
        if (outcome.kind === 'failed' && outcome.reason === 'webhook_gone')
          await tools.stopChannel('webhook_gone')
        return outcome
      },
      check: async () => {
        if (options.secret === '') return 'webhook_unsigned'
        const end = await http.send({ url: options.url, method: 'HEAD', headers: {} })
        if (end.kind === 'no_answer') return 'provider_silent'
        if (end.kind === 'not_sent') return end.reason
        if (end.status === 410) return 'webhook_gone'
        return end.status >= 500 ? 'webhook_later' : null
      },
      close: async () => http.close(),
    }
  },
})

function secretsAt(
  { secret, previousSecret, previousUntil }: z.output<typeof settings>,
  now: Date,
): string[] {
  const isInUse = previousSecret !== '' && Date.parse(previousUntil) > now.getTime()
  return isInUse ? [secret, previousSecret] : [secret]
}
