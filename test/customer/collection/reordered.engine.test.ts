import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openCollection } from '../../../src/customer/index.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { seededRandom } from '../../../src/kit/random.ts'
import { sql } from '../../../src/kit/sql.ts'
import { type Collected, openCollected, owner } from './collected.ts'

let stream: Collected
beforeAll(async () => {
  stream = await openCollected()
})
afterAll(() => stream?.close())

const dayMs = 24 * 3_600_000

/** What a shop sends in a while, each with its own time: visits, a sign-in, orders, a refund, what customers say. */
function messages(people: number): Record<string, unknown>[] {
  return Array.from({ length: people }, (_, n) => {
    const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 8, minute + n)).toISOString()
    const products = [{ product_id: `p${n % 3}`, price: 10 + n, quantity: 1 + (n % 2) }]
    const order = (id: string) => ({ order_id: id, currency: 'CNY', products })
    return [
      { type: 'page', anonymousId: `v${n}`, messageId: `${n}-1`, timestamp: at(0), name: 'Home' },
      {
        type: 'identify',
        anonymousId: `v${n}`,
        userId: `c${n}`,
        messageId: `${n}-2`,
        timestamp: at(1),
        traits: { [`t${n}`]: 'x', city: 'Ghent' },
      },
      {
        type: 'track',
        userId: `c${n}`,
        event: 'Order Completed',
        messageId: `${n}-3`,
        timestamp: at(2),
        properties: order(`o${n}`),
      },
      // The same order once more under another id, as clients that lost their queue do.
      {
        type: 'track',
        userId: `c${n}`,
        event: 'Order Completed',
        messageId: `${n}-4`,
        timestamp: at(2),
        properties: order(`o${n}`),
      },
      {
        type: 'track',
        userId: `c${n}`,
        event: 'Order Refunded',
        messageId: `${n}-5`,
        timestamp: at(3),
        properties: { order_id: `o${n}`, total: 3 },
      },
      { type: 'alias', userId: `c${n}`, previousId: `w${n}`, messageId: `${n}-6`, timestamp: at(4) },
      {
        type: 'track',
        anonymousId: `w${n}`,
        event: 'Viewed',
        messageId: `${n}-7`,
        timestamp: at(5),
        properties: { n },
      },
    ]
  }).flat()
}

/** All that is kept of a stream, without the keys and times of storing that differ from run to run. */
async function stateOf(sourceId: string) {
  const { warehouse } = stream.bench.stores
  const source = { text: '{source:String}', params: { source: sourceId }, isSql: true } as const
  const events = await warehouse.rows(
    sql`SELECT name, message_id AS id, toString(ts) AS ts, product_id AS product, value_minor AS value, properties::String AS properties,
               person_key AS person FROM events WHERE source = ${source} ORDER BY message_id`,
    z.object({
      name: z.string(),
      id: z.string(),
      ts: z.string(),
      product: z.string(),
      value: z.coerce.number(),
      properties: z.string(),
      person: z.coerce.number(),
    }),
  )
  const lines = await warehouse.rows(
    sql`SELECT order_id AS id, kind, product_id AS product, toString(ts) AS ts, amount_minor AS amount, quantity, count() AS times
        FROM order_lines WHERE source = ${source} GROUP BY ALL ORDER BY ALL`,
    z.object({
      id: z.string(),
      kind: z.string(),
      product: z.string(),
      ts: z.string(),
      amount: z.coerce.number(),
      quantity: z.number(),
      times: z.coerce.number(),
    }),
  )
  const keys = [...new Set(events.map(({ person }) => person))]
  const now = await stream.bench.customer.persons.currentOf(stream.bench.workspace, keys)
  const names = new Map<number, string>()
  // Whoever is one person is called by the first message of theirs.
  const personOf = (key: number, id: string) => {
    const current = now.get(key) ?? key
    const name = names.get(current) ?? id
    names.set(current, name)
    return name
  }
  return {
    events: events.map(({ person, ...event }) => ({ ...event, person: personOf(person, event.id) })),
    lines,
  }
}

/** A source of its own; people of different sources are different people here, so that runs do not meet. */
async function send(run: string, batches: Record<string, unknown>[][]): Promise<string> {
  const { sources, receive } = stream.collection
  const { id } = await sources.create(stream.bench.workspace.id, { name: run, owner: 'test' }, owner)
  const { secret } = await sources.addKey(stream.bench.workspace.id, id, owner)
  const own = (message: Record<string, unknown>) => {
    const named = { ...message }
    for (const field of ['userId', 'anonymousId', 'previousId'])
      if (typeof named[field] === 'string') named[field] = `${run}-${named[field]}`
    return named
  }
  const parcel = (batch: Record<string, unknown>[]) =>
    receive({ method: 'batch', key: secret, body: { batch: batch.map(own) }, bytes: 1, locale: 'en' })
  // A few at a time, as connections bring them.
  for (let i = 0; i < batches.length; i += 4) await Promise.all(batches.slice(i, i + 4).map(parcel))
  return id
}

describe('batches that come twice and in any order', () => {
  it('end in the state of those that come once and in order', async () => {
    const all = messages(12)
    const cut = (list: Record<string, unknown>[], size: number) =>
      Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size))
    const expected = await stateOf(await send('plain', cut(all, 10)))
    expect(expected.events).toHaveLength(all.length)
    expect(expected.lines.every(({ times }) => times === 1)).toBe(true)
    expect(new Set(expected.events.map(({ person }) => person)).size).toBe(12)
    for (const seed of [1, 2, 3]) {
      const random = seededRandom(seed)
      const shuffled = [...all, ...all.filter(() => random.next() < 0.5)]
        .map((message) => ({ message, rank: random.next() }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ message }) => message)
      const state = await stateOf(await send(`shuffled-${seed}`, cut(shuffled, 1 + random.below(20))))
      expect(state).toEqual(expected)
    }
  }, 60_000)
})

describe('a clock that goes back', () => {
  it('stores what comes once, and knows after a restart what came before', async () => {
    const { bench } = stream
    let now = Date.now()
    const clock = { now: () => new Date(now) }
    const workspace = { ...bench.workspace, clock }
    const open = () =>
      openCollection({
        ledger: bench.stores.ledger,
        warehouse: bench.stores.warehouse,
        vaultOf: async () => bench.vault,
        persons: bench.customer.persons,
        workspaceOf: async () => workspace,
        clock,
        log: silentLog,
        messageWindow: 1_000,
      })
    let collection = open()
    const { id } = await collection.sources.create(workspace.id, { name: 'Clock', owner: 'test' }, owner)
    const { secret } = await collection.sources.addKey(workspace.id, id, owner)
    const track = (messageId: string) =>
      collection.receive({
        method: 'track',
        key: secret,
        body: { userId: 'clock', event: 'Ticked', messageId },
        bytes: 1,
        locale: 'en',
      })
    expect(await track('t1')).toMatchObject({ accepted: 1 })
    now -= 3 * dayMs
    expect(await track('t1')).toMatchObject({ accepted: 0, duplicates: 1 })
    expect(await track('t2')).toMatchObject({ accepted: 1 })
    expect(collection.tail.items(id).map(({ outcome }) => outcome)).toEqual([
      'accepted',
      'duplicate',
      'accepted',
    ])
    expect(collection.tail.activity(id, clock.now()).perMinute).toBeGreaterThanOrEqual(1)
    await collection.close()
    collection = open()
    for (const message of ['t1', 't2']) expect(await track(message)).toMatchObject({ duplicates: 1 })
    now += 3 * dayMs
    expect(await track('t3')).toMatchObject({ accepted: 1 })
    await collection.close()
    const { events } = await stateOf(id)
    expect(events.map((event) => event.id)).toEqual(['t1', 't2', 't3'])
    // An event without a time is of when it arrived, by the clock there was.
    const [first, second] = events
    expect(Date.parse(`${first?.ts}Z`) - Date.parse(`${second?.ts}Z`)).toBeGreaterThan(2 * dayMs)
  })

  it('keeps what is said after it, by streams and by files', async () => {
    const { bench } = stream
    const { customer, stores } = bench
    // The engine's own clock cannot be moved: the events come of one that is three hours ahead, and was set right since.
    let aheadMs = 27 * 3_600_000
    const clock = { now: () => new Date(Date.now() + aheadMs) }
    const workspace = { ...bench.workspace, clock }
    const collection = openCollection({
      ...{ ledger: stores.ledger, warehouse: stores.warehouse, vaultOf: async () => bench.vault, clock },
      ...{
        persons: customer.persons,
        workspaceOf: async () => workspace,
        log: silentLog,
        messageWindow: 1_000,
      },
    })
    const { id } = await collection.sources.create(workspace.id, { name: 'Ahead', owner: 'test' }, owner)
    const { secret } = await collection.sources.addKey(workspace.id, id, owner)
    const say = (userId: string, traits: object) =>
      collection.receive({
        ...{ method: 'identify', key: secret, bytes: 1, locale: 'en' },
        body: { userId, traits },
      })
    const known = async () =>
      stores.warehouse.rows(
        sql`SELECT city, tier, attributes.plan::String AS plan FROM customers FINAL WHERE attributes.clock::String = 'x' ORDER BY city`,
        z.object({ city: z.string(), tier: z.string(), plan: z.string() }),
      )
    await say('ahead-1', { city: 'A', plan: 'old', clock: 'x' })
    await say('ahead-2', { city: 'B', plan: 'old', clock: 'x' })
    aheadMs = 0
    await say('ahead-1', { plan: 'new' })
    expect(await known()).toEqual([
      { city: 'A', tier: '', plan: 'new' },
      { city: 'B', tier: '', plan: 'old' },
    ])
    const summary = await customer.imports.run(
      { ...workspace, clock: { now: () => new Date() } },
      {
        path: bench.file('tiers.csv', 'no,tier\nahead-1,gold\nahead-2,silver\n'),
        fileName: 'tiers.csv',
        mapping: {
          ...{ version: 1, kind: 'customers', source: 'crm', repeats: 'drop', attributes: {} },
          fields: { customer: { column: 'no' }, tier: { column: 'tier' } },
        },
      },
    )
    expect(summary).toMatchObject({ stored: 2 })
    expect(await known()).toEqual([
      { city: 'A', tier: 'gold', plan: 'new' },
      { city: 'B', tier: 'silver', plan: 'old' },
    ])
    // What is taken back is gone, though it was written while the clock was ahead of nobody.
    await customer.imports.undo(workspace, summary.importId)
    expect((await known()).map(({ tier }) => tier)).toEqual(['', ''])
    // Said again by the stream: it answers from what stands there, not from what it replaced.
    await say('ahead-2', { city: 'C' })
    expect((await known()).map(({ city }) => city)).toEqual(['A', 'C'])
    await collection.close()
  })
})
