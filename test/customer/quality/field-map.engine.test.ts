import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mappingSchema } from '../../../src/customer/index.ts'
import { canonicalFields } from '../../../src/customer/mapping/canonical-fields.ts'
import { fieldMapOf } from '../../../src/customer/quality/field-map/field-map.ts'
import { heldFields } from '../../../src/customer/quality/field-map/held.ts'
import { lackingFor } from '../../../src/customer/quality/field-map/lacking.ts'
import { needs } from '../../../src/customer/quality/field-map/needs.ts'
import {
  closeArrived,
  createRequest,
  listRequests,
  requestsAsCsv,
  requestsAsText,
  updateRequest,
} from '../../../src/customer/quality/field-map/requests.ts'
import type { Actor } from '../../../src/kit/api.ts'
import { type Bench, openBench } from '../support.ts'

const by: Actor = { kind: 'user', id: 'somebody', permissions: new Set() }

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
  const run = (name: string, text: string, mapping: unknown) =>
    bench.customer.imports.run(bench.workspace, {
      path: bench.file(name, text),
      fileName: name,
      mapping: mappingSchema.parse(mapping),
    })
  await run(
    'till.csv',
    'order,time,customer,paid,channel\n1,2026-10-01,c1,10,web\n2,2026-10-02,c2,20,\n3,2026-10-03,,5,shop\n',
    {
      kind: 'orders',
      source: 'till',
      fields: {
        order_id: { column: 'order' },
        ts: { column: 'time' },
        customer: { column: 'customer' },
        amount: { expression: 'paid * 1' },
      },
    },
  )
  await run('crm.csv', 'id,mail,city\nc1,a@example.com,Paris\nc2,,Lyon\n', {
    kind: 'customers',
    source: 'crm',
    fields: { customer: { column: 'id' }, email: { column: 'mail' }, city: { column: 'city' } },
  })
  await run('loyalty.csv', 'card_holder,town\nc1,Nice\n', {
    kind: 'customers',
    source: 'loyalty',
    fields: { customer: { column: 'card_holder' }, city: { column: 'town' } },
  })
})
afterAll(() => bench.close())

const map = () => fieldMapOf(bench.customer.deps, bench.workspace)

describe('the field map', () => {
  it('says of each field of a source whether it is mapped, could be, or is missing', async () => {
    const { datasets, sources } = await map()
    const till = sources.find(({ name }) => name === 'till.csv')?.id
    const orders = datasets.find(({ dataset }) => dataset === 'orders')
    const cell = (field: string) =>
      orders?.fields.find((one) => one.field === field)?.from.find(({ sourceId }) => sourceId === till)
    expect(cell('order_id')).toMatchObject({ state: 'mapped', column: 'order', completeness: 1, distinct: 3 })
    expect(cell('customer')).toMatchObject({ state: 'mapped', completeness: 2 / 3, distinct: 2 })
    expect(cell('amount')).toMatchObject({ state: 'mapped', column: null, expression: 'paid * 1' })
    expect(cell('channel')).toMatchObject({ state: 'available', column: 'channel', completeness: null })
    expect(cell('brand')).toMatchObject({ state: 'missing', column: null })
    expect(orders?.fields).toHaveLength(Object.keys(canonicalFields.orders).length)
  })

  it('names the source whose value counts: the one that came last', async () => {
    const { datasets, sources } = await map()
    const customers = datasets.find(({ dataset }) => dataset === 'customers')
    const city = customers?.fields.find(({ field }) => field === 'city')
    expect(city?.rule).toBe('last')
    expect(sources.find(({ id }) => id === city?.winner)?.name).toBe('loyalty.csv')
    expect(customers?.fields.find(({ field }) => field === 'email')).toMatchObject({
      rule: 'keeps_all',
      winner: null,
    })
  })
})

describe('what an objective needs', () => {
  it('names fields that exist, in both languages', () => {
    for (const { dataset, field, or = [], why } of needs) {
      for (const path of [`${dataset}.${field}`, ...or]) {
        const [of = '', name = ''] = path.split('.')
        expect(Object.keys(canonicalFields[of as keyof typeof canonicalFields]), path).toContain(name)
      }
      expect(why.en).not.toBe('')
      expect(why['zh-CN']).not.toBe('')
    }
  })

  it('is met, thin, to be mapped, or missing', async () => {
    const acquire = lackingFor(await map(), new Map(), 'acquire')
    const state = (path: string) =>
      acquire.items.find(({ dataset, field }) => `${dataset}.${field}` === path)?.state
    expect(state('orders.amount')).toBe('met')
    expect(state('customers.email')).toBe('met') // half of the customers: enough to say so
    expect(state('orders.channel')).toBe('available')
    expect(state('touches.cost')).toBe('missing')
    const weights = acquire.items.map(({ weight }) => weight)
    expect(weights.lastIndexOf('must')).toBeLessThan(weights.indexOf('helps'))
  })

  it('is met too by what the records hold, whichever way it came', async () => {
    const held = await heldFields(bench.stores.warehouse, bench.workspace)
    expect(held.get('customers.email')).toBe(0.5)
    expect(held.get('customers.city')).toBe(1)
    expect(held.get('customers.tier')).toBe(0)
    expect(held.get('orders.customer')).toBeCloseTo(2 / 3, 12)
    expect(held.get('products.brand')).toBe(0) // there are none at all
    const firstSeen = async (share: number) =>
      lackingFor(await map(), new Map([['customers.first_seen', share]]), 'acquire').items.find(
        ({ field }) => field === 'first_seen',
      )
    expect(await firstSeen(0.9)).toMatchObject({ state: 'met', completeness: 0.9, sourceName: null })
    expect(await firstSeen(0.4)).toMatchObject({ state: 'missing' })
  })

  it('becomes a request that is asked once, sent as text, and closes when the field arrives', async () => {
    const { ledger } = bench.stores
    const asked = {
      objective: 'acquire',
      dataset: 'orders',
      field: 'channel',
      owner: 'IT',
      note: '',
    } as const
    const request = await createRequest(ledger, bench.workspace, { ...asked, dueOn: '2026-12-24' }, by)
    expect(request).toMatchObject({ status: 'open', dueOn: '2026-12-24', owner: 'IT' })
    await expect(
      createRequest(ledger, bench.workspace, { ...asked, objective: 'grow' }, by),
    ).rejects.toMatchObject({
      code: 'quality.alreadyAsked',
    })
    await expect(
      createRequest(ledger, bench.workspace, { ...asked, field: 'moonphase' }, by),
    ).rejects.toMatchObject({ code: 'quality.unknownField' })
    const text = requestsAsText([request], 'Test', 'zh-CN')
    expect(text).toContain('订单 · 销售渠道（channel）')
    expect(text).toContain('2026-12-24')
    expect(requestsAsCsv([request], 'en').split('\r\n')[1]).toContain('Orders,channel,Sales channel')

    expect(await closeArrived(ledger, bench.workspace, await map())).toBe(0)
    await bench.customer.imports.run(bench.workspace, {
      path: bench.file('till.csv', 'order,time,customer,paid,channel\n9,2026-10-09,c1,10,web\n'),
      fileName: 'till.csv',
      mapping: mappingSchema.parse({
        kind: 'orders',
        source: 'till',
        fields: {
          order_id: { column: 'order' },
          ts: { column: 'time' },
          customer: { column: 'customer' },
          amount: { column: 'paid' },
          channel: { column: 'channel' },
        },
      }),
    })
    expect(await closeArrived(ledger, bench.workspace, await map())).toBe(1)
    const [closed] = await listRequests(ledger, bench.workspace.id)
    expect(closed).toMatchObject({ status: 'received', closedBy: 'system' })
    await expect(
      updateRequest(ledger, bench.workspace, closed?.id ?? '', { status: 'declined', note: 'too late' }, by),
    ).resolves.toMatchObject({ status: 'declined', note: 'too late', closedBy: 'system' })
  })
})
