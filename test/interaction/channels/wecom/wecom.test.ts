import { afterEach, describe, expect, it } from 'vitest'
import { refusalOf } from '../../../../src/interaction/channels/wecom/classify.ts'
import {
  composed,
  payloadOf,
  tooLong,
  type WecomContent,
} from '../../../../src/interaction/channels/wecom/content.ts'
import { wecom } from '../../../../src/interaction/channels/wecom/index.ts'
import { reasonCodes } from '../../../../src/interaction/delivery/reasons.ts'
import { channelTools } from '../../support/channel-tools.ts'
import { wecomOf } from '../../support/outbox.ts'
import { startWecomStandIn, type WecomRules } from '../../support/wecom-stand-in.ts'

const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close()
})
const words: WecomContent = { words: '新品到店', cardTitle: '', cardWords: '', cardLink: '', cardPicture: '' }
const people = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => wecomOf(from + i))

async function company(rules: WecomRules = {}, corpSecret = 's-1') {
  const standIn = await startWecomStandIn(rules)
  const settings = wecom.settings.parse({
    corpId: 'ww-1',
    corpSecret,
    baseUrl: standIn.url,
    timeoutMs: 1_000,
  })
  const sender = wecom.open(settings, channelTools())
  opened.push(standIn, sender)
  if (!sender.confirmed) throw new Error('WeCom hands over to many.')
  return { standIn, sender, confirmed: sender.confirmed }
}

describe('a message of many', () => {
  it('goes to all in one call, and what became of each is told by adviser, page by page', async () => {
    const { standIn, confirmed } = await company({ stillFriends: (each) => each !== wecomOf(5), quota: 1 })
    const end = await confirmed.handOver(people(1, 31), words)
    expect(end).toEqual({ kind: 'taken', providerId: 'msg-1', refused: [] })
    expect(standIn.handed.map(({ customers }) => customers.length)).toEqual([30])
    expect(await confirmed.ask('msg-1')).toEqual({ told: [] })
    standIn.confirm(['adviser-0'])
    const some = await confirmed.ask('msg-1')
    if (!('told' in some)) throw new Error('It was asked.')
    expect(some.told.map(({ address }) => address).sort()).toEqual(
      people(1, 31).filter((each) => Number(each.slice(-2)) % 3 === 0),
    )
    standIn.confirm()
    const all = await confirmed.ask('msg-1')
    if (!('told' in all)) throw new Error('It was asked.')
    expect(new Set(all.told.map(({ address }) => address)).size).toBe(30)
    const sent = all.told.filter(({ outcome }) => outcome?.kind === 'accepted')
    expect(sent).toHaveLength(29)
    expect(sent.every(({ at }) => at && Math.abs(at.getTime() - Date.now()) < 60_000)).toBe(true)
    expect(all.told.find(({ address }) => address === wecomOf(5))?.outcome).toMatchObject({
      ...{ kind: 'failed', reason: 'wecom_not_friend', retry: false },
    })
    expect(standIn.tokens()).toBe(1)
  })

  it('that reaches the quota of a customer fails for that customer alone', async () => {
    const { standIn, confirmed } = await company({ quota: 1 })
    await confirmed.handOver([wecomOf(1)], words)
    await confirmed.handOver(people(1, 3), words)
    standIn.confirm()
    const answer = await confirmed.ask('msg-2')
    if (!('told' in answer)) throw new Error('It was asked.')
    const reasons = answer.told.map(({ address, outcome }) => [
      address,
      outcome?.kind === 'failed' && outcome.reason,
    ])
    expect(new Map(reasons as [string, unknown][])).toEqual(
      new Map<string, unknown>([
        [wecomOf(1), 'wecom_quota'],
        [wecomOf(2), false],
      ]),
    )
  })

  it('names whom nobody knows where the platform refuses all for their sake', async () => {
    const { standIn, confirmed } = await company({ known: (each) => each !== wecomOf(7) })
    expect(await confirmed.handOver(people(1, 20), words)).toMatchObject({
      ...{ kind: 'failed', strangers: [wecomOf(7)], outcome: { retry: 'message' } },
    })
    expect(standIn.handed).toEqual([])
    expect(await confirmed.handOver([wecomOf(7)], words)).toMatchObject({
      outcome: { reason: 'wecom_recipient', retry: false },
    })
  })

  it('without an answer is found in the list of the company, by words and customers, and taken for no other', async () => {
    const { confirmed, standIn } = await company({
      breaks: (n) => (n === 2 ? 'after' : n === 3 ? 'before' : null),
    })
    const since = new Date()
    const ours = (from: number, to: number) => (address: string) => people(from, to).includes(address)
    await confirmed.handOver(people(1, 4), words)
    expect(await confirmed.handOver(people(4, 8), words)).toEqual({ kind: 'unknown' })
    expect(await confirmed.find(words, since, ours(4, 8), new Set())).toEqual({ providerId: 'msg-2' })
    // The first one is known to be another's, and its customers are others.
    expect(await confirmed.find(words, since, ours(1, 4), new Set(['msg-1']))).toEqual({ providerId: null })
    expect(await confirmed.handOver(people(8, 9), { ...words, words: '另一条' })).toEqual({ kind: 'unknown' })
    expect(await confirmed.find({ ...words, words: '另一条' }, since, ours(8, 9), new Set())).toEqual({
      providerId: null,
    })
    expect(standIn.handed).toHaveLength(2)
  })

  it('that is taken back cannot be confirmed any more', async () => {
    const { standIn, confirmed } = await company()
    await confirmed.handOver(people(1, 4), words)
    expect(await confirmed.cancel('msg-1')).toBeNull()
    standIn.confirm()
    expect(standIn.copies.size).toBe(0)
    expect(await confirmed.cancel('msg-9')).toEqual({ problem: 'wecom_content' })
  })

  it('asks for another token where one ended early, once', async () => {
    const { standIn, confirmed } = await company()
    await confirmed.handOver([wecomOf(1)], words)
    standIn.expireTokens()
    expect((await confirmed.handOver([wecomOf(2)], words)).kind).toBe('taken')
    expect([standIn.tokens(), standIn.handed.length]).toEqual([2, 2])
  })

  it('waits where the company lets nobody in, and the check says why', async () => {
    const { sender, confirmed, standIn } = await company({}, 'wrong')
    expect(await confirmed.handOver([wecomOf(1)], words)).toMatchObject({
      outcome: { reason: 'wecom_sign_in', retry: 'connection', params: { reply: 40001 } },
    })
    expect(await confirmed.ask('msg-1')).toEqual({ problem: 'wecom_sign_in' })
    expect(await sender.check()).toBe('wecom_sign_in')
    expect(standIn.handed).toEqual([])
  })
})

describe('what an author writes', () => {
  const variables = {
    brand: { name: '量体' },
    offer: { name: '秋茶', words: '满减', code: '', validDays: 7 },
    links: { main: 'https://shop.example/tea?utm_source=wecom' },
  }
  const source = {
    language: 'zh-CN',
    words: '{{ offer.words }}',
    cardTitle: '{{ offer.name }}',
    cardLink: '{{ links.main }}',
  }

  it('is the same for everybody, with links as they are', () => {
    const made = composed(source, variables)
    expect(payloadOf(made)).toEqual({
      text: { content: '满减' },
      attachments: [
        { msgtype: 'link', link: { title: '秋茶', url: 'https://shop.example/tea?utm_source=wecom' } },
      ],
    })
    expect(payloadOf(composed({ language: 'en', words: 'Hello' }, variables))).toEqual({
      text: { content: 'Hello' },
    })
  })

  it.each([
    '{{ customer.name }}您好',
    '{% if customer.name == "x" %}a{% endif %}',
    '{{ "a" | append: customer.name }}',
  ])('names no customer: %s', (text) => {
    expect(wecom.creative.safeParse({ ...source, words: text }).success).toBe(false)
    expect(() => wecom.preview?.({ ...source, words: text }, (texts) => [...texts])).toThrow(/many|多位/)
  })

  it('has a card with a title and a link, or none', () => {
    const ok = (more: object) => wecom.creative.safeParse({ language: 'en', words: 'Hello', ...more }).success
    expect(ok({})).toBe(true)
    expect(ok({ cardTitle: 'Tea' })).toBe(false)
    expect(ok({ cardLink: 'https://x.example' })).toBe(false)
    expect(
      ok({ cardTitle: 'Tea', cardLink: 'https://x.example', cardPicture: 'https://x.example/a.png' }),
    ).toBe(true)
    expect(ok({ cardPicture: 'https://x.example/a.png' })).toBe(false)
  })

  it('is measured in bytes, as the platform does', async () => {
    expect(tooLong({ ...words, words: '茶'.repeat(1_333) })).toBeNull()
    expect(tooLong({ ...words, words: '茶'.repeat(1_334) })).toBe('words')
    expect(tooLong({ ...words, cardTitle: '茶'.repeat(43) })).toBe('cardTitle')
    const { confirmed, standIn } = await company()
    expect(await confirmed.handOver([wecomOf(1)], { ...words, words: '茶'.repeat(1_334) })).toMatchObject({
      outcome: { reason: 'wecom_too_long', retry: false },
    })
    expect(standIn.asked).toEqual([])
  })
})

it.each([
  [-1, 'wecom_busy', 'message'],
  [45009, 'wecom_busy', 'message'],
  [42001, 'wecom_sign_in', 'connection'],
  [60020, 'wecom_sign_in', 'connection'],
  [84061, 'wecom_not_friend', false],
  [41048, 'wecom_not_friend', false],
  [40096, 'wecom_recipient', false],
  [45002, 'wecom_content', false],
  [99999, 'wecom_refused', false],
] as const)('code %i is %s', (code, reason, retry) => {
  expect(refusalOf(code)).toMatchObject({ reason, retry, params: { reply: code } })
  expect(reasonCodes()).toContain(reason)
})
