import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { sql } from '../../../src/kit/sql.ts'
import { pushAddress } from '../../interaction/support/push-service.ts'
import { type Collected, openCollected, storedEvents } from '../collection/collected.ts'

let stream: Collected
beforeAll(async () => {
  stream = await openCollected()
})
afterAll(() => stream?.close())

const base = 'https://fcm.googleapis.com'
/** As a browser tells it. */
function subscription(n: number) {
  const [endpoint = '', p256dh = '', auth = ''] = pushAddress(base, n).split(' ')
  return { endpoint, expirationTime: null, keys: { p256dh, auth } }
}
async function identify(who: object, n: number, traits: object = {}) {
  const { status } = await stream.post('identify', {
    ...who,
    traits: { ...traits, pushSubscription: subscription(n) },
  })
  expect(status).toBe(200)
}
async function keyOf(kind: 'account' | 'anonymous', id: string): Promise<number> {
  const { persons } = stream.bench.customer
  return (await persons.resolve(stream.bench.workspace, kind, [id])).get(id) ?? 0
}
const addressOf = async (key: number) =>
  (await stream.bench.customer.persons.addresses(stream.bench.workspace, [key], 'push')).get(key)?.address
async function reachOf(key: number): Promise<string[]> {
  const rows = await stream.bench.stores.warehouse.rows(
    sql`SELECT person_key AS key, reachable FROM customers FINAL ORDER BY person_key`,
    z.object({ key: z.coerce.number(), reachable: z.array(z.string()) }),
  )
  return rows.find((row) => row.key === key)?.reachable ?? []
}
const pump = () => stream.bench.customer.contacts.pump()

describe('a browser that takes notifications', () => {
  it('is an address of the visitor, sealed, counted as reach, and in no event', async () => {
    await identify({ anonymousId: 'visitor-1' }, 1, { city: 'Wuhan' })
    const visitor = await keyOf('anonymous', 'visitor-1')
    expect(await addressOf(visitor)).toBe(pushAddress(base, 1))
    expect(await reachOf(visitor)).toEqual(['push'])
    const { rows } = await stream.bench.stores.ledger.pool.query<{ ciphertext: Buffer }>(
      `SELECT ciphertext FROM identifiers WHERE kind = 'push'`,
    )
    expect(rows[0]?.ciphertext.includes('googleapis')).toBe(false)
    const events = JSON.stringify(await storedEvents(stream.bench.stores.warehouse))
    expect(events).not.toContain('googleapis')
    const told = await stream.bench.stores.warehouse.rows(
      sql`SELECT toJSONString((attributes::String)) AS text FROM customers
          UNION ALL SELECT toJSONString(said) AS text FROM customer_sayings`,
      z.object({ text: z.string() }),
    )
    expect(JSON.stringify(told)).toContain('Wuhan')
    expect(JSON.stringify(told)).not.toContain('googleapis')
  })

  it('becomes the customer’s when the visitor is known, and goes with who uses the browser last', async () => {
    await identify({ userId: 'anna', anonymousId: 'visitor-2' }, 2)
    const anna = await keyOf('account', 'anna')
    expect(await addressOf(anna)).toBe(pushAddress(base, 2))
    await identify({ userId: 'ben' }, 2)
    const ben = await keyOf('account', 'ben')
    expect(await addressOf(ben)).toBe(pushAddress(base, 2))
    expect(await addressOf(anna)).toBeUndefined()
    expect(await pump()).toBeGreaterThan(0)
    expect(await reachOf(anna)).toEqual([])
    expect(await reachOf(ben)).toEqual(['push'])
  })

  it('written again stays one; the newest of several is written to', async () => {
    await identify({ userId: 'carl' }, 3)
    await identify({ userId: 'carl' }, 4)
    const carl = await keyOf('account', 'carl')
    expect(await addressOf(carl)).toBe(pushAddress(base, 4))
    await identify({ userId: 'carl' }, 3)
    expect(await addressOf(carl)).toBe(pushAddress(base, 3))
  })

  it('that is gone is forgotten at once; another one of the same customer stays, and so does the reach', async () => {
    const carl = await keyOf('account', 'carl')
    const { contacts } = stream.bench.customer
    const forget = (n: number) => contacts.forget(stream.bench.workspace, 'push', pushAddress(base, n))
    expect(await forget(3)).toBe(1)
    expect(await forget(3)).toBe(0)
    expect(await addressOf(carl)).toBe(pushAddress(base, 4))
    await pump()
    expect(await reachOf(carl)).toEqual(['push'])
    await forget(4)
    expect(await addressOf(carl)).toBeUndefined()
    await pump()
    expect(await reachOf(carl)).toEqual([])
    expect(await pump()).toBe(0)
    // It may come back.
    await identify({ userId: 'carl' }, 5)
    expect(await reachOf(carl)).toEqual(['push'])
  })

  it('keeps other reach and what else is known', async () => {
    await identify({ userId: 'dora' }, 6, { email: 'dora@x.example', city: 'Xian' })
    const dora = await keyOf('account', 'dora')
    expect(await reachOf(dora)).toEqual(['email', 'push'])
    await stream.bench.customer.contacts.forget(stream.bench.workspace, 'push', pushAddress(base, 6))
    await pump()
    expect(await reachOf(dora)).toEqual(['email'])
  })

  it('that is none is left out, and what else the call says is kept', async () => {
    const { status } = await stream.post('identify', {
      userId: 'emil',
      traits: { city: 'Jinan', pushSubscription: { endpoint: 'http://evil.example/', keys: {} } },
    })
    expect(status).toBe(200)
    const emil = await keyOf('account', 'emil')
    expect(await addressOf(emil)).toBeUndefined()
    expect(await reachOf(emil)).toEqual([])
  })
})
