import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { afterEach, describe, expect, it } from 'vitest'
import { createGuard } from '../../../../src/customer/index.ts'
import type { Outcome } from '../../../../src/interaction/channels/channel.ts'
import { webhook } from '../../../../src/interaction/channels/webhook/index.ts'
import { newSecret, signedHeaders } from '../../../../src/interaction/channels/webhook/sign.ts'
import { readTemplate } from '../../../../src/interaction/content/json-template.ts'
import { type Answer, type HttpSink, startHttpSink, type Taken } from '../../../support/http-sink.ts'
import { channelTools } from '../../support/channel-tools.ts'

const id = '0197aaaa-0000-7000-8000-000000000001'
const secret = newSecret()
const content = {
  type: 'campaign.message' as const,
  timestamp: '2026-11-21T04:00:00.000Z',
  campaignId: '0197aaaa-0000-7000-8000-00000000000c',
  customerId: '42',
  message: { title: '您好' },
}
const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close()
})

async function posted(
  answer: (taken: Taken) => Answer | 'drop' | Promise<Answer | 'drop'>,
  more: { settings?: object; tools?: Parameters<typeof channelTools>[0]; path?: string } = {},
): Promise<{ outcome: Outcome; sink: HttpSink }> {
  const sink = await startHttpSink(answer)
  const sender = webhook.open(
    webhook.settings.parse({
      url: `${sink.url}${more.path ?? '/hook'}`,
      secret,
      timeoutMs: 1_000,
      ...more.settings,
    }),
    channelTools(more.tools),
  )
  opened.push(sink, sender)
  return { sink, outcome: await sender.deliver({ deliveryId: id, address: 'C-1001', content }) }
}

describe('the signature', () => {
  it('is that of the specification’s example', () => {
    // Standard Webhooks, test vector of its reference libraries.
    const headers = signedHeaders(['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestamp: 1_614_265_330,
      body: '{"test": 2432232314}',
    })
    expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
  })

  it('is taken by an independent verifier, for any body and any secret of ours', () => {
    const now = Math.floor(Date.now() / 1_000)
    fc.assert(
      fc.property(fc.json(), (body) => {
        const own = newSecret()
        const headers = signedHeaders([own], { id, timestamp: now, body })
        expect(new Webhook(own).verify(body, headers)).toEqual(JSON.parse(body))
        expect(() => new Webhook(own).verify(`${body} `, headers)).toThrow()
        expect(() => new Webhook(newSecret()).verify(body, headers)).toThrow()
      }),
    )
  })

  it('is by both secrets while a receiver changes to the new one, and by the new one alone afterwards', async () => {
    const previousSecret = newSecret()
    const verified = (taken: Taken | undefined, by: string) => {
      try {
        new Webhook(by).verify(taken?.body.toString() ?? '', taken?.headers as Record<string, string>)
        return true
      } catch {
        return false
      }
    }
    const at = (ms: number) => new Date(Date.now() + ms).toISOString()
    const during = await posted(() => ({ status: 200 }), {
      settings: { previousSecret, previousUntil: at(60_000) },
    })
    expect([secret, previousSecret].map((by) => verified(during.sink.taken[0], by))).toEqual([true, true])
    const after = await posted(() => ({ status: 200 }), {
      settings: { previousSecret, previousUntil: at(-1) },
    })
    expect([secret, previousSecret].map((by) => verified(after.sink.taken[0], by))).toEqual([true, false])
  })
})

describe('what is sent', () => {
  it('names the customer as the company does, and is marked by the delivery', async () => {
    const { sink, outcome } = await posted(() => ({ status: 202 }))
    expect(outcome).toEqual({ kind: 'accepted', providerId: null })
    const [taken] = sink.taken
    expect(taken?.headers['webhook-id']).toBe(id)
    expect(taken?.headers['content-type']).toBe('application/json')
    expect(JSON.parse(taken?.body.toString() ?? '')).toEqual({
      type: 'campaign.message',
      timestamp: content.timestamp,
      data: {
        deliveryId: id,
        account: 'C-1001',
        campaignId: content.campaignId,
        customerId: '42',
        message: { title: '您好' },
      },
    })
  })

  it('does not begin without a secret', async () => {
    const { sink, outcome } = await posted(() => ({ status: 200 }), { settings: { secret: '' } })
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'webhook_unsigned', retry: 'connection' })
    expect(sink.taken).toEqual([])
  })
})

describe('the answer', () => {
  it.each([
    [200, { kind: 'accepted' }],
    [204, { kind: 'accepted' }],
    [400, { reason: 'webhook_refused', retry: false }],
    [401, { reason: 'webhook_shut_out', retry: 'connection' }],
    [404, { reason: 'webhook_refused', retry: false }],
    [422, { reason: 'webhook_refused', retry: false }],
    [500, { reason: 'webhook_later', retry: 'message' }],
    [503, { reason: 'webhook_later', retry: 'message' }],
  ])('%i means %o', async (status, expected) => {
    expect((await posted(() => ({ status }))).outcome).toMatchObject(expected)
  })

  it('with Retry-After is obeyed, in seconds and as a date, an hour at the most', async () => {
    const asked = async (value: string) => {
      const { outcome } = await posted(() => ({ status: 429, headers: { 'retry-after': value } }))
      return (outcome as { afterMs?: number }).afterMs
    }
    expect(await asked('120')).toBe(120_000)
    expect(await asked(new Date(Date.now() + 90_000).toUTCString())).toBeGreaterThan(80_000)
    expect(await asked('99999999')).toBe(3_600_000)
    expect(await asked('soon')).toBeUndefined()
  })

  it('of a redirect is not followed, whoever it leads to', async () => {
    const other = await startHttpSink(() => ({ status: 200 }))
    opened.push(other)
    const { outcome } = await posted(() => ({ status: 307, headers: { location: other.url } }))
    expect(outcome).toMatchObject({ reason: 'webhook_redirects', retry: false })
    expect(other.taken).toEqual([])
  })

  it('410 stops the channel', async () => {
    const stops: string[] = []
    const { outcome } = await posted(() => ({ status: 410 }), {
      tools: { stopChannel: async (reason) => void stops.push(reason) },
    })
    expect(outcome).toMatchObject({ reason: 'webhook_gone', retry: 'connection' })
    expect(stops).toEqual(['webhook_gone'])
  })

  it('that never comes leaves it unknown', async () => {
    const { outcome, sink } = await posted(
      () => new Promise((resolve) => setTimeout(() => resolve('drop'), 1_500).unref()),
    )
    expect(outcome).toMatchObject({ kind: 'unknown', reason: 'no_answer_after_request' })
    expect(sink.taken.length).toBe(1)
  })
})

describe('where it may lead', () => {
  it.each(['http://169.254.169.254/latest', 'http://127.0.0.1:1/x', 'http://[::1]/x', 'http://10.0.0.1/'])(
    '%s is refused where the administrator named no private hosts',
    async (url) => {
      const sender = webhook.open(
        webhook.settings.parse({ url, secret, timeoutMs: 500 }),
        channelTools({ guard: createGuard([]) }),
      )
      opened.push(sender)
      const outcome = await sender.deliver({ deliveryId: id, address: 'C-1', content })
      expect(outcome).toMatchObject({ kind: 'failed', reason: 'private_address', retry: 'connection' })
    },
  )

  it.each([
    'ftp://x.example/',
    'javascript:alert(1)',
    'https://user:pass@x.example/',
    '//x',
    'file:///etc/passwd',
  ])('%s is no address of a webhook', (url) =>
    expect(webhook.settings.safeParse({ url }).success).toBe(false),
  )
})

describe('the template', () => {
  const variables = {
    brand: { name: 'Shop' },
    offer: { name: 'Ten', words: '10 % off', code: 'TEN', validDays: 14 },
    links: { main: 'https://shop.example/sale' },
  }
  const shown = (body: string, name: string) =>
    webhook.preview?.({ language: 'en', body }, (texts) =>
      texts.map((text) =>
        text.replaceAll('{{ customer.name }}', name).replaceAll('{{ offer.code }}', variables.offer.code),
      ),
    )?.body ?? ''

  it('keeps its structure whatever a name holds', () => {
    const body =
      '{"to": {"name": "{{ customer.name }}", "n": 3, "ok": true}, "list": ["{{ offer.code }}", null]}'
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(JSON.parse(shown(body, name))).toEqual({
          to: { name, n: 3, ok: true },
          list: ['TEN', null],
        })
      }),
    )
    expect(JSON.parse(shown(body, '", "admin": true, "x": "')).to).not.toHaveProperty('admin')
  })

  it.each([
    ['not json', /line 1/],
    ['{"a": {{ customer.name }} }', /quotation marks/],
    ['[1]', /no object/],
    [`{"a": ${'['.repeat(12)}${']'.repeat(12)}}`, /deeper/],
    [JSON.stringify({ a: Array.from({ length: 201 }, () => 'x') }), /more than 200/],
  ])('%s is refused, saying why', (body, words) => {
    expect(() => readTemplate(body)).toThrow(words)
    expect(webhook.creative.safeParse({ language: 'en', body }).success).toBe(false)
  })

  it('takes a name such as __proto__ as a name like others', () => {
    const filled = readTemplate('{"__proto__": {"polluted": "yes"}}').filled(['yes'])
    expect(({} as { polluted?: string }).polluted).toBeUndefined()
    expect(JSON.stringify(filled)).toBe('{"__proto__":{"polluted":"yes"}}')
  })
})
