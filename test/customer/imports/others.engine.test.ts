import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { mappingSchema } from '../../../src/customer/index.ts'
import { sql } from '../../../src/kit/sql.ts'
import { int64 } from '../../../src/stores/warehouse/index.ts'
import { type Bench, openBench } from '../support.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())

describe('a customer file', () => {
  const mapping = mappingSchema.parse({
    kind: 'customers',
    fields: {
      customer: { column: '会员号' },
      name: { column: '姓名' },
      phone: { column: '手机' },
      email: { column: '邮箱' },
      birthday: { column: '生日' },
      city: { column: '城市' },
      gender: { column: '性别', values: { 男: 'male', 女: 'female' } },
      tier: { column: '等级' },
    },
    attributes: { hobby: { column: '爱好' } },
  })
  const header = '会员号,姓名,手机,邮箱,生日,城市,性别,等级,爱好'

  it('puts identifiers into the ledger and the rest into the warehouse', async () => {
    const path = bench.file(
      'members.csv',
      [
        header,
        '1001,张三,138 0013 8000,San@Example.com,1990-05-01,上海,男,金卡,跑步',
        '1002,李四,12,not-a-mail,1985-11-30,北京,女,银卡,',
        '1003,王五,,,1990-02-30,,,,',
      ].join('\n'),
    )
    const summary = await bench.customer.imports.run(bench.workspace, { path, mapping })
    expect(summary).toMatchObject({ read: 3, stored: 2, repeated: 0, rejected: 1 })
    expect(summary.reasons.map(({ code }) => code).sort()).toEqual(['bad_email', 'bad_phone', 'not_a_date'])
    const [zhang] = await bench.stores.warehouse.rows(
      sql`SELECT person_key AS key, city, gender, birth_year, tier, reachable, attributes.hobby::String AS hobby, status FROM customers FINAL WHERE city = '上海'`,
      z.object({
        key: int64(),
        city: z.string(),
        gender: z.string(),
        birth_year: z.int(),
        tier: z.string(),
        reachable: z.array(z.string()),
        hobby: z.string(),
        status: z.string(),
      }),
    )
    expect(zhang).toMatchObject({
      gender: 'male',
      birth_year: 1990,
      tier: '金卡',
      reachable: ['email', 'sms'],
      hobby: '跑步',
      status: 'prospect',
    })
    const key = zhang?.key ?? 0
    expect(await bench.customer.persons.labels(bench.workspace, [key])).toEqual(new Map([[key, '张**']]))
    const addresses = await bench.customer.persons.addresses(bench.workspace, [key], 'email')
    expect(addresses.get(key)?.address).toBe('san@example.com')

    const again = await bench.customer.imports.run(bench.workspace, { path, mapping })
    expect(again).toMatchObject({ stored: 0, repeated: 2, rejected: 1, customersNew: 0 })
    const changed = bench.file('changed.csv', `${header}\n1001,张三,,,,,,黑卡,\n`)
    expect(await bench.customer.imports.run(bench.workspace, { path: changed, mapping })).toMatchObject({
      stored: 1,
      repeated: 0,
    })
    const [after] = await bench.stores.warehouse.rows(
      sql`SELECT city, tier, reachable, attributes.hobby::String AS hobby FROM customers FINAL WHERE tier = '黑卡'`,
      z.object({ city: z.string(), tier: z.string(), reachable: z.array(z.string()), hobby: z.string() }),
    )
    // Blank cells erase nothing.
    expect(after).toEqual({ city: '上海', tier: '黑卡', reachable: ['email', 'sms'], hobby: '跑步' })
  })

  it('never merges two people who share an e-mail, and asks where only the e-mail is named', async () => {
    const path = bench.file(
      'shared.csv',
      `${header}\n2001,甲,,home@example.com,,,,,\n2002,乙,,home@example.com,,,,,\n`,
    )
    expect(await bench.customer.imports.run(bench.workspace, { path, mapping })).toMatchObject({
      stored: 2,
      customersNew: 2,
    })
    const orders = mappingSchema.parse({
      kind: 'orders',
      fields: { email: { column: 'mail' }, ts: { column: 'date' }, amount: { column: 'sum' } },
    })
    const shared = bench.file(
      'by-mail.csv',
      'mail,date,sum\nhome@example.com,2024-01-01,5\nsan@example.com,2024-01-01,5\n',
    )
    const summary = await bench.customer.imports.run(bench.workspace, { path: shared, mapping: orders })
    expect(summary).toMatchObject({ read: 2, stored: 1, rejected: 1, customersNew: 0 })
    expect(summary.reasons[0]).toMatchObject({ code: 'ambiguous_customer' })
  })
})

describe('a product file', () => {
  it('fills and replaces products, and a second run changes nothing', async () => {
    const mapping = mappingSchema.parse({
      kind: 'products',
      fields: {
        product_id: { column: 'sku' },
        name: { column: 'name' },
        category: { expression: 'path(dept, cat)' },
        price: { column: 'price' },
      },
      attributes: { size: { column: 'size' } },
    })
    const path = bench.file(
      'products.csv',
      'sku,name,dept,cat,price,size\np1,Tea,Food,Green,9.9,50g\np2,Cup,Home,,25,\n,No,,,1,\n',
    )
    expect(await bench.customer.imports.run(bench.workspace, { path, mapping })).toMatchObject({
      read: 3,
      stored: 2,
      rejected: 1,
    })
    const rows = await bench.stores.warehouse.rows(
      sql`SELECT product_id, name, category, category_path, price_minor FROM products FINAL ORDER BY product_id`,
      z.object({
        product_id: z.string(),
        name: z.string(),
        category: z.string(),
        category_path: z.array(z.string()),
        price_minor: int64(),
      }),
    )
    expect(rows).toEqual([
      { product_id: 'p1', name: 'Tea', category: 'Food', category_path: ['Food', 'Green'], price_minor: 990 },
      { product_id: 'p2', name: 'Cup', category: 'Home', category_path: ['Home'], price_minor: 2500 },
    ])
    expect(await bench.customer.imports.run(bench.workspace, { path, mapping })).toMatchObject({
      stored: 0,
      repeated: 2,
      rejected: 1,
    })
  })
})

describe('a file of touches', () => {
  it('is stored once', async () => {
    const mapping = mappingSchema.parse({
      kind: 'touches',
      fields: {
        customer: { column: 'who' },
        ts: { column: 'at' },
        campaign: { column: 'campaign' },
        channel: { constant: 'call' },
        kind: { column: 'what' },
        outcome: { column: 'outcome' },
      },
    })
    const path = bench.file(
      'calls.csv',
      'who,at,campaign,what,outcome\n1001,2024-01-01 10:00,Spring,called,accepted\n1002,2024-01-01 10:05,Spring,called,refused\n,2024-01-01,Spring,called,\n',
    )
    expect(await bench.customer.imports.run(bench.workspace, { path, mapping })).toMatchObject({
      read: 3,
      stored: 2,
      rejected: 1,
    })
    expect(await bench.customer.imports.run(bench.workspace, { path, mapping })).toMatchObject({
      stored: 0,
      repeated: 2,
      rejected: 1,
    })
  })
})
