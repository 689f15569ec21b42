import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Customer,
  customerRoutes,
  mappingSchema,
  type ProfilePorts,
} from '../../../src/customer/index.ts'
import { changeLimit } from '../../../src/customer/privacy/purposes/limits.ts'
import { isRawReply, type RequestContext, type Route } from '../../../src/kit/api.ts'
import { unlimitedFields } from '../../../src/kit/fields.ts'
import { noTask } from '../../../src/kit/progress.ts'
import { sql } from '../../../src/kit/sql.ts'
import { type Bench, openBench } from '../support.ts'

let bench: Bench
let customer: Customer
let routes: Route[]
const ports: ProfilePorts = {
  latestSnapshot: async () => null,
  segmentMembers: async () => sql`SELECT person_key FROM customers WHERE city = 'Leeds'`,
  // The port's rules are insight's own and tested there; here one that a rule asks for by name.
  ruleMembers: async (_, rule) =>
    rule.op === 'york'
      ? sql`SELECT person_key FROM customers WHERE city = 'York'`
      : rule.op === 'fifty'
        ? sql`SELECT person_key FROM customers WHERE region != ''`
        : sql`SELECT person_key FROM customers`,
  subjectsOf: async () => [],
  computedColumns: async () => [],
  computedSql: () => sql`SELECT 0 AS person_key`,
  computedOf: async () => new Map(),
  segmentsOfMany: async () => new Map(),
  segmentsOf: async () => [],
  doNotSend: async () => [],
}

async function call<T>(
  id: string,
  input: { params?: object; body?: object } = {},
  as: { user?: string; may?: string[] } = {},
): Promise<T> {
  const found = routes.find((one) => one.endpoint.id === id)
  if (!found) throw new Error(`no endpoint ${id}`)
  const context: RequestContext = {
    actor: { kind: 'user', id: as.user ?? 'u1', permissions: new Set(as.may ?? []) as never },
    workspace: bench.workspace,
    locale: 'en',
    fields: unlimitedFields,
    requestId: 'r1',
    task: noTask,
  }
  const { endpoint } = found
  const params = endpoint.params?.parse({ workspace: 'test', ...input.params })
  const body = endpoint.body?.parse(input.body)
  const answer = await found.handle(context, { params, query: undefined, body, upload: null })
  if (isRawReply(answer)) return (await text(answer.raw as NodeJS.ReadableStream)) as T
  return endpoint.response.parse(answer) as T
}

type Page = {
  items: { customerId: string; label: string; values: Record<string, unknown> }[]
  nextCursor: string | null
  total: number
}

beforeAll(async () => {
  bench = await openBench({ currency: 'GBP', timeZone: 'Europe/London' })
  customer = bench.customer
  routes = customerRoutes(customer, ports)
  const people = mappingSchema.parse({
    kind: 'customers',
    fields: { customer: { column: 'id' }, name: { column: 'name' }, city: { column: 'city' } },
    attributes: { hobby: { column: 'hobby' }, visits: { column: 'visits' } },
  })
  await customer.imports.run(bench.workspace, {
    path: bench.file(
      'p.csv',
      'id,name,city,hobby,visits\n1,Ann Lee,Leeds,=1+1,3\n2,Bob,York,chess,10\n3,Cy,Leeds,chess,\n4,Di,York,"a,""b""",-2\n',
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
      'id,o,t,a,q\n1,A,2024-01-01 10:00,10,1\n1,B,2024-01-02 10:00,20,1\n2,D,2024-01-05 23:30,12.50,1\n',
    ),
    mapping: orders,
  })
})
afterAll(() => bench.close())

describe('the list by columns', () => {
  it('shows the columns that were asked for, attributes too, and says which there are', async () => {
    const { columns } = await call<{ columns: { id: string; type: string; sortable: boolean }[] }>(
      'listCustomerColumns',
    )
    const visits = columns.find(({ id }) => id === 'attributes.visits')
    expect(visits).toMatchObject({ type: 'number', sortable: true })
    expect(columns.find(({ id }) => id === 'attributes.hobby')).toMatchObject({
      type: 'text',
      sortable: false,
    })
    const page: Page = await call('searchCustomers', {
      body: {
        columns: ['attributes.visits', 'monetary', 'city', 'last_order', 'attributes.hobby', 'average_order'],
        sort: { column: 'attributes.visits', direction: 'desc' },
      },
    })
    expect(page.items.map(({ values }) => Object.values(values))).toEqual([
      [10, 1250, 'York', '2024-01-05T23:30:00.000Z', 'chess', 1250],
      [3, 3000, 'Leeds', '2024-01-02T10:00:00.000Z', '=1+1', 1500],
      [-2, 0, 'York', null, 'a,"b"', null],
      [null, 0, 'Leeds', null, 'chess', null],
    ])
  })

  it.each([
    ['desc', [10, 3, -2, null]],
    ['asc', [-2, 3, 10, null]],
  ] as const)(
    'walked by cursor in %s order gives each once, the unknown last',
    async (direction, expected) => {
      const seen: unknown[] = []
      let cursor: string | null = null
      do {
        const page: Page = await call('searchCustomers', {
          body: {
            columns: ['attributes.visits'],
            sort: { column: 'attributes.visits', direction },
            limit: 1,
            ...(cursor ? { cursor } : {}),
          },
        })
        seen.push(...page.items.map(({ values }) => values['attributes.visits']))
        expect(page.total).toBe(4)
        cursor = page.nextCursor
      } while (cursor)
      expect(seen).toEqual(expected)
    },
  )

  it('is kept to a rule, a segment and a search at once', async () => {
    const byRule: Page = await call('searchCustomers', { body: { rule: { op: 'york', params: {} } } })
    expect(byRule.total).toBe(2)
    const both: Page = await call('searchCustomers', {
      body: { rule: { op: 'york', params: {} }, segment: 'leeds' },
    })
    expect(both.total).toBe(0)
    const search: Page = await call('searchCustomers', { body: { segment: 'leeds', search: 'cy' } })
    expect(search.items.map(({ label }) => label)).toEqual(['C**'])
  })

  it('refuses columns that are not there and orders that have none', async () => {
    await expect(
      call('searchCustomers', { body: { columns: ['attributes.nothing'] } }),
    ).rejects.toMatchObject({
      code: 'profile.unknownColumn',
    })
    await expect(
      call('searchCustomers', { body: { sort: { column: 'city', direction: 'asc' } } }),
    ).rejects.toMatchObject({ code: 'profile.notSortable' })
    await expect(call('searchCustomers', { body: { columns: ["city') --"] } })).rejects.toMatchObject({
      code: 'profile.unknownColumn',
    })
  })
})

describe('the list as a file', () => {
  it('holds what is shown, defused, and no identifier; who took it is on record', async () => {
    const csv: string = await call(
      'exportCustomers',
      {
        body: {
          reason: 'a mailing by post',
          columns: ['city', 'monetary', 'last_order', 'attributes.hobby', 'reachable'],
          sort: { column: 'monetary', direction: 'desc' },
          smallGroups: 'all',
        },
      },
      { may: ['customers.unmask'] },
    )
    const lines = csv.replace('\ufeff', '').trim().split('\n')
    expect(lines[0]).toBe('"Customer","City","Spend (GBP)","Last order","hobby","Contact details"')
    expect(lines.slice(1, 3).map((line) => line.replace(/^"\d+",/, ''))).toEqual([
      '"Leeds",30,"2024-01-02","\'=1+1",""',
      '"York",12.5,"2024-01-05","chess",""',
    ])
    expect(lines).toHaveLength(5)
    expect(csv).not.toContain('Ann')
    const audit = await bench.stores.ledger.db
      .selectFrom('audit_log')
      .select(['actor_id', 'action', 'detail'])
      .execute()
    expect(audit).toEqual([
      {
        actor_id: 'u1',
        action: 'customers.export',
        detail: {
          columns: ['city', 'monetary', 'last_order', 'attributes.hobby', 'reachable'],
          rule: null,
          searched: false,
          use: 'analysis',
          purpose: 'a mailing by post',
          smallGroups: { choice: 'all', k: 5, rows: 4, below: 4 },
        },
      },
    ])
  })
})

describe('what may not be used for everything', () => {
  it('keeps columns, sorting and rules out of a file for another purpose, and lets one for its own through', async () => {
    const limit = (attribute: string, purposes: string[] | null) =>
      changeLimit(
        bench.stores.ledger,
        bench.workspace,
        { subject: attribute, purposes, reason: 'told so on the form' },
        { kind: 'user', id: 'u1' },
      )
    await limit('hobby', ['service'])
    const take = (change: object) =>
      call<string>(
        'exportCustomers',
        {
          body: {
            ...{ reason: 'a mailing by post', purpose: 'marketing', columns: ['city'], smallGroups: 'all' },
            ...change,
          },
        },
        { may: ['customers.unmask'] },
      )
    await expect(take({ columns: ['city', 'attributes.hobby'] })).rejects.toMatchObject({
      code: 'privacy.purposeLimited',
      message: expect.stringContaining('"hobby"'),
    })
    expect(await take({})).toContain('Leeds')
    expect(await take({ columns: ['attributes.hobby'], purpose: 'service' })).toContain('chess')
    await limit('hobby', null)
    expect(await take({ columns: ['attributes.hobby'] })).toContain('chess')
    await expect(limit('hobby', ['nothing'])).rejects.toMatchObject({ code: 'privacy.unknownUse' })
  })
})

describe('saved views', () => {
  const content = {
    columns: ['city', 'orders'],
    sort: { column: 'orders', direction: 'asc' },
    segment: null,
    rule: { all: [] },
  }
  type View = { id: string; name: string; isMine: boolean; isDefault: boolean; shared: boolean }
  const views = async (user: string) =>
    (await call<{ items: View[] }>('listCustomerViews', {}, { user })).items

  it('belong to one person until they are shared; each has a default of their own', async () => {
    const mine = await call<View>('createCustomerView', { body: { name: 'Mine', content } }, { user: 'ann' })
    expect(await views('bob')).toEqual([])
    await call(
      'updateCustomerView',
      { params: { id: mine.id }, body: { name: 'Ours', shared: true, content } },
      { user: 'ann' },
    )
    expect(await views('bob')).toMatchObject([{ name: 'Ours', isMine: false, isDefault: false, content }])
    await call('chooseDefaultCustomerView', { body: { id: mine.id } }, { user: 'bob' })
    expect((await views('bob'))[0]?.isDefault).toBe(true)
    expect((await views('ann'))[0]?.isDefault).toBe(false)
  })

  it('are changed by their owner alone, and deleted by who manages the workspace too', async () => {
    const [ours] = await views('ann')
    const id = ours?.id ?? ''
    const change = { params: { id }, body: { name: 'Taken', content } }
    await expect(call('updateCustomerView', change, { user: 'bob' })).rejects.toMatchObject({
      code: 'profile.viewNotFound',
    })
    await expect(call('deleteCustomerView', { params: { id } }, { user: 'bob' })).rejects.toMatchObject({
      code: 'profile.viewNotFound',
    })
    await expect(
      call('createCustomerView', { body: { name: 'Ours', content } }, { user: 'ann' }),
    ).rejects.toMatchObject({ code: 'profile.viewNameTaken' })
    await call('deleteCustomerView', { params: { id } }, { user: 'root', may: ['settings.manage'] })
    expect(await views('bob')).toEqual([])
  })
})

describe('a file by which people could be recognised', () => {
  const rows = (csv: string) =>
    csv
      .replace('\ufeff', '')
      .trim()
      .split('\n')
      .map((line) => line.replace(/^"[^"]*",?/, ''))
  const columns = ['birth_year', 'city', 'tier', 'monetary']
  const take = (change: object, may: string[] = []) =>
    call<string>(
      'exportCustomers',
      { body: { rule: { op: 'fifty' }, reason: 'a study', columns, ...change } },
      { may },
    )
  beforeAll(async () => {
    // Born 1980 to 1989, five a year; one of 1931 in a town of her own.
    const lines = Array.from({ length: 50 }, (_, i) =>
      i === 0
        ? 'Q0,Truro,Cornwall,gold,1931-07-09'
        : `Q${i},${i % 2 ? 'Hull' : 'Ripon'},Yorkshire,basic,198${i % 10}-01-01`,
    )
    await customer.imports.run(bench.workspace, {
      path: bench.file('q.csv', `id,city,region,tier,born\n${lines.join('\n')}\n`),
      mapping: mappingSchema.parse({
        kind: 'customers',
        fields: {
          ...{ customer: { column: 'id' }, city: { column: 'city' }, region: { column: 'region' } },
          ...{ tier: { column: 'tier' }, birthday: { column: 'born' } },
        },
      }),
    })
  })

  it('says how many rows before it is made, and what would help', async () => {
    const check = await call<{ columns: { id: string }[] }>('checkCustomerExport', {
      body: { rule: { op: 'fifty' }, columns },
    })
    expect(check).toMatchObject({ k: 5, rows: 50, unique: 1 })
    expect(check.columns.map(({ id }) => id)).toEqual(['birth_year', 'city', 'tier'])
    // Those of 1980 in Ripon are four: she of 1931 would have been the fifth.
    expect(check).toMatchObject({
      below: 5,
      generalised: { changes: [{ id: 'birth_year', to: { en: 'decade' } }], leftOut: 1 },
    })
    const nothing = await call('checkCustomerExport', { body: { columns: ['monetary', 'status'] } })
    expect(nothing).toMatchObject({ rows: 0, below: 0, columns: [] })
  })

  it('is not made until somebody chose, and whole only for owners', async () => {
    await expect(take({})).rejects.toMatchObject({ code: 'profile.smallGroups' })
    await expect(take({ smallGroups: 'all' })).rejects.toMatchObject({ code: 'profile.allNotAllowed' })
    const all = rows(await take({ smallGroups: 'all' }, ['customers.unmask']))
    expect(all).toHaveLength(51)
    expect(all.join()).toContain('1931')
  })

  it('has at least five alike in every row, made coarser or with rows left out, which is on record', async () => {
    const leastAlike = (file: string[]) => {
      const shown = file.slice(1)
      return Math.min(...shown.map((one) => shown.filter((other) => other === one).length))
    }
    const coarser = rows(await take({ smallGroups: 'generalise' }))
    expect(coarser[0]).toBe('"Year of birth (decade)","City","Tier","Spend (GBP)"')
    expect(coarser[1]).toMatch(/^"1980s","(Hull|Ripon)","basic"/)
    expect([coarser.length, leastAlike(coarser)]).toEqual([50, 24])
    const leftOut = rows(await take({ smallGroups: 'leave_out' }))
    expect([leftOut.length, leastAlike(leftOut)]).toEqual([46, 5])
    expect([...coarser, ...leftOut].join()).not.toMatch(/1931|Truro|gold/)
    const taken = await bench.stores.ledger.db
      .selectFrom('audit_log')
      .select('detail')
      .where('action', '=', 'customers.export')
      .orderBy('id', 'desc')
      .limit(2)
      .execute()
    expect(taken.map(({ detail }) => detail)).toMatchObject([
      { smallGroups: { choice: 'leave_out', k: 5, rows: 50, below: 5 } },
      { smallGroups: { choice: 'generalise', coarser: { birth_year: 'decade' }, leftOut: 1 } },
    ])
  })
})
