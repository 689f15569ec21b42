import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { consentChannels } from '../../../src/customer/consent/purposes.ts'
import type { AnyChannel, Outcome, Sender } from '../../../src/interaction/channels/channel.ts'
import { channels } from '../../../src/interaction/channels/index.ts'
import { smtpAddress } from '../../../src/interaction/channels/smtp/address.ts'
import { reasonCodes } from '../../../src/interaction/delivery/reasons.ts'
import { en } from '../../../web/src/i18n/en/index.ts'
import { zhCN as zh } from '../../../web/src/i18n/zh-CN/index.ts'
import { startSmppSink } from '../../support/smpp-sink.ts'
import { type SinkBehaviour, startSmtpSink } from '../../support/smtp-sink.ts'
import { channelTools } from '../support/channel-tools.ts'

/** What a channel brings to be tested against a counterpart that behaves as told. */
interface Counterpart {
  settings: Record<string, unknown>
  taken(): number
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
}

describe.each(Object.entries(channels) as unknown as [string, AnyChannel][])(
  'channel %s keeps to the port',
  (id, channel) => {
    const trial = trials[id as keyof typeof channels]
    const opened: { close(): Promise<void> }[] = []
    afterEach(async () => {
      for (const each of opened.splice(0).reverse()) await each.close()
    })
    async function attempt(
      behaviour: Behaviour | 'absent',
      times = 1,
    ): Promise<{ outcomes: Outcome[]; taken: number }> {
      const other = await trial.counterpart(behaviour)
      opened.push(other)
      const sender = channel.open(
        channel.settings.parse(other.settings),
        channelTools({ concurrency: 2 }),
      ) as Sender<unknown>
      opened.push(sender)
      const outcomes: Outcome[] = []
      for (let i = 0; i < times; i++)
        outcomes.push(
          await sender.deliver({
            deliveryId: '0197aaaa-0000-7000-8000-000000000001',
            address: trial.address,
            content: channel.content.parse(trial.content),
          }),
        )
      return { outcomes, taken: other.taken() }
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
          if (type === 'choice')
            expect(Object.keys(choices ?? {}).sort()).toEqual([...(options ?? [])].sort())
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
        const { outcomes, taken } = await attempt(behaviour)
        expect(outcomes[0]).toMatchObject({ kind: 'failed', retry })
        expect(reasonCodes()).toContain((outcomes[0] as { reason: string }).reason)
        expect(JSON.stringify(outcomes[0])).not.toContain(trial.address)
        expect(taken).toBe(0)
      },
    )

    it('says unknown when the counterpart may have taken it', async () => {
      const { outcomes, taken } = await attempt('drop-after-data')
      expect(outcomes[0]?.kind).toBe('unknown')
      expect(taken).toBe(1)
    })
  },
)
