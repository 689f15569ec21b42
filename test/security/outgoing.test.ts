import { createECDH } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createGuard, readSubscription } from '../../src/customer/index.ts'
import type { SourceContext } from '../../src/customer/sources/define-source.ts'
import { noInbox } from '../../src/customer/sources/deps.ts'
import { sourceKinds } from '../../src/customer/sources/kinds/index.ts'
import { createHttp } from '../../src/customer/sources/network/http.ts'
import type { AnyChannel } from '../../src/interaction/channels/channel.ts'
import { channels } from '../../src/interaction/channels/index.ts'
import { composeMime } from '../../src/interaction/channels/smtp/mime.ts'
import { newSecret } from '../../src/interaction/channels/webhook/sign.ts'
import { assertEncrypted, leadsToTheSame, webAddresses } from '../../src/interaction/connections/leads.ts'
import { previewMessage } from '../../src/interaction/connections/preview-message.ts'
import { previewEmail } from '../../src/interaction/content/preview.ts'
import { packageRoot } from '../../src/kit/paths.ts'
import { channelTools } from '../interaction/support/channel-tools.ts'
import { filesUnder } from './traces.ts'

/** Somebody within the network who listens: nobody outside may make us knock there. */
let inside: Server
let port: number
let knocks = 0
beforeAll(async () => {
  inside = createServer((socket) => {
    knocks += 1
    socket.on('error', () => {})
    socket.destroy()
  })
  await new Promise<void>((done) => inside.listen(0, '127.0.0.1', done))
  port = (inside.address() as AddressInfo).port
})
afterAll(() => new Promise<void>((done) => inside.close(() => done())))
beforeEach(() => {
  knocks = 0
})

/** The same machine and its neighbours, in every clothing that an address has. */
const hosts = [
  '127.0.0.1',
  'localhost',
  'LOCALHOST.',
  '0.0.0.0',
  '2130706433',
  '0x7f000001',
  '::1',
  '::ffff:127.0.0.1',
  '64:ff9b::7f00:1',
  '169.254.169.254',
  '100.100.100.200',
  '10.0.0.1',
  'fd00::1',
]
const urlOf = (host: string, scheme: string) =>
  `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}/x`

/** Settings that lead to a host, for every channel that has a connection: another channel is another line. */
const leadsTo: Record<Exclude<keyof typeof channels, 'push'>, (host: string) => object> = {
  email: (host) => ({ host, port, security: 'offered' }),
  sms: (host) => ({ host, port, systemId: 'shop' }),
  webhook: (host) => ({ url: urlOf(host, 'https'), secret: newSecret() }),
  wechat: (host) => ({ baseUrl: urlOf(host, 'https'), appId: 'wx1', appSecret: 's' }),
  wecom: (host) => ({ baseUrl: urlOf(host, 'https'), corpId: 'ww1', corpSecret: 's' }),
}
const alsoLeadsTo: [keyof typeof channels, (host: string) => object][] = [
  ['sms', (host) => ({ way: 'http', gatewayUrl: urlOf(host, 'https'), body: '{"a":"{{ text }}"}' })],
  ['sms', (host) => ({ way: 'http', gatewayUrl: urlOf(host, 'http'), body: '{"a":"{{ text }}"}' })],
  ['webhook', (host) => ({ url: urlOf(host, 'http'), secret: newSecret() })],
  ['wechat', (host) => ({ baseUrl: urlOf(host, 'http'), appId: 'wx1', appSecret: 's' })],
  ['wecom', (host) => ({ baseUrl: urlOf(host, 'http'), corpId: 'ww1', corpSecret: 's' })],
]
const ways = [...(Object.entries(leadsTo) as typeof alsoLeadsTo), ...alsoLeadsTo]

async function asked(id: keyof typeof channels, settings: object, allowed: readonly string[]) {
  const channel = channels[id] as unknown as AnyChannel
  const tools = channelTools({ guard: createGuard(allowed), inbound: null })
  const sender = channel.open(channel.settings.parse({ timeoutMs: 1_000, ...settings }), tools)
  try {
    return await sender.check()
  } finally {
    await sender.close()
  }
}

describe('a connection that a workspace enters', () => {
  it.each(ways)('of %s knocks nowhere within the network', async (id, settingsTo) => {
    for (const host of hosts) expect(await asked(id, settingsTo(host), []), host).toMatch(/^private_address$/)
    expect(knocks).toBe(0)
    // That somebody listens there, and the same settings would find them, is what makes the rest say something.
    await asked(id, settingsTo('127.0.0.1'), ['127.0.0.1'])
    expect(knocks).toBeGreaterThan(0)
  })

  it('of push knocks nowhere within the network, though a subscription names it and the workspace its service', async () => {
    const keys = createECDH('prime256v1')
    keys.generateKeys()
    const posted = async (host: string, allowed: readonly string[]) => {
      const endpoint = new URL(urlOf(host, 'https')).href
      const subscription = {
        endpoint,
        keys: { p256dh: keys.getPublicKey('base64url'), auth: Buffer.alloc(16, 7).toString('base64url') },
      }
      const channel = channels.push
      const settings = channel.settings.parse({
        ...{ contact: 'it@shop.example', services: new URL(endpoint).host, timeoutMs: 1_000 },
        ...channel.generated?.make({}, new Date()),
      })
      const sender = channel.open(settings, channelTools({ guard: createGuard(allowed), inbound: null }))
      const address = readSubscription(JSON.stringify(subscription)) ?? ''
      const said = { title: 'Hello', message: 'Words', link: '', picture: '', buttons: [], topic: '' }
      const content = { ...said, urgency: 'normal' as const, keptSeconds: 60 }
      try {
        return await sender.deliver({ deliveryId: '0197aaaa-0000-7000-8000-000000000001', address, content })
      } finally {
        await sender.close()
      }
    }
    for (const host of hosts)
      expect(await posted(host, []), host).toMatchObject({ kind: 'failed', reason: 'private_address' })
    expect(knocks).toBe(0)
    await posted('127.0.0.1', ['127.0.0.1'])
    expect(knocks).toBeGreaterThan(0)
  })

  it('goes by http only within a private network that the configuration allows', async () => {
    const named = (address: string) => async () => [{ address, family: 4 as const }]
    const may = (url: string, allowed: readonly string[], address: string) =>
      assertEncrypted(createGuard(allowed, named(address)), { url })
    await expect(may('http://shop.example/hook', [], '93.184.215.14')).rejects.toMatchObject({
      code: 'interaction.plainHttp',
    })
    // A public host does not become private by being named.
    await expect(may('http://shop.example/', ['shop.example'], '93.184.215.14')).rejects.toMatchObject({
      code: 'interaction.plainHttp',
    })
    await expect(may('http://crm.lan/', [], '10.0.0.7')).rejects.toMatchObject({
      code: 'source.privateAddress',
    })
    const nobody = async () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }))
    await expect(
      assertEncrypted(createGuard([], nobody), { gatewayUrl: 'http://gone.example/' }),
    ).rejects.toMatchObject({ code: 'interaction.plainHttp' })
    await may('http://crm.lan/', ['10.0.0.0/8'], '10.0.0.7')
    await may('https://shop.example/', [], '93.184.215.14')
  })

  it('that was saved before, or whose host has moved, sends nothing by http', async () => {
    const guard = createGuard([], async () => [{ address: '93.184.215.14', family: 4 }])
    for (const [id, settings] of [
      ['webhook', { url: 'http://shop.example/hook', secret: newSecret() }],
      ['sms', { way: 'http', gatewayUrl: 'http://sms.example/send', body: '{"a":"{{ text }}"}' }],
      ['wechat', { baseUrl: 'http://weixin.example', appId: 'wx1', appSecret: 's' }],
      ['wecom', { baseUrl: 'http://weixin.example', corpId: 'ww1', corpSecret: 's' }],
    ] as const) {
      const channel = channels[id] as unknown as AnyChannel
      const sender = channel.open(channel.settings.parse(settings), channelTools({ guard }))
      expect(await sender.check(), id).toBe('plain_http')
      await sender.close()
    }
  })

  it('takes no secret along to another place', () => {
    const fields = (Object.values(channels) as unknown as AnyChannel[]).flatMap(({ form }) =>
      form.map(({ name }) => name).filter((name) => /url$|^host$/i.test(name)),
    )
    expect(new Set(fields)).toEqual(new Set(['host', ...webAddresses]))
    for (const name of fields) {
      expect(leadsToTheSame({ [name]: 'https://a.example/1' }, { [name]: 'https://a.example/2' })).toBe(true)
      expect(leadsToTheSame({ [name]: 'https://a.example' }, { [name]: 'https://b.example' }), name).toBe(
        false,
      )
    }
  })
})

/** Settings of every kind of source that goes out; folders are read below one root, pushes come to us. */
const table = (host: string) => ({ host, port, database: 'd', user: 'u', tls: 'off', table: 't' })
const fetches: Record<string, ((host: string) => object)[]> = {
  folder: [],
  webhook: [],
  http: [
    (host) => ({ url: urlOf(host, 'http') }),
    (host) => ({ url: urlOf(host, 'https') }),
    (host) => ({
      url: 'https://shop.example/',
      auth: 'oauth2',
      tokenUrl: urlOf(host, 'https'),
      clientId: 'c',
    }),
  ],
  postgres: [table],
  mysql: [table],
  s3: [(host) => ({ endpoint: urlOf(host, 'http'), bucket: 'bucket', accessKeyId: 'k' })],
  wecom: [
    (host) => ({ url: urlOf(host, 'http'), corpId: 'ww1' }),
    (host) => ({ url: urlOf(host, 'https'), corpId: 'ww1' }),
  ],
}

describe('a source that a workspace enters', () => {
  const contextOf = (allowed: readonly string[]): SourceContext => {
    const guard = createGuard(allowed)
    const signal = AbortSignal.timeout(allowed.length > 0 ? 1_000 : 10_000)
    return {
      guard,
      http: createHttp(guard),
      rootDir: '/nowhere',
      signal,
      now: () => new Date(),
      inbox: noInbox,
    }
  }
  it.each(sourceKinds.map((kind) => [kind.kind, kind] as const))(
    'of the kind %s knocks nowhere within the network',
    async (id, kind) => {
      expect(fetches).toHaveProperty(id)
      const test = (settings: object, allowed: readonly string[]) => {
        const connection = {
          settings: kind.settings.parse(settings),
          secrets: kind.secrets.parse({ clientSecret: 's', secretAccessKey: 's', password: 's' }),
        }
        return kind.test(contextOf(allowed), connection)
      }
      for (const settingsTo of fetches[id] ?? []) {
        for (const host of hosts)
          await expect(test(settingsTo(host), []), host).rejects.toMatchObject({
            code: 'source.privateAddress',
          })
        expect(knocks).toBe(0)
        await expect(test(settingsTo('127.0.0.1'), ['127.0.0.1'])).rejects.toThrow()
        expect(knocks).toBeGreaterThan(0)
        knocks = 0
      }
    },
  )
})

describe('what authors write', () => {
  it('is never fetched by us, nor any file of ours read for it', async () => {
    const url = `http://127.0.0.1:${port}`
    const mjml = `<mjml lang="en"><mj-head>
      <mj-font name="Inner" href="${url}/font.css" /><mj-include path="/etc/hostname" /><mj-include path="${url}/part.mjml" />
      <mj-style>@import url("${url}/style.css"); .a { background: url("${url}/wall.png") }</mj-style>
      </mj-head><mj-body background-url="${url}/body.png"><mj-include path="/etc/passwd" type="html" />
      <mj-section background-url="${url}/section.png"><mj-column>
      <mj-image src="${url}/picture.png" alt="A picture" href="${url}/link" /><mj-carousel><mj-carousel-image src="${url}/slide.png" /></mj-carousel>
      <mj-raw><link rel="stylesheet" href="${url}/raw.css"><iframe src="${url}/frame"></iframe></mj-raw>
      <mj-text>Words <a href="${url}/text">there</a> {{ unsubscribe_url }}</mj-text></mj-column></mj-section></mj-body></mjml>`
    const campaign = {
      brand: { name: 'Shop' },
      offer: { name: 'Tea', words: 'Tea', code: '', validDays: 7 },
      links: { main: `${url}/landing` },
    }
    const source = { subject: 'Hello', preheader: '', language: 'en' as const, mjml }
    const { html } = await previewEmail(source, campaign, 'Li')
    // What is theirs to load stays; the mail program of the reader asks for it, we never do.
    expect(html).toContain(`${url}/picture.png`)
    expect(html).not.toMatch(/root:|:\/bin\//)
    const mime = composeMime({
      ...{ from: { name: 'Shop', address: 'hello@shop.example' }, to: 'li@x.example', subject: 'Hello' },
      ...{ messageId: '1@x.example', date: new Date('2026-11-21T04:00:00Z'), headers: [], text: 'x', html },
    })
    expect(mime.length).toBeGreaterThan(html.length / 2)
    const written: [string, object][] = [
      [
        'wechat',
        { language: 'en', kind: 'template', template: 'T1', data: `{"a":"${url}"}`, link: `${url}/p` },
      ],
      ['webhook', { language: 'en', body: `{"picture":"${url}/x.png"}` }],
    ]
    for (const [channel, fields] of written)
      expect(previewMessage(channel, fields, campaign, 'Li').problems, channel).toEqual([])
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(knocks).toBe(0)
  })
})

/** Who may speak with the network at all, and why it is safe there; what is new has to be tried above. */
const outside: Record<string, string> = {
  'src/cli/bench/ingest/sender.ts': 'measures a product on this machine',
  'src/cli/bench/profile/asker.ts': 'measures a product on this machine',
  'src/cli/bench/send/sink.ts': 'measures a product on this machine',
  'src/cli/bench/start.ts': 'measures a product on this machine',
  'src/customer/sources/kinds/mysql.ts': 'over a socket of the guard',
  'src/customer/sources/kinds/postgres.ts': 'over a socket of the guard',
  'src/customer/sources/network/guard.ts': 'the guard',
  'src/customer/sources/network/http.ts': 'looked up by the guard',
  'src/interaction/catcher/sms/server.ts': 'listens',
  'src/interaction/channels/http/client.ts': 'looked up by the guard',
  'src/interaction/channels/sms/classify.ts': 'the codes of the protocol',
  'src/interaction/channels/sms/link.ts': 'the alphabets of the protocol',
  'src/interaction/channels/sms/session.ts': 'over a socket of the guard',
  'src/interaction/channels/smtp/session.ts': 'over a socket of the guard',
  'src/interaction/connections/mail-domain/dns.ts':
    'asks the name servers of the installation for text, and calls nothing they answer',
  'src/playbooks/demo/world/shop.ts': 'customers of the demo, who ask the product alone',
  'src/stores/doctor/index.ts': 'tries whether a port is free',
  'src/stores/ledger/connect.ts': 'the ledger of the configuration',
  'src/stores/ledger/driver-errors.ts': 'the errors of the driver',
  'src/stores/ledger/server/keeper.ts': 'the ledger of this machine',
  'src/stores/ledger/server/postgres.ts': 'the ledger of this machine',
  'src/stores/warehouse/runtime-file.ts': 'the warehouse of this machine',
  'src/stores/warehouse/server/main.ts': 'listens',
}
const reachesOut =
  /^import (?!type\b)[^'"]*?from '(?:node:(?:http|https|http2|net|tls|dgram|dns|dns\/promises)|undici|axios|nodemailer\/lib\/smtp-connection|smpp|pg|mysql2|web-push|openid-client)'|(?<![\w.])fetch\(\s*(?:['"`]|url|new )/m
/** Ask what an address is, and nobody else. */
const asksNothing =
  /^import (?!type\b)\{ ?(?:(?:type \w+|BlockList|isIP|isIPv4|isIPv6)(?:, )?)+ ?\} from 'node:net'$/gm

it('nothing speaks with the network but what is named here', () => {
  const root = packageRoot()
  const found = filesUnder(join(root, 'src'))
    .filter(
      (path) => path.endsWith('.ts') && reachesOut.test(readFileSync(path, 'utf8').replace(asksNothing, '')),
    )
    .map((path) => path.slice(root.length + 1))
  expect(found.sort()).toEqual(Object.keys(outside).sort())
})
