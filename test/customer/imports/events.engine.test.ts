import { writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { mappingSchema } from '../../../src/customer/index.ts'
import { sql } from '../../../src/kit/sql.ts'
import { int64 } from '../../../src/stores/warehouse/index.ts'
import { realFile } from '../real-data.ts'
import { type Bench, openBench } from '../support.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench?.close())

const run = (path: string, mapping: ReturnType<typeof mappingSchema.parse>) =>
  bench.customer.imports.run(bench.workspace, { path, mapping })
const stored = (source: string) =>
  bench.stores.warehouse.rows(
    sql`SELECT name, person_key AS person, toString(ts) AS ts, product_id AS product, category, channel, value_minor AS value,
               properties::String AS properties, message_id AS id
        FROM events WHERE source = ${{ text: '{source:String}', params: { source }, isSql: true }} ORDER BY ts, name`,
    z.object({
      name: z.string(),
      person: int64(),
      ts: z.string(),
      product: z.string(),
      category: z.string(),
      channel: z.string(),
      value: int64(),
      properties: z.string(),
      id: z.string(),
    }),
  )

describe('a file of events', () => {
  const mapping = mappingSchema.parse({
    kind: 'events',
    source: 'log',
    fields: {
      ts: { column: 'at', format: 'unix-ms' },
      event: { column: 'what', values: { pv: 'Product Viewed', cart: 'Product Added' } },
      customer: { column: 'who' },
      visitor: { column: 'cookie' },
      product_id: { column: 'item' },
      value: { column: 'price' },
    },
    attributes: { page: { column: 'page' } },
  })
  const header = 'at,what,who,cookie,item,price,page'
  const rows = [
    '1767225600123,pv,C-1,,tea,19.90,home',
    '1767225601000,cart,C-1,,tea,19.90,',
    '1767225602000,pv,,v-1,rice,,mail to someone@example.com',
    '1767225603000,pv,,,rice,,',
  ]

  it('brings them with people, visitors and nobody, with codes put into words', async () => {
    const summary = await run(bench.file('log.csv', [header, ...rows].join('\n')), mapping)
    expect(summary).toMatchObject({
      read: 4,
      stored: 4,
      rejected: 0,
      repeated: 0,
      withoutCustomer: 1,
      customersNew: 2,
    })
    const [first, second, third, fourth] = await stored('log')
    expect(first).toMatchObject({
      name: 'Product Viewed',
      ts: '2026-01-01 00:00:00.123',
      product: 'tea',
      value: 1_990,
      properties: '{"page":"home"}',
    })
    expect(second).toMatchObject({ name: 'Product Added', person: first?.person, properties: '{}' })
    expect(third?.properties).toBe('{"page":"mail to ***"}')
    expect([first?.person === third?.person, fourth?.person]).toEqual([false, 0])
    const visitor = await bench.customer.persons.resolve(bench.workspace, 'anonymous', ['v-1'])
    expect(visitor.get('v-1')).toBe(third?.person)
  })

  it('stores a row once however often the file comes, and keeps bad rows beside', async () => {
    const more = [...rows, '1767225604000,pv,C-2,,tea,,', 'soon,pv,C-2,,tea,,', '1767225605000,,C-2,,tea,,']
    const summary = await run(bench.file('more.csv', [header, ...more].join('\n')), mapping)
    expect(summary).toMatchObject({ read: 7, stored: 1, repeated: 4, rejected: 2 })
    expect(summary.reasons.map(({ code, field }) => `${code} ${field}`).sort()).toEqual([
      'identifier_in_text page',
      'not_a_date ts',
      'required event',
    ])
    const undone = await bench.customer.imports.undo(bench.workspace, summary.importId)
    expect(undone.removed).toBe(1)
    expect(await stored('log')).toHaveLength(4)
  })

  it('tells rows apart by their own number where they have one', async () => {
    const numbered = mappingSchema.parse({
      ...mapping,
      source: 'numbered',
      fields: { ...mapping.fields, event_id: { column: 'page' } },
      attributes: {},
    })
    const same = '1767225600000,pv,C-1,,tea,1,'
    const path = bench.file('numbered.csv', [header, `${same}a`, `${same}a`, `${same}b`].join('\n'))
    expect(await run(path, numbered)).toMatchObject({ read: 3, stored: 2, repeated: 1 })
  })

  it('reads lines of JSON, packed, with a fixed name', async () => {
    const path = bench.file('opened.ndjson.gz', '')
    const lines = [1, 2].map((n) =>
      JSON.stringify({ at: `2026-02-0${n} 08:00:00`, member: `C-${n}`, door: 'east' }),
    )
    writeFileSync(path, gzipSync(lines.join('\n')))
    const fixed = mappingSchema.parse({
      kind: 'events',
      source: 'doors',
      timeZone: 'UTC',
      fields: { ts: { column: 'at' }, event: { constant: 'Shop Entered' }, customer: { column: 'member' } },
      attributes: { door: { column: 'door' } },
    })
    expect(await run(path, fixed)).toMatchObject({ read: 2, stored: 2 })
    expect(await stored('doors')).toMatchObject([
      { name: 'Shop Entered', ts: '2026-02-01 08:00:00.000', properties: '{"door":"east"}' },
      { ts: '2026-02-02 08:00:00.000' },
    ])
  })
})

describe('public clickstream, without a mapping', () => {
  const taobao = realFile('taobao_userbehavior/userbehavior_first4321.csv.gz')
  it.skipIf(taobao === null)('taobao_userbehavior: what 43 people looked at, kept and bought', async () => {
    const path = taobao ?? ''
    const { kind, mapping } = await bench.customer.imports.inspect(bench.workspace, path)
    expect([kind, mapping.fields.event?.column, mapping.fields.ts]).toEqual([
      'events',
      'behavior_type',
      { column: 'timestamp', format: 'unix' },
    ])
    const named = { ...mapping, source: 'taobao' }
    const first = await run(path, named)
    expect(first).toMatchObject({ read: 4_321, rejected: 0, customersSeen: 43 })
    expect(first.stored + first.repeated).toBe(4_321)
    expect(await run(path, named)).toMatchObject({ read: 4_321, stored: 0, repeated: 4_321, customersNew: 0 })
    const names = await bench.stores.warehouse.rows(
      sql`SELECT name, count() AS events FROM events WHERE source = 'taobao' GROUP BY name ORDER BY events DESC`,
      z.object({ name: z.string(), events: int64() }),
    )
    expect(names.map(({ name }) => name).sort()).toEqual([
      'Product Added',
      'Product Added to Wishlist',
      'Product Purchased',
      'Product Viewed',
    ])
    expect(names.reduce((sum, { events }) => sum + events, 0)).toBe(first.stored)
    expect((await bench.customer.imports.undo(bench.workspace, first.importId)).removed).toBe(first.stored)
  })
})
