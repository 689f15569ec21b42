import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Outcome, Sender } from '../../../src/interaction/channels/channel.ts'
import { channels } from '../../../src/interaction/channels/index.ts'
import { smtpAddress } from '../../../src/interaction/channels/smtp/address.ts'
import { reasonCodes } from '../../../src/interaction/delivery/reasons.ts'
import { type SinkBehaviour, startSmtpSink } from '../../support/smtp-sink.ts'
import { channelTools } from '../support/channel-tools.ts'

/** What a channel brings to be tested against a counterpart that behaves as told. */
interface Counterpart {
  settings: Record<string, unknown>
  taken(): number
  close(): Promise<void>
}
interface ChannelTrial {
  counterpart(behaviour: SinkBehaviour | 'absent'): Promise<Counterpart>
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
}

describe.each(Object.entries(channels))('channel %s keeps to the port', (id, channel) => {
  const trial = trials[id as keyof typeof channels]
  const opened: { close(): Promise<void> }[] = []
  afterEach(async () => {
    for (const each of opened.splice(0).reverse()) await each.close()
  })
  async function attempt(
    behaviour: SinkBehaviour | 'absent',
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
})
