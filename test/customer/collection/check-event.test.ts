import { describe, expect, it } from 'vitest'
import { type CheckContext, checkEvent } from '../../../src/customer/collection/check-event.ts'
import { RecentIds } from '../../../src/customer/collection/message-ids.ts'
import { EventRefused } from '../../../src/customer/collection/refusal.ts'

const arrivedAt = Date.UTC(2026, 2, 1, 8)
const context: CheckContext = {
  arrivedAt,
  sentAt: undefined,
  currency: 'CNY',
  pseudonym: (text) => `hidden-${text.length}`,
}
const check = (event: unknown, change: Partial<CheckContext> = {}) =>
  checkEvent(event, null, { ...context, ...change })
const track = (more: object = {}) => ({
  type: 'track',
  userId: 'u1',
  event: 'Viewed',
  messageId: 'm1',
  ...more,
})

function refusal(event: unknown): string {
  try {
    check(event)
  } catch (error) {
    if (error instanceof EventRefused) return `${error.refusal.code} ${error.refusal.field}`
    throw error
  }
  return 'accepted'
}

describe('an event', () => {
  it('is refused with the field to blame', () => {
    expect(refusal(7)).toBe('not_an_object ')
    expect(refusal([])).toBe('not_an_object ')
    expect(refusal({ type: 'trak', userId: 'u' })).toBe('unknown_type type')
    expect(refusal({ type: 'track', event: 'x' })).toBe('required userId')
    expect(refusal(track({ event: ' ' }))).toBe('required event')
    expect(refusal(track({ event: 'x'.repeat(201) }))).toBe('too_long event')
    expect(refusal(track({ userId: {} }))).toBe('wrong_type userId')
    expect(refusal(track({ properties: [] }))).toBe('wrong_type properties')
    expect(refusal(track({ timestamp: 'yesterday' }))).toBe('bad_date timestamp')
    expect(refusal(track({ timestamp: '1970-01-01T00:00:00Z' }))).toBe('impossible_date timestamp')
    expect(refusal(track({ timestamp: '2026-03-03T08:00:01Z' }))).toBe('impossible_date timestamp')
    expect(refusal({ type: 'group', userId: 'u' })).toBe('required groupId')
    expect(refusal({ type: 'alias', userId: 'u' })).toBe('required previousId')
    const deep = JSON.parse(`${'{"a":'.repeat(40)}1${'}'.repeat(40)}`)
    expect(refusal(track({ properties: deep }))).toBe('too_deep properties')
    expect(refusal(track({ properties: JSON.parse(`{"a":${'['.repeat(9_000)}${']'.repeat(9_000)}}`) }))).toBe(
      'too_deep properties',
    )
  })

  it('tells its time: its own, else corrected by the clock of its sender, else the arrival', () => {
    expect(check(track({ timestamp: '2026-02-28T10:00:00+08:00' })).at).toBe(Date.UTC(2026, 1, 28, 2))
    // The sender's clock is an hour fast: made ten minutes before it was sent.
    const skewed = { originalTimestamp: '2026-03-01T08:50:00Z' }
    expect(check(track(skewed), { sentAt: '2026-03-01T09:00:00Z' }).at).toBe(arrivedAt - 600_000)
    expect(check(track()).at).toBe(arrivedAt)
    expect(check(track({ timestamp: '2026-02-28 10:00' })).at).toBe(Date.UTC(2026, 1, 28, 10))
  })

  it('goes to the warehouse without identifiers, in texts, numbers and names alike', () => {
    const { properties, name, messageId } = check(
      track({
        event: 'Called 13800138000',
        messageId: 'anna@example.com',
        properties: { note: 'write anna@example.com', n: 13800138000, 'a.b': '13900139000', lone: 'x\ud800' },
      }),
    )
    expect(name).toBe('Called ***')
    expect(messageId).toBe('hidden-16')
    expect(JSON.parse(properties)).toEqual({ note: 'write ***', n: '***', a_b: '***', lone: 'x\ufffd' })
  })

  it('keeps what an identify says in clear apart from the attributes', () => {
    const { traits, properties } = check({
      type: 'identify',
      userId: 'u1',
      traits: {
        email: 'a@example.com',
        firstName: 'Anna',
        lastName: 'Li',
        birthday: '1990-05-01',
        address: { city: 'Ghent', street: 'Kouter 1', country: 'BE' },
        plan: { name: 'gold', seats: 3 },
        vip: true,
        __proto__: 1,
      },
    })
    expect(properties).toBe('{}')
    expect(traits).toMatchObject({ city: 'Ghent', country: 'BE', birthYear: 1990 })
    expect(traits?.attributes).toEqual({ plan_name: 'gold', plan_seats: '3', vip: 'true' })
    expect(traits?.identifiers).toEqual([
      { kind: 'email', text: 'a@example.com' },
      { kind: 'name', text: 'Anna Li' },
      { kind: 'address', text: 'BE Ghent Kouter 1' },
      { kind: 'birthday', text: '1990-05-01' },
    ])
  })

  it('puts the family name first in Chinese, and takes the ids of WeChat for identifiers', () => {
    const { traits } = check({
      type: 'identify',
      userId: 'u1',
      traits: {
        firstName: '伟',
        lastName: '张',
        unionid: 'o6_bmasdasdsad6_2sgVt7hMZOPfL',
        openId: 'oLVPpjqs9',
      },
    })
    expect(traits?.identifiers).toEqual([
      { kind: 'unionid', text: 'o6_bmasdasdsad6_2sgVt7hMZOPfL' },
      { kind: 'openid', text: 'oLVPpjqs9' },
      { kind: 'name', text: '张伟' },
    ])
    expect(traits?.attributes).toEqual({})
  })
})

describe('the campaign that brought somebody', () => {
  const told = (campaign: unknown, properties: object = {}) =>
    JSON.parse(check(track({ properties, context: { campaign } })).properties) as object

  it('stands among the properties as in an address, whatever the client tells of it', () => {
    const whole = { name: 'Autumn', source: 'wechat', medium: 'cpc', term: '绿茶', content: 'b' }
    expect(told(whole, { price: 3 })).toEqual({
      ...{ price: 3, utm_campaign: 'Autumn', utm_source: 'wechat', utm_medium: 'cpc' },
      ...{ utm_term: '绿茶', utm_content: 'b' },
    })
    expect(told({ source: 'wechat', medium: '', name: null, content: {} })).toEqual({ utm_source: 'wechat' })
    for (const none of [undefined, null, 'wechat', 7, {}, { other: 'x' }])
      expect(told(none, { a: 1 })).toEqual({ a: 1 })
    expect(told({ source: 12 }, { utm_source: 'mail' })).toEqual({ utm_source: '12' })
  })

  it('names nobody and is no longer than a column may be', () => {
    const { utm_campaign: name } = told({ name: 'call 13800138000' }) as { utm_campaign: string }
    expect(name).not.toContain('13800138000')
    expect(told({ source: 'x'.repeat(5_000) })).toEqual({ utm_source: 'x'.repeat(200) })
  })
})

describe('an order that an event carries', () => {
  const order = (properties: object, event = 'Order Completed') =>
    check(track({ event, properties: { order_id: 'o1', ...properties } })).lines

  it('splits the discount to the cent and charges the postage', () => {
    const lines = order({
      discount: 1,
      shipping: 5,
      products: [
        { product_id: 'a', price: 3.33, quantity: 1 },
        { sku: 'b', price: '3.33', quantity: 2 },
      ],
    })
    expect(
      lines.map(({ productId, kind, amountMinor, discountMinor }) => [
        productId,
        kind,
        amountMinor,
        discountMinor,
      ]),
    ).toEqual([
      ['a', 'sale', 300, 33],
      ['b', 'sale', 599, 67],
      ['', 'charge', 500, 0],
    ])
  })

  it('gives products without a price what the revenue leaves', () => {
    expect(
      order({ revenue: 10, products: [{ product_id: 'a' }, { product_id: 'b', price: 4 }] }).map(
        (l) => l.amountMinor,
      ),
    ).toEqual([600, 400])
    expect(order({ revenue: 10, currency: 'JPY' }).map((l) => [l.amountMinor, l.currency])).toEqual([
      [10, 'JPY'],
    ])
  })

  it('is negative when refunded, and another with each message', () => {
    const [line] = order({ total: 9.9 }, 'Order Refunded')
    expect(line).toMatchObject({ kind: 'return', amountMinor: -990, quantity: -1, key: 'refund|o1|m1|0|' })
  })

  it('needs a number and an amount', () => {
    expect(refusal(track({ event: 'Order Completed' }))).toBe('required properties.order_id')
    expect(refusal(track({ event: 'Order Completed', properties: { order_id: 1 } }))).toBe(
      'required properties.revenue',
    )
    const price = { order_id: 1, products: [{ price: 'dear' }] }
    expect(refusal(track({ event: 'Order Completed', properties: price }))).toBe(
      'bad_amount properties.products[0].price',
    )
    const currency = { order_id: 1, revenue: 1, currency: 'gold' }
    expect(refusal(track({ event: 'Order Completed', properties: currency }))).toBe(
      'bad_currency properties.currency',
    )
  })
})

it('remembers at least the stated number of messages', () => {
  const ids = new RecentIds(100)
  for (let i = 0; i < 1_000; i++) {
    ids.add(String(i))
    for (let back = 0; back < Math.min(i, 100); back += 33) expect(ids.has(String(i - back))).toBe(true)
  }
  expect(ids.size).toBeLessThanOrEqual(200)
  expect(ids.has('1')).toBe(false)
})
