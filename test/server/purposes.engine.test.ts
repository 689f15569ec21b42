import { sql as pg } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type WholeApp, wholeApp } from './whole-app.ts'

/** Kinds of facts and sources that were collected for some purposes only, against everything that would use them. */
let whole: WholeApp
let importId: string
let campaign: string
const scored = { op: 'rfm_score', params: { measure: 'm', compare: 'at_least', value: 1 } }
const inTown = { op: 'attribute_equals', params: { attribute: 'city', value: 'Town' } }
const ids = { scored: '', inTown: '', computed: '' }

const limit = (subject: string, purposes: string[] | null) =>
  whole.get('PUT', '/privacy/purposes', { subject, purposes, reason: 'told so on the form' })

beforeAll(async () => {
  whole = await wholeApp()
  const people = Array.from({ length: 24 }, (_, i) => `P-${i}`)
  importId = await whole.importLines(
    ['id,mail,city', ...people.map((id) => `${id},${id}@people.example,Town`)],
    {
      kind: 'customers',
      fields: { customer: 'id', email: 'mail', city: 'city' },
    },
  )
  const day = new Date(Date.now() - 20 * 86_400_000).toISOString().slice(0, 10)
  await whole.importLines(
    ['no,id,at,sku,n,amount', ...people.map((id, i) => `O${i},${id},${day},S,1,${100 + i}`)],
    {
      kind: 'orders',
      fields: {
        ...{ order_id: 'no', customer: 'id', ts: 'at', product_id: 'sku', quantity: 'n', amount: 'amount' },
      },
    },
  )
  await whole.app.rooms.insight.features.refresh(await whole.workspace(), {})
  const made = await whole.get<{ id: string }>('POST', '/computed-attributes', {
    ...{ label: 'Orders of all time', definition: { from: 'orders', measure: 'count' } },
  })
  ids.computed = made.id
  for (const [name, rule] of [
    ['scored', scored],
    ['inTown', inTown],
  ] as const) {
    const segment = await whole.get<{ id: string }>('POST', '/segments', { name, rule })
    ids[name] = segment.id
  }
  const plan = await whole.get<{ id: string }>('POST', '/campaigns', {
    ...{ name: 'Spring', objective: 'retain', segmentId: ids.scored, creativeId: await whole.creative() },
  })
  campaign = plan.id
}, 60_000)
afterAll(() => whole?.close())

const blockedOf = async (id: string) =>
  (await whole.get<{ blocked: { subject: string; label: { en: string } }[] }>('GET', `/segments/${id}`))
    .blocked

const exported = { purpose: 'marketing', reason: 'a mailing by post', smallGroups: 'leave_out' }
const bySeen = { column: 'first_seen', direction: 'desc' }

/** Everything that looks at orders, each as a request, with the purpose it is for. */
const uses = (): Record<string, () => ReturnType<WholeApp['ask']>> => {
  const ask = whole.ask.bind(whole, 'owner')
  const computed = {
    op: 'computed_compare',
    params: { attribute: ids.computed, compare: 'at_least', value: 1 },
  }
  const file = (body: object) => ask('POST', '/customers/export', { sort: bySeen, ...exported, ...body })
  return {
    'a new segment': () => ask('POST', '/segments', { name: 'Another', rule: { all: [{ not: scored }] } }),
    'the live count': () => ask('POST', '/segments/preview', { rule: scored, purpose: 'marketing' }),
    'a computed attribute made of them': () =>
      ask('POST', '/segments/preview', { rule: computed, purpose: 'marketing' }),
    'a campaign': () => ask('POST', `/campaigns/${campaign}/forecast`),
    'an opportunity': () => ask('POST', '/opportunities/grow-second-order/plan'),
    'a column of a file': () => file({ columns: ['monetary'] }),
    'a computed column of a file': () => file({ columns: [`computed.${ids.computed}`] }),
    'the order of a file': () => file({ columns: ['city'], sort: { column: 'orders', direction: 'desc' } }),
    'the segment of a file': () => file({ columns: ['city'], segment: ids.scored }),
    'the file of companies': () => ask('POST', '/companies/export', exported),
  }
}
const analyses = ['/insight/rfm', '/insight/concentration', '/insight/overview']

describe('orders that may not serve marketing', () => {
  it('are refused by name wherever they would, and nothing else is', async () => {
    for (const [name, use] of Object.entries(uses())) {
      const { status, body } = await use()
      expect.soft([200, 404], `${name}: ${body.slice(0, 300)}`).toContain(status)
    }
    const before = await whole.get<{ items: object[] }>('GET', '/opportunities')
    await limit('facts/orders', ['service', 'analysis'])
    for (const [name, use] of Object.entries(uses())) {
      const { status, body } = await use()
      expect.soft(status, `${name}: ${body.slice(0, 300)}`).toBe(400)
      expect
        .soft(body, name)
        .toContain('Orders and the scores made of them may be used for service messages, analysis only')
    }
    expect(await blockedOf(ids.scored)).toMatchObject([
      { subject: 'facts/orders', label: { en: 'Orders and the scores made of them' } },
    ])
    expect(await blockedOf(ids.inTown)).toEqual([])
    const other = await whole.ask('owner', 'POST', '/customers/export', {
      ...{ columns: ['city'], sort: bySeen, ...exported, segment: ids.inTown },
    })
    expect(other.status, other.body).toBe(200)
    for (const path of analyses) expect((await whole.ask('owner', 'GET', path)).status, path).toBe(200)
    const after = await whole.get<{ items: object[]; missing: { reason: { en: string } }[] }>(
      'GET',
      '/opportunities',
    )
    expect(before.items.length).toBeGreaterThan(0)
    expect(after.items).toEqual([])
    expect(after.missing.map(({ reason }) => reason.en).join()).toContain(
      'Orders and the scores made of them may',
    )
  }, 60_000)

  it('are no figures of everybody either where analysis is left out; lifted, all is as before', async () => {
    await limit('facts/orders', ['service'])
    for (const path of analyses) expect((await whole.ask('owner', 'GET', path)).status, path).toBe(400)
    await limit('facts/orders', null)
    for (const path of analyses) expect((await whole.ask('owner', 'GET', path)).status, path).toBe(200)
    expect((await whole.ask('owner', 'POST', `/campaigns/${campaign}/forecast`)).status).toBe(200)
    expect(await blockedOf(ids.scored)).toEqual([])
  }, 60_000)
})

describe('people served', () => {
  interface Served {
    attributes: Record<string, string>
    value: { orders: number | null; r: number | null }
    lastOrders: object[]
    computed: { id: string }[]
    segments: { id: string }[]
    leftOut: { subject: string; reason: string; allowed: { en: string } }[]
  }
  const settled = (check: () => Promise<unknown>) => expect.poll(check, { timeout: 15_000, interval: 500 })

  it('are served without what may not be used for the purpose of the request, and it is said', async () => {
    const { items } = await whole.get<{ items: { customerId: string }[] }>('GET', '/customers?limit=1')
    const id = items[0]?.customerId ?? ''
    const get = (purpose = '') => whole.get<Served>('GET', `/profiles/${id}${purpose}`)
    const before = await get()
    expect(before).toMatchObject({ attributes: { city: expect.any(String) }, leftOut: [] })
    expect(before.value.orders).toBeGreaterThan(0)
    expect(before.lastOrders.length).toBeGreaterThan(0)
    expect(before.computed.map((one) => one.id)).toContain(ids.computed)
    await limit('facts/orders', ['marketing'])
    await limit('city', ['marketing', 'analysis'])
    // What is remembered of the limits is some seconds old at most.
    await settled(async () => (await get()).leftOut.length).toBe(2)
    const after = await get()
    expect(after.leftOut).toMatchObject([
      { subject: 'city', allowed: { en: expect.stringContaining('marketing') } },
      { subject: 'facts/orders', reason: expect.any(String) },
    ])
    expect(after).toMatchObject({ value: { orders: null, r: null }, lastOrders: [] })
    expect(after.attributes).not.toHaveProperty('city')
    expect(after.computed.map((one) => one.id)).not.toContain(ids.computed)
    expect(after.segments.map((one) => one.id)).not.toContain(ids.scored)
    // For what it was collected for it is there; of many and by identifier it is the same.
    expect(await get('?purpose=marketing')).toMatchObject({ lastOrders: before.lastOrders, leftOut: [] })
    expect((await get('?purpose=analysis')).leftOut).toMatchObject([{ subject: 'facts/orders' }])
    const many = await whole.get<{ items: Served[] }>('POST', '/profiles/batch', { ids: [id] })
    expect(many.items).toEqual([after])
    const unknown = await whole.ask('owner', 'GET', `/profiles/${id}?purpose=nosuch`)
    expect([unknown.status, unknown.body]).toEqual([400, expect.stringContaining('no purpose here')])

    const settings = await whole.get<object>('GET', '/card-settings')
    const fields = ['value', 'attributes', 'computed', 'segments', 'orders']
    await whole.get('PUT', '/card-settings', { ...settings, fields })
    const { url } = await whole.get<{ url: string }>('POST', `/customers/${id}/card`, { language: 'en' })
    const card = await whole.server.inject({ method: 'GET', url: new URL(url).pathname })
    expect(card.body).toContain('it was collected for something else')
    expect(card.body).toContain('Orders and the scores made of them: may be used for')
    expect(card.body).not.toContain('Orders of all time')
    await limit('city', null)
    await limit('facts/orders', null)
    await settled(async () => get()).toEqual(before)
  }, 60_000)

  it('stay out of effects of campaigns where orders may not serve analysis; report and home say so', async () => {
    const home = () => whole.get<{ leftOut: { en: string }[]; featured: object | null }>('GET', '/home')
    const said = async () => (await home()).leftOut.map(({ en }) => en)
    expect(await said()).toEqual([])
    await limit('facts/orders', ['service'])
    const report = await whole.ask('owner', 'GET', `/campaigns/${campaign}/report`)
    expect([report.status, report.body]).toEqual([400, expect.stringContaining('not for analysis')])
    expect((await said()).join()).toContain(
      'Orders and the scores made of them: may be used for service messages only',
    )
    expect((await home()).featured).toBeNull()
    await limit('facts/orders', null)
    expect((await whole.ask('owner', 'GET', `/campaigns/${campaign}/report`)).status).toBe(200)
    expect(await said()).toEqual([])
  }, 60_000)
})

describe('a source that may not serve marketing', () => {
  it('takes what it brings with it, by its own name', async () => {
    const source = await whole.get<{ id: string }>('POST', '/sources', {
      name: 'Call centre',
      owner: 'Service',
    })
    // The file of people is one of its own.
    await pg`UPDATE imports SET source_id = ${source.id}::uuid WHERE id = ${importId}::uuid`.execute(
      whole.app.stores.ledger.db,
    )
    await limit(`source/${source.id}`, ['service'])
    expect(await blockedOf(ids.inTown)).toMatchObject([{ label: { en: 'Source “Call centre”' } }])
    // Orders came from elsewhere.
    expect(await blockedOf(ids.scored)).toEqual([])
    const { status, body } = await whole.ask('owner', 'POST', '/segments/preview', {
      rule: inTown,
      purpose: 'marketing',
    })
    expect(status).toBe(400)
    expect(body).toContain('Source “Call centre” may be used for service messages only')
    // It brings orders from now on.
    await pg`UPDATE sources SET last_order_at = now() WHERE id = ${source.id}::uuid`.execute(
      whole.app.stores.ledger.db,
    )
    expect(await blockedOf(ids.scored)).toHaveLength(1)
    const shown = await whole.get<{ limits: { label: { en: string } }[]; others: { subject: string }[] }>(
      'GET',
      '/privacy/purposes',
    )
    expect(shown.limits[0]?.label.en).toBe('Source “Call centre”')
    expect(shown.others.map(({ subject }) => subject)).toContain(`source/${source.id}`)
    await limit(`source/${source.id}`, null)
    const missing = {
      subject: 'source/00000000-0000-7000-8000-000000000000',
      purposes: ['service'],
      reason: 'no such',
    }
    expect((await whole.ask('owner', 'PUT', '/privacy/purposes', missing)).status).toBe(404)
  }, 60_000)
})
