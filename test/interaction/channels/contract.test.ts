import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { consentChannels } from '../../../src/customer/consent/purposes.ts'
import type { AnyChannel, Outcome, Sender } from '../../../src/interaction/channels/channel.ts'
import { channels } from '../../../src/interaction/channels/index.ts'
import { newVapidKeys } from '../../../src/interaction/channels/push/vapid.ts'
import { smtpAddress } from '../../../src/interaction/channels/smtp/address.ts'
import { newSecret } from '../../../src/interaction/channels/webhook/sign.ts'
import { reasonCodes } from '../../../src/interaction/delivery/reasons.ts'
import { en } from '../../../web/src/i18n/en/index.ts'
import { zhCN as zh } from '../../../web/src/i18n/zh-CN/index.ts'
import { type Answer, startHttpSink, type Taken } from '../../support/http-sink.ts'
import { startSmppSink } from '../../support/smpp-sink.ts'
import { type SinkBehaviour, startSmtpSink } from '../../support/smtp-sink.ts'
import { channelTools } from '../support/channel-tools.ts'
import { openidOf, wecomOf } from '../support/outbox.ts'
import { pushAddress, startPushService } from '../support/push-service.ts'
import { startWechatStandIn } from '../support/wechat-stand-in.ts'
import { startWecomStandIn } from '../support/wecom-stand-in.ts'

/** What a channel brings to be tested against a counterpart that behaves as told. */
interface Counterpart {
  settings: Record<string, unknown>
  taken(): number
  /** Where the address itself names the counterpart. */
  address?: string
  close(): Promise<void>
}
/** What counterparts of all channels can do. */
type Behaviour = Extract<
  SinkBehaviour,
  'accept' | 'refuse' | 'defer' | 'refuse-recipient' | 'drop-after-data'
>
interface ChannelTrial {
  counterpart(behaviour: Behaviour | 'absent'): Promise<Counterpart>
  content: Record<string, unknown>
  address: string
  badAddresses: string[]
  /** Marks one delivery: must be in what the counterpart gets, the same at every attempt. */
}

const trials: Record<keyof typeof channels, ChannelTrial> = {
  email: {
    counterpart: async (behaviour) => {
      const sink = await startSmtpSink({ behaviour: () => (behaviour === 'absent' ? 'accept' : behaviour) })
      if (behaviour === 'absent') await sink.close()
      return {
        settings: { ...smtpAddress(sink.url), timeoutMs: 1_500 },
        taken: () => sink.copies.size,
        close: () => (behaviour === 'absent' ? Promise.resolve() : sink.close()),
      }
    },
    content: {
      from: 'Shop <shop@x.example>',
      subject: 'Hello',
      html: '<p>Hello</p>',
      text: 'Hello',
      unsubscribeUrl: null,
      campaignId: null,
      workspaceId: 1,
      date: new Date('2026-11-21T04:00:00Z'),
    },
    address: 'li@x.example',
    badAddresses: [
      '',
      'li',
      'li@x',
      'a b@x.example',
      'li@x.example, wang@x.example',
      'li@x.example\nrcpt to:<b@x.example>',
    ],
  },
  sms: {
    counterpart: async (behaviour) => {
      const sink = await startSmppSink({ behaviour: () => (behaviour === 'absent' ? 'accept' : behaviour) })
      if (behaviour === 'absent') await sink.close()
      return {
        settings: { host: '127.0.0.1', port: sink.port, systemId: 'shop', timeoutMs: 1_500 },
        taken: () => sink.copies.size,
        close: () => (behaviour === 'absent' ? Promise.resolve() : sink.close()),
      }
    },
    content: { text: '【量体】您好' },
    address: '+8613800138000',
    badAddresses: [
      '',
      '13800138000',
      '+86',
      '+86138001380001234',
      '+8613800138000,+8613800138001',
      '+86 138',
    ],
  },
  push: {
    counterpart: async (behaviour) => {
      const statuses = { refuse: 400, 'refuse-recipient': 410, defer: 503 } as Record<string, number>
      const status = statuses[behaviour]
      const service = await startPushService(() => {
        if (status !== undefined) return { status }
        return behaviour === 'drop-after-data' ? 'drop' : null
      })
      if (behaviour === 'absent') await service.close()
      return {
        settings: {
          ...{ contact: 'push@x.example', services: '127.0.0.1', timeoutMs: 1_500 },
          ...newVapidKeys(),
        },
        // A repeat carries the same tag, by which the browser replaces what it shows.
        taken: () => new Set(service.got.map(({ message }) => message.tag)).size,
        address: pushAddress(service.url, 1),
        close: () => (behaviour === 'absent' ? Promise.resolve() : service.close()),
      }
    },
    content: {
      ...{ title: '新品', message: '您好', link: '', picture: '', buttons: [] },
      ...{ urgency: 'normal', keptSeconds: 60, topic: '' },
    },
    address: pushAddress('https://fcm.googleapis.com', 1),
    badAddresses: [
      '',
      'https://fcm.googleapis.com/a',
      'http://fcm.googleapis.com/a b c',
      `${pushAddress('https://fcm.googleapis.com', 1)} more`,
      pushAddress('ftp://fcm.googleapis.com', 1),
    ],
  },
  wechat: {
    counterpart: async (behaviour) => {
      const says = { refuse: 47003, 'refuse-recipient': 40003, defer: -1 } as Record<string, number>
      const code = says[behaviour]
      const standIn = await startWechatStandIn({
        ...(code === undefined ? {} : { says: code }),
        ...(behaviour === 'drop-after-data' ? { breaks: 'after-message' as const } : {}),
      })
      if (behaviour === 'absent') await standIn.close()
      return {
        settings: { appId: 'wx-1', appSecret: 's-1', baseUrl: standIn.url, timeoutMs: 1_500 },
        taken: () => standIn.got.length,
        close: () => (behaviour === 'absent' ? Promise.resolve() : standIn.close()),
      }
    },
    content: { kind: 'template', template: 'tpl-1', data: { thing1: '您好' }, link: '', message: '' },
    address: openidOf(1),
    badAddresses: [
      '',
      'short',
      'o 123456789012345678901234567',
      `${'o'.repeat(65)}`,
      'o12345678901234567890\n123',
    ],
  },
  wecom: {
    counterpart: async (behaviour) => {
      const says = { refuse: 40058, 'refuse-recipient': 40096, defer: -1 } as Record<string, number>
      const code = says[behaviour]
      const standIn = await startWecomStandIn({
        ...(code === undefined ? {} : { says: code }),
        ...(behaviour === 'drop-after-data' ? { breaks: () => 'after' as const } : {}),
      })
      if (behaviour === 'absent') await standIn.close()
      return {
        settings: { corpId: 'ww-1', corpSecret: 's-1', baseUrl: standIn.url, timeoutMs: 1_500 },
        // The platform takes no mark of ours: what a repeat is known by is that it says the same to the same.
        taken: () => new Set(standIn.handed.map(({ payload }) => JSON.stringify(payload))).size,
        close: () => (behaviour === 'absent' ? Promise.resolve() : standIn.close()),
      }
    },
    content: { words: '您好', cardTitle: '', cardWords: '', cardLink: '', cardPicture: '' },
    address: wecomOf(1),
    badAddresses: [
      '',
      'short',
      'wm 123456789012345678901234567',
      `${'w'.repeat(65)}`,
      'wm1234567890123456789\n1',
    ],
  },
  webhook: {
    counterpart: (behaviour) =>
      httpCounterpart(
        behaviour,
        (url) => ({ url: `${url}/hook`, secret: newSecret() }),
        ({ headers }) => headers['webhook-id'] ?? '',
        {
          accept: { status: 200 },
          refuse: { status: 400 },
          'refuse-recipient': { status: 422 },
          defer: { status: 503 },
        },
      ),
    content: {
      type: 'campaign.message',
      timestamp: '2026-11-21T04:00:00.000Z',
      campaignId: '0197aaaa-0000-7000-8000-00000000000c',
      customerId: '42',
      message: { title: 'Hello' },
    },
    address: 'C-1001',
    badAddresses: ['', '  ', 'a\nb', 'x'.repeat(201), 'a\u2028b'],
  },
}

/** How a server of HTTP behaves, by what it answers; some say it by a status, some by a word. */
async function httpCounterpart(
  behaviour: Behaviour | 'absent',
  settings: (url: string) => Record<string, unknown>,
  idOf: (taken: Taken) => string,
  answers: Record<'accept' | 'refuse' | 'refuse-recipient' | 'defer', Answer>,
): Promise<Counterpart> {
  const took = new Set<string>()
  const sink = await startHttpSink((taken) => {
    if (behaviour === 'absent') return 'drop'
    if (behaviour === 'accept' || behaviour === 'drop-after-data') took.add(idOf(taken))
    return behaviour === 'drop-after-data' ? 'drop' : answers[behaviour]
  })
  if (behaviour === 'absent') await sink.close()
  return {
    settings: { ...settings(sink.url), timeoutMs: 1_500 },
    taken: () => took.size,
    close: () => (behaviour === 'absent' ? Promise.resolve() : sink.close()),
  }
}

/** A channel with two ways out keeps to the port by either. */
const smsOverHttp: ChannelTrial = {
  ...trials.sms,
  counterpart: (behaviour) =>
    httpCounterpart(
      behaviour,
      (url) => ({
        ...{ way: 'http', gatewayUrl: `${url}/send`, body: '{"id": "{{ id }}", "text": "{{ text }}"}' },
        ...{ okPath: 'code', okValue: 'OK', codes: 'LATER = later\nNUMBER = number' },
      }),
      ({ body }) => (JSON.parse(body.toString()) as { id: string }).id,
      {
        accept: { status: 200, body: '{"code":"OK"}' },
        refuse: { status: 200, body: '{"code":"NO"}' },
        'refuse-recipient': { status: 200, body: '{"code":"NUMBER"}' },
        defer: { status: 200, body: '{"code":"LATER"}' },
      },
    ),
}
const held: [string, keyof typeof channels, ChannelTrial][] = [
  ...(Object.keys(channels) as (keyof typeof channels)[]).map(
    (id): [string, keyof typeof channels, ChannelTrial] => [id, id, trials[id]],
  ),
  ['sms over HTTP', 'sms', smsOverHttp],
]

describe.each(held)('channel %s keeps to the port', (_name, id, trial) => {
  const channel = channels[id] as unknown as AnyChannel
  const opened: { close(): Promise<void> }[] = []
  afterEach(async () => {
    for (const each of opened.splice(0).reverse()) await each.close()
  })
  async function attempt(
    behaviour: Behaviour | 'absent',
    times = 1,
  ): Promise<{ outcomes: Outcome[]; taken: number; address: string }> {
    const other = await trial.counterpart(behaviour)
    opened.push(other)
    const sender = channel.open(
      channel.settings.parse(other.settings),
      channelTools({ concurrency: 2 }),
    ) as Sender<unknown>
    opened.push(sender)
    const { address = trial.address } = other
    const outcomes: Outcome[] = []
    for (let i = 0; i < times; i++)
      outcomes.push(
        await sender.deliver({
          deliveryId: '0197aaaa-0000-7000-8000-000000000001',
          address,
          content: channel.content.parse(trial.content),
        }),
      )
    return { outcomes, taken: other.taken(), address }
  }

  it('is named by its id, describes its settings and content, and states its limits', () => {
    expect(channel.id).toBe(id)
    for (const schema of [channel.settings, channel.content]) expect(schema).toBeInstanceOf(z.ZodObject)
    expect(channel.limits.maxBytes).toBeGreaterThan(0)
    expect(channel.settings.safeParse({}).success).toBe(false)
    expect(channel.content.safeParse({}).success).toBe(false)
  })

  it('is told in both languages, with a form of fields that have words, secrets marked as such', () => {
    for (const language of ['en', 'zh-CN'] as const) {
      expect(channel.label[language]).not.toBe('')
      const words = language === 'en' ? en.channels : zh.channels
      for (const { name, type, options } of channel.form) {
        expect(Object.keys(words.fields), name).toContain(name)
        const choices = (words.options as Record<string, Record<string, string>>)[name]
        if (type === 'choice') expect(Object.keys(choices ?? {}).sort()).toEqual([...(options ?? [])].sort())
        if (/password|secret|key|token/i.test(name)) expect(type).toBe('secret')
      }
      expect(channel.creative.safeParse(channel.trial(language)).success).toBe(true)
    }
    const shape = (channel.settings as z.ZodObject).shape
    for (const { name } of channel.form) expect(Object.keys(shape)).toContain(name)
    expect(consentChannels.map(({ id: cell }) => cell)).toContain(channel.consentChannel)
  })

  it('knows an address it cannot use', () => {
    expect(channel.acceptsAddress(trial.address)).toBe(true)
    for (const bad of trial.badAddresses) expect(channel.acceptsAddress(bad), bad).toBe(false)
  })

  it('says accepted when, and only when, the counterpart confirmed', async () => {
    const { outcomes, taken } = await attempt('accept')
    expect(outcomes[0]?.kind).toBe('accepted')
    expect(taken).toBe(1)
  })

  it('marks every attempt of one delivery alike', async () => {
    const { taken } = await attempt('accept', 2)
    expect(taken).toBe(1)
  })

  it.each([
    ['refuse', false],
    ['refuse-recipient', false],
    ['defer', 'message'],
    ['absent', 'connection'],
  ] as const)(
    'classes %s as failed with retry %s, for a reason there are words for',
    async (behaviour, retry) => {
      const { outcomes, taken, address } = await attempt(behaviour)
      expect(outcomes[0]).toMatchObject({ kind: 'failed', retry })
      expect(reasonCodes()).toContain((outcomes[0] as { reason: string }).reason)
      expect(JSON.stringify(outcomes[0])).not.toContain(address)
      expect(taken).toBe(0)
    },
  )

  it('says unknown when the counterpart may have taken it', async () => {
    const { outcomes, taken } = await attempt('drop-after-data')
    expect(outcomes[0]?.kind).toBe('unknown')
    expect(taken).toBe(1)
  })
})
