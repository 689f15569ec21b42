import { createECDH, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { subscriptionOf } from '../../../customer/index.ts'
import { systemClock } from '../../../kit/clock.ts'
import { type ChannelMessage, type ChannelTools, defineChannel, failed, type Outcome } from '../channel.ts'
import { composeTexts } from '../compose-texts.ts'
import { type HttpClient, openHttpClient, unanswered } from '../http/client.ts'
import { classifyPush } from './classify.ts'
import { content, creative, type PushContent, payloadOf, textsOf, written } from './content.ts'
import { encrypt, mostBodyBytes, mostPlainBytes } from './encrypt.ts'
import { addressesToAsk, isPushService, servicesOf } from './services.ts'
import { newVapidKeys, vapidSigner } from './vapid.ts'

const settings = z.object({
  /** Where a push service may reach whoever sends. */
  contact: z
    .string()
    .trim()
    .max(200)
    .regex(
      /^(mailto:)?[^\s@:/]+@[^\s@]+\.[^\s@]+$|^https:\/\/\S+$/,
      'An e-mail address, or a page with https://',
    )
    .transform((text) => (/^(mailto|https):/.test(text) ? text : `mailto:${text}`)),
  /** Push services besides those of the browsers, one a line. */
  services: z.string().max(2_000).default(''),
  vapidPublic: z.string().max(100).default(''),
  vapidPrivate: z.string().max(100).default(''),
  timeoutMs: z.int().min(100).max(60_000).default(15_000),
})
type Settings = z.output<typeof settings>

/** Notifications of browsers (Web Push), encrypted for each; the push service of the browser carries them. */
export const push = defineChannel({
  id: 'push',
  label: { en: 'Browser notification', 'zh-CN': '浏览器推送' },
  addressType: 'push',
  consentChannel: 'push',
  reach: 'push',
  doNotSend: 'push',
  proven: 'server',
  settings,
  form: [
    { name: 'contact', type: 'text', required: true },
    { name: 'services', type: 'lines' },
  ],
  generated: {
    secret: 'vapidPublic',
    isPublic: true,
    make: () => ({ ...newVapidKeys() }),
    names: ['vapidPublic', 'vapidPrivate'],
  },
  creative,
  trial: (language) => ({
    language,
    title: language === 'en' ? 'A test' : '测试推送',
    words:
      language === 'en'
        ? 'This is a test of browser notifications. It works.'
        : '这是一条浏览器推送测试消息，收到即说明渠道已接通。',
  }),
  content,
  limits: { perSecond: null, maxBytes: mostBodyBytes },
  acceptsAddress: (address) => subscriptionOf(address) !== null,
  compose: (_settings, tools) =>
    composeTexts(
      creative,
      {
        texts: textsOf,
        write: (made, texts, { plan }) => {
          const message = written(made, texts)
          // Browsers put the site's address where a title is blank, which says nobody's name.
          return { ...message, title: message.title || plan.variables.brand.name }
        },
      },
      tools,
    ),
  preview: (source, render) => {
    const made = creative.parse(source)
    const { buttons, title, message, link, picture } = written(made, render(textsOf(made)))
    const named = buttons.flatMap(({ title: words, link: to }, i) => [
      [`button${i + 1}`, words],
      [`button${i + 1}Link`, to],
    ])
    return { title, words: message, link, picture, ...(Object.fromEntries(named) as Record<string, string>) }
  },
  open: openPush,
})

/** A service that answered so lately is there, so that another one's silence is not ours. */
const answeredLatelyMs = 60_000

function openPush(options: Settings, tools: ChannelTools) {
  const http = openHttpClient(tools, options.timeoutMs)
  const others = servicesOf(options.services)
  const hasKeys = options.vapidPublic !== '' && options.vapidPrivate !== ''
  const authorise = hasKeys ? vapidSigner(options, options.contact) : null
  const answeredAt = new Map<string, number>()
  const deliver = async (deliveryId: string, address: string, message: PushContent): Promise<Outcome> => {
    if (!authorise) return failed('push_no_keys', { retry: 'connection' })
    const to = subscriptionOf(address)
    if (!to) return failed('address_unusable', { retry: false })
    if (!isPushService(to.endpoint, others)) return failed('push_service', { retry: false })
    const plain = Buffer.from(JSON.stringify(payloadOf(message, message.topic || deliveryId)))
    if (plain.length > mostPlainBytes) return failed('push_too_large', { retry: false })
    const body = sealed(plain, to)
    if (!body) return failed('push_unsealed', { retry: false })
    const { origin } = new URL(to.endpoint)
    const now = systemClock.now()
    const end = await http.send({
      url: to.endpoint,
      method: 'POST',
      headers: {
        ...{ 'content-type': 'application/octet-stream', 'content-encoding': 'aes128gcm' },
        ...{ ttl: String(message.keptSeconds), urgency: message.urgency },
        ...(message.topic === '' ? {} : { topic: message.topic }),
        authorization: authorise(origin, now),
      },
      body,
    })
    if (end.kind === 'answered') {
      answeredAt.set(origin, performance.now())
      const outcome = classifyPush(end, now)
      if (isGone(outcome))
        await tools.inbound?.gone({ workspaceId: tools.workspaceId, channel: 'push', address })
      return outcome
    }
    return end.kind === 'not_sent' && othersAnswer(answeredAt, origin)
      ? failed(end.reason, { retry: 'message' })
      : unanswered(end)
  }
  return {
    deliver: ({ deliveryId, address, content: message }: ChannelMessage<PushContent>) =>
      deliver(deliveryId, address, message),
    check: async () => (hasKeys ? firstAnswer(http, addressesToAsk(others)) : 'push_no_keys'),
    close: async () => http.close(),
  }
}

const isGone = (outcome: Outcome) => outcome.kind === 'failed' && outcome.reason === 'push_gone'

/** One key pair and salt for each message. @returns null where the browser's key is no point of the curve */
function sealed(plain: Buffer, to: { p256dh: Buffer; auth: Buffer }): Buffer | null {
  const once = createECDH('prime256v1')
  once.generateKeys()
  try {
    return encrypt(plain, to, { salt: randomBytes(16), privateKey: once.getPrivateKey() })
  } catch {
    return null
  }
}

/** Browsers of one maker may be out of reach (Chrome's service is, from some countries) while others are not. */
function othersAnswer(answeredAt: ReadonlyMap<string, number>, origin: string): boolean {
  const since = performance.now() - answeredLatelyMs
  return [...answeredAt].some(([other, at]) => other !== origin && at > since)
}

/** Whether any service answers at all. @returns null, else why the last one could not be asked */
async function firstAnswer(http: HttpClient, addresses: readonly string[]): Promise<string | null> {
  const ends = await Promise.all(addresses.map((url) => http.send({ url, method: 'HEAD', headers: {} })))
  return ends.some(({ kind }) => kind === 'answered') ? null : 'provider_unreachable'
}
