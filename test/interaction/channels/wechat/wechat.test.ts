import { afterEach, describe, expect, it } from 'vitest'
import type { Outcome } from '../../../../src/interaction/channels/channel.ts'
import { classifyWechat } from '../../../../src/interaction/channels/wechat/classify.ts'
import type { WechatContent } from '../../../../src/interaction/channels/wechat/content.ts'
import { wechat } from '../../../../src/interaction/channels/wechat/index.ts'
import { reasonCodes, reasonInWords } from '../../../../src/interaction/delivery/reasons.ts'
import { channelTools } from '../../support/channel-tools.ts'
import { openidOf } from '../../support/outbox.ts'
import { startWechatStandIn } from '../../support/wechat-stand-in.ts'

const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close()
})
const form: WechatContent = {
  ...{
    kind: 'template',
    template: 'tpl-1',
    data: { thing1: '新品到店' },
    link: 'https://x.example/',
    message: '',
  },
}
const words: WechatContent = { ...form, kind: 'custom', template: '', data: {}, link: '', message: '您好' }
const idOf = (n: number) => `0197aaaa-0000-7000-8000-${String(n).padStart(12, '0')}`

async function account(rules: Parameters<typeof startWechatStandIn>[0] = {}, appSecret = 's-1') {
  const standIn = await startWechatStandIn(rules)
  const settings = wechat.settings.parse({ appId: 'wx-1', appSecret, baseUrl: standIn.url, timeoutMs: 1_000 })
  const sender = wechat.open(settings, channelTools())
  opened.push(standIn, sender)
  const send = (n: number, content = form): Promise<Outcome> =>
    sender.deliver({ deliveryId: idOf(n), address: openidOf(n), content })
  return { standIn, sender, send }
}

describe('the token of an account', () => {
  it('is fetched once for many messages at once, and anew when the platform has ended it', async () => {
    const { standIn, send } = await account()
    const first = await Promise.all(Array.from({ length: 20 }, (_, n) => send(n)))
    expect(first.every(({ kind }) => kind === 'accepted')).toBe(true)
    expect(standIn.tokens()).toBe(1)
    standIn.expireTokens()
    const later = await Promise.all(Array.from({ length: 20 }, (_, n) => send(100 + n)))
    expect(later.every(({ kind }) => kind === 'accepted')).toBe(true)
    expect(standIn.tokens()).toBe(2)
    expect(standIn.got.length).toBe(40)
  })

  it('that is refused makes all wait, and the check says why', async () => {
    const { sender, send, standIn } = await account({}, 'wrong')
    expect(await send(1)).toEqual({
      ...{ kind: 'failed', reason: 'wechat_sign_in', retry: 'connection', params: { reply: 40125 } },
    })
    expect(await sender.check()).toBe('wechat_sign_in')
    expect(standIn.got).toEqual([])
  })
})

describe('a message', () => {
  it('by form carries its values, its link and an id that is the same at every attempt', async () => {
    const { standIn, send } = await account()
    expect(await send(1)).toEqual({ kind: 'accepted', providerId: '900001' })
    await send(1)
    expect(standIn.got).toEqual([
      {
        touser: openidOf(1),
        path: 'template/send',
        body: {
          touser: openidOf(1),
          template_id: 'tpl-1',
          client_msg_id: idOf(1).replaceAll('-', ''),
          url: 'https://x.example/',
          data: { thing1: { value: '新品到店' } },
        },
      },
    ])
  })

  it('goes only to who follows, and subscription messages to who agreed', async () => {
    const { send } = await account({ followers: () => false })
    expect(await send(1)).toMatchObject({
      reason: 'wechat_not_following',
      retry: false,
      params: { reply: 43004 },
    })
    expect(await send(1, { ...form, kind: 'subscribe' })).toMatchObject({
      ...{ reason: 'wechat_not_following', params: { reply: 43101 } },
    })
  })

  it('in words goes within 48 hours after the customer wrote, five times', async () => {
    let now = Date.parse('2026-11-21T04:00:00Z')
    const { standIn, send } = await account({ now: () => now })
    expect(await send(1, words)).toMatchObject({ reason: 'wechat_window', params: { reply: 45015 } })
    standIn.wrote(openidOf(1), now)
    for (let n = 0; n < 5; n++) expect(await send(1, words)).toMatchObject({ kind: 'accepted' })
    expect(await send(1, words)).toMatchObject({ reason: 'wechat_window', params: { reply: 45047 } })
    standIn.wrote(openidOf(1), now)
    now += 48 * 3_600_000 + 1
    expect(await send(1, words)).toMatchObject({ reason: 'wechat_window', retry: false })
  })

  it('beyond the quota of the day waits for the next day in Beijing', async () => {
    const { send } = await account({ quota: 1 })
    await send(1)
    const over = await send(2)
    expect(over).toMatchObject({ reason: 'wechat_quota', retry: 'message' })
    // 23:30 in Beijing: half an hour is left.
    const evening = classifyWechat({ errcode: 45009 }, new Date('2026-11-21T15:30:00Z'))
    expect(evening).toMatchObject({ afterMs: 1_800_000 })
  })

  it.each([
    [-1, 'wechat_busy', 'message'],
    [40003, 'wechat_recipient', false],
    [40037, 'wechat_content', false],
    [47003, 'wechat_content', false],
    [48001, 'wechat_sign_in', 'connection'],
    [40164, 'wechat_sign_in', 'connection'],
    [99999, 'wechat_refused', false],
  ])('answered with %i fails as %s', async (says, reason, retry) => {
    const { send, standIn } = await account({ says })
    const outcome = await send(1)
    expect(outcome).toEqual({ kind: 'failed', reason, retry, params: { reply: says } })
    expect(reasonCodes()).toContain(reason)
    expect(reasonInWords(reason, { reply: says })?.['zh-CN']).toContain(String(says))
    expect(standIn.got).toEqual([])
  })

  it('whose token is refused again and again is tried twice and then waits', async () => {
    const { send, standIn } = await account({ says: 40001 })
    expect(await send(1)).toMatchObject({ reason: 'wechat_sign_in', retry: 'connection' })
    expect(standIn.tokens()).toBe(2)
  })
})

describe('what is written', () => {
  it('is complete for its kind', () => {
    const valid = (creative: object) => wechat.creative.safeParse({ language: 'en', ...creative }).success
    expect(valid({ kind: 'custom', message: 'Hello' })).toBe(true)
    expect(valid({ kind: 'custom' })).toBe(false)
    expect(valid({ kind: 'template', template: 'tpl', data: '{"thing1": "x"}' })).toBe(true)
    expect(valid({ kind: 'template', template: 'tpl', data: 'no' })).toBe(false)
    expect(valid({ kind: 'subscribe', data: '{}' })).toBe(false)
  })
})
