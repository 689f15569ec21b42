import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  type Customer,
  customerRoutes,
  mappingSchema,
  type ProfilePorts,
} from '../../../src/customer/index.ts'
import type { customerHoldings } from '../../../src/customer/profiles/holdings/api.ts'
import type { RequestContext, Route } from '../../../src/kit/api.ts'
import { unlimitedFields } from '../../../src/kit/fields.ts'
import { noTask } from '../../../src/kit/progress.ts'
import { sql } from '../../../src/kit/sql.ts'
import { recipientsOf } from '../../../src/server/wiring/recipients.ts'
import { int64 } from '../../../src/stores/warehouse/index.ts'
import { insertRows } from '../../insight/support/business.ts'
import { type Bench, openBench } from '../support.ts'

let bench: Bench
let customer: Customer
let routes: Route[]
const ports: ProfilePorts = {
  latestSnapshot: async () => null,
  segmentMembers: async () => sql`SELECT person_key FROM customers WHERE city = 'Leeds'`,
  ruleMembers: async () => sql`SELECT person_key FROM customers WHERE city = 'York'`,
  subjectsOf: async () => [],
  computedColumns: async () => [],
  computedSql: () => sql`SELECT 0 AS person_key`,
  computedOf: async () => new Map(),
  segmentsOfMany: async () => new Map(),
  segmentsOf: async () => [{ id: 's1', name: 'Best' }],
  doNotSend: async () => [],
}

/** Answers an endpoint as the server would, its response checked against the contract. */
async function call<T = never>(
  id: string,
  input: { params?: object; query?: object; body?: object },
): Promise<T> {
  const found = routes.find((one) => one.endpoint.id === id)
  if (!found) throw new Error(`no endpoint ${id}`)
  const context: RequestContext = {
    actor: { kind: 'user', id: 'u1', permissions: new Set() },
    workspace: bench.workspace,
    locale: 'en',
    fields: unlimitedFields,
    requestId: 'r1',
    task: noTask,
  }
  const { endpoint } = found
  const params = endpoint.params?.parse({ workspace: 'test', ...input.params })
  const query = endpoint.query?.parse(input.query ?? {})
  const body = endpoint.body?.parse(input.body)
  const answer = await found.handle(context, { params, query, body, upload: null })
  return endpoint.response.parse(answer) as T
}

beforeAll(async () => {
  bench = await openBench({ currency: 'GBP', timeZone: 'Europe/London' })
  customer = bench.customer
  routes = customerRoutes(customer, ports)
  const people = mappingSchema.parse({
    kind: 'customers',
    fields: {
      customer: { column: 'id' },
      name: { column: 'name' },
      email: { column: 'email' },
      phone: { column: 'phone' },
      city: { column: 'city' },
    },
    attributes: { hobby: { column: 'hobby' }, visits: { column: 'visits' } },
  })
  await customer.imports.run(bench.workspace, {
    path: bench.file(
      'p.csv',
      'id,name,email,phone,city,hobby,visits\n1,Ann Lee,ann@example.com,020 7946 0958,Leeds,chess,3\n2,Bob,bob@example.com,,York,,5\n3,Cy,,,Leeds,chess,\n',
    ),
    mapping: people,
  })
  const orders = mappingSchema.parse({
    kind: 'orders',
    fields: {
      customer: { column: 'id' },
      order_id: { column: 'o' },
      ts: { column: 't' },
      amount: { column: 'a' },
      quantity: { column: 'q' },
    },
  })
  await customer.imports.run(bench.workspace, {
    path: bench.file(
      'o.csv',
      'id,o,t,a,q\n1,A,2024-01-01 10:00,10,1\n1,B,2024-01-02 10:00,20,1\n1,C,2024-01-03 10:00,5,-1\n2,D,2024-01-05 10:00,12.50,1\n',
    ),
    mapping: orders,
  })
})
afterAll(() => bench.close())

type Holdings = z.output<typeof customerHoldings.response>
type Page = {
  items: { customerId: string; label: string; monetaryMinor: number; orders: number; status: string }[]
  nextCursor: string | null
  total: number
}

describe('the list of customers', () => {
  it('is ordered by value and walked by cursor', async () => {
    const first: Page = await call('listCustomers', { query: { limit: '2' } })
    expect(
      first.items.map(({ label, monetaryMinor, orders, status }) => [label, monetaryMinor, orders, status]),
    ).toEqual([
      ['A**', 2500, 2, 'customer'],
      ['B**', 1250, 1, 'customer'],
    ])
    expect(first.total).toBe(3)
    const second: Page = await call('listCustomers', { query: { limit: '2', cursor: first.nextCursor } })
    expect(second.items.map(({ label, status }) => [label, status])).toEqual([['C**', 'prospect']])
    expect(second.nextCursor).toBeNull()
  })

  it.each([
    ['ANN@example.com', ['A**']],
    ['+44 20 7946 0958', ['A**']],
    ['ann  lee', ['A**']],
    ['2', ['B**']],
    ['lee', ['A**', 'C**']], // a city begins so
    ['ann@example', []],
  ])('finds %s', async (search, labels) => {
    const page: Page = await call('searchCustomers', { body: { search } })
    expect(page.items.map((item) => item.label)).toEqual(labels)
  })

  it('refuses to search in an address', async () => {
    await expect(call('listCustomers', { query: { search: 'ann@example.com' } })).rejects.toMatchObject({
      code: 'profile.searchInAddress',
    })
  })

  it('can be kept to a segment', async () => {
    const page: Page = await call('listCustomers', { query: { segment: 'any' } })
    expect(page.total).toBe(2)
  })
})

describe('one customer', () => {
  const idOf = async (search: string) =>
    ((await call('searchCustomers', { body: { search } })) as Page).items[0]?.customerId ?? ''

  it('is shown masked, and in clear only on record', async () => {
    const id = await idOf('ann@example.com')
    const profile: {
      identifiers: { kind: string; masked: string }[]
      attributes: { name: string; value: string }[]
      segments: unknown[]
    } = await call('getCustomer', { params: { id } })
    expect(JSON.stringify(profile)).not.toContain('ann@')
    expect(profile.identifiers.map(({ kind, masked }) => `${kind} ${masked}`).sort()).toEqual([
      'account 1',
      'email a***@example.com',
      'name A**',
      'phone +44****958',
    ])
    expect(profile.attributes).toContainEqual({ name: 'hobby', value: 'chess' })
    const clear: { identifiers: { kind: string; value: string }[] } = await call('unmaskCustomer', {
      params: { id },
      body: { reason: 'she called' },
    })
    expect(clear.identifiers).toContainEqual({ kind: 'email', value: 'ann@example.com' })
    const audit = await bench.stores.ledger.db
      .selectFrom('audit_log')
      .select(['actor_id', 'action', 'subject_id', 'detail'])
      .execute()
    expect(audit).toEqual([
      { actor_id: 'u1', action: 'customer.unmask', subject_id: id, detail: { reason: 'she called' } },
    ])
  })

  it('has a timeline, newest first, in pages', async () => {
    const id = await idOf('ann@example.com')
    await customer.touches.record(bench.stores.ledger, bench.workspace, [
      {
        touchId: crypto.randomUUID(),
        personKey: Number(id),
        at: new Date('2024-01-02T12:00:00Z'),
        kind: 'sent',
        channel: 'email',
      },
    ])
    expect(await customer.touches.pump()).toBe(1)
    type Line = {
      items: { at: string; title: { en: string }; amountMinor: number | null }[]
      nextCursor: string | null
    }
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page: Line = await call('customerTimeline', {
        params: { id },
        query: { limit: '2', kinds: 'order,touch,event,decision', ...(cursor ? { cursor } : {}) },
      })
      seen.push(...page.items.map((item) => `${item.at} ${item.title.en} ${item.amountMinor}`))
      cursor = page.nextCursor
    } while (cursor)
    expect(seen).toEqual([
      '2024-01-03T10:00:00.000Z Return -500',
      '2024-01-02T12:00:00.000Z Sent null',
      '2024-01-02T10:00:00.000Z Order 2000',
      '2024-01-01T10:00:00.000Z Order 1000',
    ])
    const onlyTouches: Line = await call('customerTimeline', {
      params: { id },
      query: { kinds: 'touch,event,decision' },
    })
    expect(onlyTouches.items).toHaveLength(1)
    const january: Line = await call('customerTimeline', {
      params: { id },
      query: { kinds: 'order', from: '2024-01-02', to: '2024-01-02' },
    })
    expect(january.items.map(({ at }) => at)).toEqual(['2024-01-02T10:00:00.000Z'])
  })

  it('tells consents, merges and what sources said in one order with the rest; a new event shifts no page', async () => {
    const id = await idOf('ann@example.com')
    const { ledger, warehouse } = bench.stores
    const consent = (state: 'given' | 'withdrawn', at: string, expiresAt: string | null) =>
      ledger.db
        .insertInto('consents')
        .values({
          workspace_id: bench.workspace.id,
          person_key: id,
          purpose: 'marketing',
          channel: 'email',
          basis: 'consent',
          state,
          proof: bench.vault.encrypt('{}'),
          source: 'staff',
          text_id: null,
          at,
          expires_at: expiresAt,
          actor_kind: 'user',
          actor_id: 'u1',
          import_id: null,
        })
        .execute()
    await consent('given', '2024-01-01T12:00:00Z', '2024-01-02T11:00:00Z')
    await consent('given', '2024-01-02T18:00:00Z', '2024-01-05T00:00:00Z')
    await consent('withdrawn', '2024-01-04T00:00:00Z', null)
    // Many things of one moment, so that pages are cut inside of it.
    const rows = Array.from({ length: 40 }, (_, i) => ({
      workspace_id: bench.workspace.id,
      name: 'Product Viewed',
      person_key: Number(id),
      ts: `2024-01-0${1 + (i % 3)} 12:00:00.000`,
      message_id: `m${i} 事件`,
      properties: {},
    }))
    const send = (some: readonly Record<string, unknown>[]) => insertRows(warehouse, 'events', some)
    await send(rows)
    const page = (query: Record<string, string>) =>
      call<{ items: { at: string; kind: string; title: { en: string } }[]; nextCursor: string | null }>(
        'customerTimeline',
        { params: { id }, query },
      )
    const all = (await page({ limit: '200' })).items
    const seen = []
    let cursor: string | null = null
    do {
      const next: Awaited<ReturnType<typeof page>> = await page({ limit: '7', ...(cursor ? { cursor } : {}) })
      seen.push(...next.items)
      cursor = next.nextCursor
      if (seen.length === 7) await send([{ ...rows[0], ts: '2024-02-01 00:00:00.000', message_id: 'late' }])
    } while (cursor)
    expect(seen).toEqual(all)
    expect(all.map(({ at }) => at)).toEqual(
      all
        .map(({ at }) => at)
        .toSorted()
        .reverse(),
    )
    expect(all.filter(({ kind }) => kind === 'consent').map(({ at, title }) => `${at} ${title.en}`)).toEqual([
      '2024-01-04T00:00:00.000Z Consent withdrawn',
      '2024-01-02T18:00:00.000Z Consent given',
      '2024-01-02T11:00:00.000Z Consent expired',
      '2024-01-01T12:00:00.000Z Consent given',
    ])
    expect(all.filter(({ kind }) => kind === 'event')).toHaveLength(40)
  })

  it('holds what was bought and not returned, and the services named by attributes', async () => {
    const [a, b] = (await call<Page>('listCustomers', { query: {} })).items.map(
      ({ customerId }) => customerId,
    )
    await customer.imports.run(bench.workspace, {
      path: bench.file(
        'h.csv',
        'id,o,t,a,q,p\n1,H1,2024-02-01 10:00,10,2,tea\n1,H2,2024-02-03 10:00,5,1,tea\n1,H3,2024-02-04 10:00,5,-1,tea\n1,H4,2024-02-05 10:00,9,1,cup\n1,H5,2024-02-06 10:00,9,-1,cup\n',
      ),
      mapping: mappingSchema.parse({
        kind: 'orders',
        fields: {
          customer: { column: 'id' },
          order_id: { column: 'o' },
          ts: { column: 't' },
          amount: { column: 'a' },
          quantity: { column: 'q' },
          product_id: { column: 'p' },
        },
      }),
    })
    const saved = await call('saveHoldingSettings', { body: { attributes: ['hobby', 'visits', 'hobby'] } })
    expect(saved).toEqual({ attributes: ['hobby', 'visits'] })
    expect(await call('getHoldingSettings', {})).toEqual(saved)
    const held = await call<Holdings>('customerHoldings', { params: { id: a } })
    expect(held).toMatchObject({ currency: 'GBP', more: 0, returned: 1 })
    expect(held.services).toEqual([
      { attribute: 'hobby', value: 'chess' },
      { attribute: 'visits', value: '3' },
    ])
    expect(held.categories).toEqual([
      {
        category: '',
        quantity: 2,
        lastAt: '2024-02-03T10:00:00.000Z',
        products: [
          {
            productId: 'tea',
            name: 'tea',
            quantity: 2,
            returned: 1,
            purchases: 2,
            lastAt: '2024-02-03T10:00:00.000Z',
            spentMinor: 1_000,
          },
        ],
      },
    ])
    expect(await call<Holdings>('customerHoldings', { params: { id: b } })).toMatchObject({ categories: [] })
  })

  it('lists the fields customers have here', async () => {
    const {
      fields,
    }: {
      fields: {
        name: string
        type: string
        coverage: number
        values: { value: string; customers: number }[]
      }[]
    } = await call('attributeFields', {})
    const by = new Map(fields.map((field) => [field.name, field]))
    expect(by.get('city')?.values).toEqual([
      { value: 'Leeds', customers: 2 },
      { value: 'York', customers: 1 },
    ])
    expect(by.get('hobby')).toMatchObject({ type: 'text', coverage: 2 / 3 })
    expect(by.get('visits')?.type).toBe('number')
  })
})

describe('touches', () => {
  it('reach the warehouse once, however often they are recorded and pumped', async () => {
    const touches = Array.from({ length: 50 }, (_, i) => ({
      touchId: crypto.randomUUID(),
      personKey: i + 1,
      at: new Date(Date.UTC(2024, 5, 1, 0, 0, i)),
      kind: 'sent' as const,
      channel: 'sms',
      campaignId: crypto.randomUUID(),
      costMinor: 5,
      currency: 'GBP',
    }))
    const { ledger, warehouse } = bench.stores
    await ledger.transaction((trx) => customer.touches.record(trx, bench.workspace, touches))
    await customer.touches.record(ledger, bench.workspace, touches.slice(0, 10))
    await expect(
      ledger.transaction(async (trx) => {
        await customer.touches.record(trx, bench.workspace, [
          {
            ...touches[0],
            touchId: crypto.randomUUID(),
            personKey: 1,
            at: new Date(),
            kind: 'sent',
            channel: 'sms',
          },
        ])
        throw new Error('rolled back')
      }),
    ).rejects.toThrow('rolled back')
    const [a, b] = await Promise.all([customer.touches.pump(), customer.touches.pump()])
    expect(a + b).toBe(50)
    // As after a crash between the two stores: the mark is lost, the rows are not.
    await ledger.db.updateTable('touch_log').set({ pumped_at: null }).execute()
    await customer.touches.pump()
    expect(await customer.touches.pump()).toBe(0)
    const [row] = await warehouse.rows(
      sql`SELECT count() AS n, sum(cost_minor) AS cost FROM touches FINAL WHERE channel = 'sms'`,
      z.object({ n: int64(), cost: int64() }),
    )
    expect(row).toEqual({ n: 50, cost: 250 })
  })
})

describe('greetings', () => {
  it('gives the name in clear of each that has one, by key, and nobody else’s', async () => {
    const { workspace } = bench
    const keys = await customer.persons.resolve(workspace, 'account', ['1', '2'])
    const [ann = 0, bob = 0] = ['1', '2'].map((account) => keys.get(account))
    const named = await customer.persons.greetings(workspace, [ann, bob, 999_999])
    expect(named).toEqual(
      new Map([
        [ann, 'Ann Lee'],
        [bob, 'Bob'],
      ]),
    )
  })

  it('hands a letter its name beside its address, and none to a person without one', async () => {
    const { workspace } = bench
    await customer.persons.resolve(workspace, 'email', ['nameless@example.com'])
    const keys = await customer.persons.resolve(workspace, 'email', [
      'ann@example.com',
      'nameless@example.com',
    ])
    const found = await recipientsOf(customer)(workspace, [...keys.values()], 'email')
    expect([...found.values()].map(({ address, name }) => [address, name]).sort()).toEqual([
      ['ann@example.com', 'Ann Lee'],
      ['nameless@example.com', null],
    ])
  })
})
