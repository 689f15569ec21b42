import { afterEach, describe, expect, it } from 'vitest'
import { normaliseIdentifier } from '../../../../src/customer/identity/normalise.ts'
import type { ComposeTools } from '../../../../src/interaction/channels/channel.ts'
import { creative, type PushContent } from '../../../../src/interaction/channels/push/content.ts'
import { mostPlainBytes } from '../../../../src/interaction/channels/push/encrypt.ts'
import { push } from '../../../../src/interaction/channels/push/index.ts'
import { isPushService, servicesOf } from '../../../../src/interaction/channels/push/services.ts'
import { newVapidKeys } from '../../../../src/interaction/channels/push/vapid.ts'
import { reasonCodes } from '../../../../src/interaction/delivery/reasons.ts'
import type { Workspace } from '../../../../src/kit/workspace.ts'
import type { Answer } from '../../../support/http-sink.ts'
import { channelTools, listening } from '../../support/channel-tools.ts'
import { pushAddress, startPushService } from '../../support/push-service.ts'

const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close()
})
const words: PushContent = {
  ...{ title: '新品到店', message: '您好，本周新品', link: 'https://x.example/t/c/1', picture: '' },
  ...{ buttons: [{ title: '查看', link: 'https://x.example/t/c/2' }], urgency: 'high', keptSeconds: 3_600 },
  topic: '',
}
const idOf = (n: number) => `0197aaaa-0000-7000-8000-${String(n).padStart(12, '0')}`

async function sending(answer?: (browser: number) => Answer | 'drop' | null, more: object = {}) {
  const service = await startPushService(answer)
  const heard = listening()
  const settings = push.settings.parse({
    ...{ contact: 'push@x.example', services: '127.0.0.1', timeoutMs: 1_000 },
    ...newVapidKeys(),
    ...more,
  })
  const sender = push.open(settings, channelTools({ inbound: heard.inbound }))
  opened.push(service, sender)
  const send = (n: number, content = words, base = service.url) =>
    sender.deliver({ deliveryId: idOf(n), address: pushAddress(base, n), content })
  return { service, sender, send, heard: heard.heard }
}

describe('a notification', () => {
  it('reaches its browser encrypted, with how long it is kept, how urgent it is, and a tag that is the same again', async () => {
    const { service, send } = await sending()
    expect(await send(1)).toEqual({ kind: 'accepted', providerId: '1' })
    await send(1)
    expect(service.broken).toEqual([])
    expect(service.got.map(({ message }) => message)).toEqual(
      Array(2).fill({
        ...{ title: '新品到店', body: '您好，本周新品', tag: idOf(1), link: 'https://x.example/t/c/1' },
        actions: [{ title: '查看', link: 'https://x.example/t/c/2' }],
      }),
    )
    const [first, again] = service.got.map(({ taken }) => taken)
    expect(first?.headers).toMatchObject({ ttl: '3600', urgency: 'high', 'content-encoding': 'aes128gcm' })
    expect(first?.headers.topic).toBeUndefined()
    // Salt and key are new each time.
    expect(first?.body.equals(again?.body ?? Buffer.alloc(0))).toBe(false)
  })

  it('of a topic says so to the service and replaces what is shown', async () => {
    const { service, send } = await sending()
    await send(2, { ...words, topic: 'sale', picture: 'https://x.example/p.png' })
    expect(service.got[0]?.taken.headers.topic).toBe('sale')
    expect(service.got[0]?.message).toMatchObject({ tag: 'sale', image: 'https://x.example/p.png' })
  })

  it.each([
    [404, 'push_gone', false],
    [410, 'push_gone', false],
    [403, 'push_other_keys', false],
    [401, 'push_other_keys', false],
    [413, 'push_too_large', false],
    [400, 'push_refused', false],
    [302, 'push_refused', false],
    [429, 'push_busy', 'message'],
    [500, 'push_busy', 'message'],
  ] as const)('answered by %i ends as %s', async (status, reason, retry) => {
    const { send, heard, service } = await sending(() => ({ status, headers: { 'retry-after': '7' } }))
    const outcome = await send(1)
    expect(outcome).toMatchObject({ kind: 'failed', reason, retry, params: { reply: status } })
    expect(reasonCodes()).toContain(reason)
    if (retry === 'message') expect(outcome).toMatchObject({ afterMs: 7_000 })
    const gone = { workspaceId: 7, channel: 'push', address: pushAddress(service.url, 1) }
    expect(heard.gone).toEqual(reason === 'push_gone' ? [gone] : [])
  })

  it('that is too large never leaves', async () => {
    const { service, send } = await sending()
    const outcome = await send(1, { ...words, message: '长'.repeat(mostPlainBytes / 3) })
    expect(outcome).toMatchObject({ reason: 'push_too_large', retry: false })
    expect(service.got).toEqual([])
  })

  it('goes only to push services of browsers, and to who was named besides', async () => {
    const { service, send } = await sending(undefined, { services: '' })
    expect(await send(1)).toMatchObject({ reason: 'push_service', retry: false })
    expect(service.got).toEqual([])
    const others = servicesOf('push.x.example\n 10.0.0.1:8443')
    for (const good of [
      'https://fcm.googleapis.com/fcm/send/a:b',
      'https://updates.push.services.mozilla.com/wpush/v2/a',
      'https://web.push.apple.com/Qa',
      'https://db5p.notify.windows.com/w/?token=a',
      'https://push.x.example/a',
      'https://10.0.0.1:8443/a',
    ])
      expect(isPushService(good, others), good).toBe(true)
    for (const bad of [
      'https://evil.example/fcm.googleapis.com',
      'https://fcm.googleapis.com.evil.example/a',
      'https://fcm.googleapis.com:8080/a',
      'https://xnotify.windows.com/a',
      'https://10.0.0.1:22/a',
      'no address',
    ])
      expect(isPushService(bad, others), bad).toBe(false)
  })

  it('is not kept waiting by a service that cannot be reached while another one answers', async () => {
    const { send, service } = await sending()
    const dead = await startPushService()
    await dead.close()
    expect(await send(1, words, dead.url)).toMatchObject({ retry: 'connection' })
    expect(await send(2, words, service.url)).toMatchObject({ kind: 'accepted' })
    expect(await send(1, words, dead.url)).toMatchObject({ reason: 'provider_unreachable', retry: 'message' })
  })

  it('says that keys are missing instead of trying, and finds out whether a service answers', async () => {
    const { sender } = await sending(undefined, { vapidPublic: '', vapidPrivate: '' })
    expect(await sender.check()).toBe('push_no_keys')
    const { service } = await sending()
    const { sender: asking } = await sending(undefined, { services: service.url.replace('http://', '') })
    expect(await asking.check()).toBeNull()
  })

  it('for a key that is no point of the curve fails alone', async () => {
    const { sender, service } = await sending()
    const key = Buffer.concat([Buffer.of(4), Buffer.alloc(64, 1)]).toString('base64url')
    const address = `${service.url}/wp/1 ${key} ${Buffer.alloc(16).toString('base64url')}`
    expect(await sender.deliver({ deliveryId: idOf(1), address, content: words })).toMatchObject({
      ...{ kind: 'failed', reason: 'push_unsealed', retry: false },
    })
  })
})

describe('a creative', () => {
  const least = { language: 'zh-CN', title: '标题', words: '正文' }
  it('needs title and text, whole buttons, and a picture that is encrypted on its way', () => {
    expect(creative.safeParse(least).success).toBe(true)
    for (const wrong of [
      { title: '' },
      { words: ' ' },
      { button1: '查看' },
      { button2Link: 'https://x.example' },
      { picture: 'http://x.example/a.png' },
      { picture: 'https://x.example/{{ customer.name }}.png' },
      { topic: 'two words' },
      { kept: '2d' },
    ])
      expect(creative.safeParse({ ...least, ...wrong }).success, JSON.stringify(wrong)).toBe(false)
  })
})

describe('writing a message', () => {
  it('fills in texts and buttons, and names the brand where the title stays blank', async () => {
    const workspace = { id: 7 } as Workspace
    const write = push.compose(push.settings.parse({ contact: 'push@x.example' }), {} as ComposeTools)
    const message = await write({
      workspace,
      delivery: { id: idOf(1), campaignId: idOf(2), personKey: 1 },
      plan: {
        ...{ contentKey: 'one', transactional: true },
        source: {
          ...{ language: 'zh-CN', title: '{{ offer.name }}', words: '{{ customer.name }}您好', kept: '3d' },
          ...{ button2: '查看', button2Link: '{{ links.main }}', link: 'https://x.example/' },
        },
        variables: {
          brand: { name: '量体' },
          offer: { name: '', words: '', code: '', validDays: 0 },
          links: { main: 'https://x.example/sale' },
        },
      },
      recipient: { address: '', blindIndex: Buffer.alloc(0), name: '李' },
      at: new Date('2026-11-21T04:00:00Z'),
    })
    expect(message).toEqual({
      ...{ title: '量体', message: '李您好', link: 'https://x.example/', picture: '', topic: '' },
      ...{ urgency: 'normal', keptSeconds: 259_200 },
      buttons: [{ title: '查看', link: 'https://x.example/sale' }],
    })
  })
})

describe('a subscription', () => {
  const [endpoint = '', p256dh = '', auth = ''] = pushAddress('https://fcm.googleapis.com', 1).split(' ')
  const of = (value: unknown) =>
    normaliseIdentifier('push', typeof value === 'string' ? value : JSON.stringify(value), 'CN')
  it('is kept in one form, whether it comes as JSON of a browser or in that form', () => {
    const one = `${endpoint} ${p256dh} ${auth}`
    expect(of({ endpoint, expirationTime: null, keys: { p256dh, auth } })).toBe(one)
    expect(of({ endpoint, keys: { p256dh: `${p256dh}=`, auth: `${auth}==` } })).toBe(one)
    expect(of(one)).toBe(one)
  })

  it.each([
    '',
    '{',
    '[]',
    'null',
    { endpoint },
    { endpoint: 'http://fcm.googleapis.com/a', keys: { p256dh, auth } },
    { endpoint: 'https://u:p@fcm.googleapis.com/a', keys: { p256dh, auth } },
    { endpoint: 'https://x.example/a b', keys: { p256dh, auth } },
    { endpoint: `https://x.example/${'a'.repeat(1_000)}`, keys: { p256dh, auth } },
    { endpoint, keys: { p256dh: auth, auth } },
    { endpoint, keys: { p256dh, auth: p256dh } },
    { endpoint, keys: { p256dh: Buffer.alloc(65, 1).toString('base64url'), auth } },
    { endpoint: 7, keys: { p256dh, auth } },
    'javascript:alert(1) a b',
  ])('is refused where it is none: %j', (value) => {
    expect(of(value)).toBeNull()
  })
})
