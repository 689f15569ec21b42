import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { needsOfMany } from '../../../src/customer/needs/of-many.ts'
import { storedTopics, topicSettings } from '../../../src/customer/needs/topics.ts'
import { needsOf } from '../../../src/customer/needs/view.ts'
import { saveSetting } from '../../../src/customer/profiles/workspace-setting.ts'
import { sql } from '../../../src/kit/sql.ts'
import { warehouseErrors } from '../../../src/stores/warehouse/errors.ts'
import type { Warehouse } from '../../../src/stores/warehouse/index.ts'
import {
  type Collected,
  insertsThrough,
  openCollected,
  openStream,
  owner,
  storedEvents,
  storedLines,
} from './collected.ts'

let stream: Collected
/** What the warehouse does to the next inserts of events: a stand-in for its failures. */
let mishap: (insert: () => Promise<void>) => Promise<void> = (insert) => insert()
let warehouse: Warehouse

beforeAll(async () => {
  stream = await openCollected((real) =>
    insertsThrough(real, (table, rows, insert) => {
      if (table === 'customers' && String(rows).includes('poison'))
        return Promise.reject(new Error('a row that breaks the writing of it'))
      return table === 'events' ? mishap(insert) : insert()
    }),
  )
  warehouse = stream.bench.stores.warehouse
})
afterAll(() => stream?.close())

const track = (messageId: string, more: object = {}) => ({
  type: 'track',
  userId: 'u1',
  event: 'Viewed',
  messageId,
  ...more,
})
const withId = async (id: string) => (await storedEvents(warehouse)).filter((event) => event.id === id)

describe('POST /v1', () => {
  it('answers after the events of a batch are stored, and keeps the bad ones aside', async () => {
    const { status, body } = await stream.post('batch', {
      batch: [track('a1'), { type: 'track', event: 'nobody' }, track('a2', { timestamp: 'soon' })],
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({ accepted: 1, duplicates: 0, quarantined: 2 })
    expect(body.problems).toMatchObject([
      { index: 1, field: 'userId', code: 'required' },
      { index: 2, field: 'timestamp', code: 'bad_date' },
    ])
    expect(await withId('a1')).toHaveLength(1)
    const kept = await stream.collection.quarantine.list(
      stream.bench.workspace.id,
      stream.source.id,
      null,
      10,
    )
    expect(kept.map(({ field }) => field).sort()).toEqual(['timestamp', 'userId'])
    expect(JSON.parse(kept.find(({ field }) => field === 'userId')?.raw ?? '')).toEqual({
      type: 'track',
      event: 'nobody',
    })
  })

  it('takes every kind of call, gzip, and the key in the body', async () => {
    const calls = {
      identify: { userId: 'u7', traits: { plan: 'gold' }, messageId: 'k1' },
      track: { userId: 'u7', event: 'Clicked', messageId: 'k2' },
      page: {
        anonymousId: 'v7',
        name: 'Home',
        properties: { url: 'https://shop.example/' },
        messageId: 'k3',
      },
      screen: { userId: 'u7', name: 'Start', messageId: 'k4' },
      group: { userId: 'u7', groupId: 'g1', traits: { industry: 'retail' }, messageId: 'k5' },
      alias: { userId: 'u7', previousId: 'v7', messageId: 'k6' },
    }
    for (const [method, body] of Object.entries(calls)) {
      const packed = gzipSync(JSON.stringify({ ...body, writeKey: stream.source.secret }))
      const answer = await stream.post(method, packed, { 'content-encoding': 'gzip', authorization: '' })
      expect([method, answer.status, answer.body.accepted]).toEqual([method, 200, 1])
    }
    const names = (await storedEvents(warehouse))
      .filter(({ id }) => id.startsWith('k'))
      .map(({ name }) => name)
    expect(names).toEqual(['identify', 'Clicked', 'page', 'screen', 'group', 'alias'])
  })

  it('says what is wrong with a request, and where', async () => {
    const cases: [string, unknown, Record<string, string>, number, string][] = [
      ['track', track('x'), { authorization: 'Basic bm9ib2R5Og==' }, 401, 'collection.badKey'],
      ['batch', '{"batch": [', {}, 400, 'collection.notJson'],
      ['batch', '', {}, 400, 'collection.notJson'],
      ['batch', '[]', {}, 400, 'collection.notJson'],
      ['batch', { batch: 7 }, {}, 400, 'collection.noBatch'],
      ['batch', 'no gzip', { 'content-encoding': 'gzip' }, 400, 'collection.badEncoding'],
      [
        'batch',
        gzipSync(`{"batch":["${'x'.repeat(600_000)}"]}`),
        { 'content-encoding': 'gzip' },
        413,
        'collection.tooLarge',
      ],
      ['batch', `{"batch":["${'x'.repeat(600_000)}"]}`, {}, 413, 'collection.tooLarge'],
      ['track', track('big', { properties: { x: 'x'.repeat(40_000) } }), {}, 413, 'collection.eventTooLarge'],
      ['track', { userId: 'u' }, {}, 400, 'collection.badEvent'],
      [
        'track',
        `{"userId":"u","event":"e","properties":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
        {},
        400,
        'collection.badEvent',
      ],
    ]
    for (const [method, body, headers, status, code] of cases) {
      const answer = await stream.post(method, body, headers)
      expect([answer.status, answer.body.code]).toEqual([status, code])
    }
    const { body } = await stream.post('batch', { batch: [{ type: 'track', userId: 'u' }] })
    expect(body.detail).toContain('batch[0].event')
  })

  it('refuses a source that is off and a key that was revoked, at once', async () => {
    const { sources } = stream.collection
    const { id: workspaceId } = stream.bench.workspace
    const { id } = await sources.create(workspaceId, { name: 'Old', owner: 'nobody' }, owner)
    const key = await sources.addKey(workspaceId, id, owner)
    const send = () => stream.post('track', { ...track('off'), writeKey: key.secret }, { authorization: '' })
    await sources.update(workspaceId, id, { enabled: false }, owner)
    expect((await send()).body.code).toBe('collection.off')
    await sources.update(workspaceId, id, { enabled: true }, owner)
    await sources.revokeKey(workspaceId, id, key.id, owner)
    expect((await send()).body.code).toBe('collection.badKey')
  })
})

describe('a message that is sent again', () => {
  it('is stored once: within a batch, later, at the same time, and after a restart', async () => {
    const [first] = (await Promise.all([
      stream.post('batch', { batch: [track('d1'), track('d1'), track('d2')] }),
      stream.post('batch', { batch: [track('d1'), track('d2')] }),
    ])) as [{ body: { accepted: number } }, unknown]
    expect(first.body.accepted).toBeGreaterThanOrEqual(0)
    expect((await stream.post('track', track('d1'))).body).toMatchObject({ accepted: 0, duplicates: 1 })
    const next = openStream(stream.bench)
    const again = await next.receive({
      method: 'batch',
      key: stream.source.secret,
      body: { batch: [track('d1'), track('d3')] },
      bytes: 100,
      locale: 'en',
    })
    expect(again).toMatchObject({ accepted: 1, duplicates: 1 })
    await next.close()
    for (const id of ['d1', 'd2', 'd3']) expect(await withId(id)).toHaveLength(1)
  })

  it('is taken anew where the insert failed', async () => {
    mishap = () => Promise.reject(warehouseErrors.unavailable({ url: 'x', problem: 'away' }))
    expect((await stream.post('track', track('f1'))).body.code).toBe('collection.notStored')
    mishap = (insert) => insert()
    expect((await stream.post('track', track('f1'))).body.accepted).toBe(1)
    expect(await withId('f1')).toHaveLength(1)
  })

  it('is stored once where the answer of the insert was lost', async () => {
    let lost = 1
    mishap = async (insert) => {
      await insert()
      if (lost-- > 0) throw warehouseErrors.unavailable({ url: 'x', problem: 'hung up' })
    }
    expect((await stream.post('track', track('l1'))).body.accepted).toBe(1)
    // Lost every time: the caller is told it failed, though it is stored, and sends it again.
    mishap = async (insert) => {
      await insert()
      throw warehouseErrors.unavailable({ url: 'x', problem: 'hung up' })
    }
    expect((await stream.post('track', track('l2'))).status).toBe(503)
    mishap = (insert) => insert()
    expect((await stream.post('track', track('l2'))).body).toMatchObject({ accepted: 0, duplicates: 1 })
    for (const id of ['l1', 'l2']) expect(await withId(id)).toHaveLength(1)
  })

  it('costs no other event where the engine cannot hold it', async () => {
    let refusals = 0
    mishap = async (insert) => {
      if (refusals++ < 1)
        throw warehouseErrors.badValue({ query: 'insert', code: 117, name: 'INCORRECT_DATA' })
      return insert()
    }
    const { body } = await stream.post('batch', { batch: [track('e1'), track('e2')] })
    mishap = (insert) => insert()
    expect(body).toMatchObject({ accepted: 2, quarantined: 0 })
    expect(await withId('e1')).toHaveLength(1)
  })
})

describe('batches under load', () => {
  it('overlap, two at most, and lose nothing', async () => {
    const flights = { now: 0, most: 0 }
    mishap = async (insert) => {
      flights.most = Math.max(flights.most, ++flights.now)
      await sleep(150)
      await insert().finally(() => flights.now--)
    }
    const send = (n: number) =>
      stream.post('batch', { batch: Array.from({ length: 100 }, (_, i) => track(`load-${n}-${i}`)) })
    const answers = await Promise.all(Array.from({ length: 80 }, (_, n) => send(n)))
    mishap = (insert) => insert()
    expect(answers.every(({ status, body }) => status === 200 && body.accepted === 100)).toBe(true)
    expect(flights).toEqual({ now: 0, most: 2 })
    const stored = (await storedEvents(warehouse)).filter(({ id }) => id.startsWith('load-'))
    expect([stored.length, new Set(stored.map(({ id }) => id)).size]).toEqual([8_000, 8_000])
  })

  it('cost no source what another sent', async () => {
    const { sources } = stream.collection
    const { id: workspaceId } = stream.bench.workspace
    const { id } = await sources.create(workspaceId, { name: 'Broken', owner: 'nobody' }, owner)
    const { secret } = await sources.addKey(workspaceId, id, owner)
    const [broken, good] = await Promise.all([
      stream.post(
        'identify',
        { userId: 'x1', messageId: 'x1', traits: { plan: 'poison' }, writeKey: secret },
        { authorization: '' },
      ),
      stream.post('track', track('x2')),
    ])
    expect([broken?.status, broken?.body.code]).toEqual([503, 'collection.notStored'])
    expect([good?.status, good?.body.accepted]).toEqual([200, 1])
    expect(await withId('x1')).toEqual([])
  })
})

describe('what events say', () => {
  it('tells needs by traits of the topics there are: the later word counts, other words say nothing', async () => {
    const { bench } = stream
    const topics = topicSettings.parse({
      topics: [
        { id: 'tea', label: 'Tea', kind: 'like' },
        { id: 'nuts', label: 'Nuts', kind: 'avoid' },
        { id: 'milk', label: 'Milk', kind: 'need' },
      ],
    })
    await saveSetting(
      bench.stores.ledger,
      bench.workspace,
      owner,
      storedTopics,
      topics,
      'customer_need.topics',
    )
    const tell = (messageId: string, timestamp: string, traits: object) =>
      stream.post('identify', { userId: 'needy', messageId, timestamp, traits })
    await tell('n1', '2026-03-01T04:00:00Z', { stated_tea: true, stated_nuts: 'yes', stated_milk: 'perhaps' })
    await tell('n2', '2026-03-05T04:00:00Z', { stated_tea: 'avoid', stated_other: 'yes' })
    await tell('n3', '2026-03-06T04:00:00Z', { stated_nuts: 'no' })
    const found = await bench.customer.persons.resolve(bench.workspace, 'account', ['needy'])
    const deps = { ...bench.stores, vaultOf: async () => bench.vault }
    const { items } = await needsOf(deps, bench.workspace, String(found.get('needy')))
    expect(
      items.map(({ topic, words }) => [topic, words[0]?.stance, words[0]?.saidOn, words[0]?.state]),
    ).toEqual([
      ['tea', 'avoid', '2026-03-05', 'counts'],
      ['nuts', 'none', '2026-03-06', 'counts'],
    ])
    const held = await needsOfMany(bench.stores, bench.workspace, [...found.values()])
    expect([...held.values()].map(({ needs }) => needs.map((one) => [one.topic, one.stance]))).toEqual([
      [['tea', 'avoid']],
    ])
  })

  it('makes a visitor the account it names, and keeps identifiers out of the warehouse', async () => {
    await stream.post('track', { anonymousId: 'visitor-1', event: 'Viewed', messageId: 'p1' })
    await stream.post('identify', {
      anonymousId: 'visitor-1',
      userId: 'anna',
      messageId: 'p2',
      traits: {
        email: 'Anna@Example.com',
        phone: '13800138000',
        name: 'Anna Li',
        plan: 'gold',
        city: 'Ghent',
        note: 'call 13800138000',
      },
    })
    await stream.post('track', {
      userId: 'anna',
      event: 'Asked',
      messageId: 'p3',
      properties: { text: 'mail anna@example.com' },
    })
    const [visit, , asked] = (await storedEvents(warehouse)).filter(({ id }) => id.startsWith('p'))
    const { persons } = stream.bench.customer
    const [before, after] = [visit?.person ?? 0, asked?.person ?? 0]
    expect(before).not.toBe(after)
    const now = await persons.currentOf(stream.bench.workspace, [before, after])
    expect(now.get(before)).toBe(now.get(after))
    const addresses = await persons.addresses(stream.bench.workspace, [after], 'email')
    expect(addresses.get(after)?.address).toBe('anna@example.com')
    const [row] = await warehouse.rows(
      sql`SELECT attributes::String AS attributes, city, arrayStringConcat(reachable, ',') AS reachable FROM customers FINAL WHERE person_key = ${{ text: '{key:UInt64}', params: { key: after }, isSql: true }}`,
      z.object({ attributes: z.string(), city: z.string(), reachable: z.string() }),
    )
    expect(row).toEqual({
      attributes: '{"note":"call ***","plan":"gold"}',
      city: 'Ghent',
      reachable: 'email,sms',
    })
    const all = JSON.stringify(await storedEvents(warehouse))
    for (const secret of ['example.com', '13800138000', 'Anna Li']) expect(all.includes(secret)).toBe(false)
  })

  it('brings order lines once, however often the order is sent', async () => {
    const order = (messageId: string) => ({
      userId: 'anna',
      event: 'Order Completed',
      messageId,
      properties: {
        order_id: 'A-1',
        currency: 'CNY',
        products: [{ product_id: 'tea', name: 'Green tea', price: 39.9, quantity: 2 }],
      },
    })
    await stream.post('track', order('o1'))
    await stream.post('batch', {
      batch: [
        { type: 'track', ...order('o2') },
        { type: 'track', ...order('o3') },
      ],
    })
    await stream.post('track', {
      userId: 'anna',
      event: 'Order Refunded',
      messageId: 'o4',
      properties: { order_id: 'A-1', total: 39.9 },
    })
    expect(await storedLines(warehouse)).toMatchObject([
      { order_id: 'A-1', kind: 'sale', product_id: 'tea', amount: 7_980 },
      { order_id: 'A-1', kind: 'return', product_id: '', amount: -3_990 },
    ])
    const [customer] = await stream.bench.customer.profiles.rows(stream.bench.workspace, [
      (await storedLines(warehouse))[0]?.person ?? 0,
    ])
    expect(customer).toBeDefined()
  })
})

describe('the quarantine', () => {
  it('lets a repaired event through and keeps equal ones once', async () => {
    const bad = { type: 'track', userId: 'q', messageId: 'q1', event: 'Late', timestamp: 'noon' }
    await stream.post('batch', { batch: [bad] })
    await stream.post('batch', { batch: [bad] })
    const { workspace } = stream.bench
    const kept = await stream.collection.quarantine.list(workspace.id, stream.source.id, null, 50)
    const mine = kept.filter(({ raw }) => raw.includes('"q1"'))
    expect(mine).toHaveLength(1)
    const source = { id: stream.source.id, name: 'Shop' }
    await expect(stream.collection.takeEvents(workspace, source, [bad], 'en')).rejects.toMatchObject({
      code: 'collection.badEvent',
    })
    const repaired = { ...bad, timestamp: '2026-03-01T12:00:00Z' }
    expect(await stream.collection.takeEvents(workspace, source, [repaired], 'en')).toMatchObject({
      accepted: 1,
    })
    expect(await withId('q1')).toMatchObject([{ ts: '2026-03-01 12:00:00.000' }])
  })

  it('shows the last events of a source, newest first', async () => {
    await stream.post('track', track('x2'))
    const items = stream.collection.tail.items(stream.source.id)
    expect(items.length).toBeLessThanOrEqual(100)
    expect(items[0]).toMatchObject({ outcome: 'duplicate', name: 'Viewed' })
    expect(items[1]).toMatchObject({ outcome: 'accepted', name: 'Late' })
    expect(new Set(items.map(({ outcome }) => outcome))).toEqual(
      new Set(['accepted', 'duplicate', 'refused']),
    )
    expect(JSON.stringify(items)).not.toContain('13800138000')
  })
})
