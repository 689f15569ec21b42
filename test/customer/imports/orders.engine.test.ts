import { sql as ledgerSql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { rejectsCsv } from '../../../src/customer/imports/routes.ts'
import { mappingSchema } from '../../../src/customer/index.ts'
import { sql } from '../../../src/kit/sql.ts'
import { int64 } from '../../../src/stores/warehouse/index.ts'
import { type Bench, openBench } from '../support.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())

const orders = mappingSchema.parse({
  kind: 'orders',
  fields: {
    order_id: { column: 'order' },
    customer: { column: 'customer' },
    ts: { column: 'time' },
    product_id: { column: 'product' },
    product_name: { column: 'title' },
    quantity: { column: 'qty' },
    unit_price: { column: 'price' },
    city: { column: 'city' },
  },
})
const header = 'order,customer,time,product,title,qty,price,city'

const stored = (importId: string) =>
  bench.stores.warehouse.rows(
    sql`SELECT order_id, toString(ts) AS ts, kind, quantity, amount_minor AS amount, person_key AS person FROM order_lines
        WHERE import_id = ${{ text: '{i:UUID}', params: { i: importId }, isSql: true }} ORDER BY ts, order_id`,
    z.object({
      order_id: z.string(),
      ts: z.string(),
      kind: z.string(),
      quantity: z.number(),
      amount: int64(),
      person: int64(),
    }),
  )

describe('an order file', () => {
  it('is stored in UTC and minor units, with its sums adding up', async () => {
    const path = bench.file(
      'orders.csv',
      [
        header,
        'A1,c1,2024-03-01 09:00,p1,Tea,2,9.90,上海',
        'A1,c1,2024-03-01 09:00,p2,Cup,1,25,上海',
        'A1,c1,2024-03-01 09:00,p2,Cup,1,25,上海',
        'A2,c2,2024-03-02 10:00,p1,Tea,-1,9.90,北京',
        'A3,,2024-03-03 11:00,p1,Tea,1,9.90,',
        'A4,c3,2024-02-30 11:00,p1,Tea,1,9.90,',
        'A5,c3,2024-03-03 11:00,p1,Tea,1,-9.90,',
        'A6,c3,2024-03-03 11:00,p1,=cmd|calc,x,9.90,',
      ].join('\n'),
    )
    const summary = await bench.customer.imports.run(bench.workspace, { path, mapping: orders })
    expect(summary).toMatchObject({
      read: 8,
      stored: 4,
      repeated: 1,
      rejected: 3,
      withoutCustomer: 1,
      returns: 1,
      customersSeen: 2,
      customersNew: 2,
    })
    expect(summary.read).toBe(summary.stored + summary.repeated + summary.rejected)
    expect(summary.reasons.map(({ code, field }) => `${field} ${code}`).sort()).toEqual([
      'quantity not_a_number',
      'ts not_a_date',
      'unit_price negative_price',
    ])
    const lines = await stored(summary.importId)
    expect(lines[0]).toMatchObject({ order_id: 'A1', ts: '2024-03-01 01:00:00.000', kind: 'sale' })
    expect(lines.map((line) => line.amount).sort((a, b) => a - b)).toEqual([-990, 990, 1980, 2500])
    expect(lines.find((line) => line.order_id === 'A3')?.person).toBe(0)

    const again = await bench.customer.imports.run(bench.workspace, { path, mapping: orders })
    expect(again).toMatchObject({ read: 8, stored: 0, repeated: 5, rejected: 3, customersNew: 0 })

    let csv = ''
    for await (const part of rejectsCsv(
      bench.customer.deps,
      bench.workspace.id,
      summary.importId,
      header.split(','),
      'en',
    ))
      csv += part
    expect(csv).toContain("'=cmd|calc")
    expect(csv.split('\r\n')[1]).toContain('2024-02-30')
    // Repaired, the same file goes in; the added columns do not matter.
    const repaired = bench.file(
      'repaired.csv',
      csv.replace('2024-02-30', '2024-02-29').replace(',-9.90', ',9.90').replace(',x,', ',1,'),
    )
    expect(
      await bench.customer.imports.run(bench.workspace, { path: repaired, mapping: orders }),
    ).toMatchObject({ read: 3, stored: 3, rejected: 0 })
    const [name] = await bench.stores.warehouse.rows(
      sql`SELECT arraySort(groupArray(status)) AS status FROM customers FINAL`,
      z.object({ status: z.array(z.string()) }),
    )
    // c2 has only sent something back.
    expect(name?.status).toEqual(['customer', 'customer', 'prospect'])
  })

  it('keeps equal rows where the file is trusted, and still adds nothing twice', async () => {
    const path = bench.file('keep.csv', `${header}\n${'K1,k1,2024-03-01 09:00,p1,Tea,1,1,\n'.repeat(3)}`)
    const mapping = { ...orders, repeats: 'keep' as const, source: 'till' }
    expect(await bench.customer.imports.run(bench.workspace, { path, mapping })).toMatchObject({
      stored: 3,
      repeated: 0,
    })
    expect(await bench.customer.imports.run(bench.workspace, { path, mapping })).toMatchObject({
      stored: 0,
      repeated: 3,
    })
  })

  it('is the same as CSV and as lines of JSON; a damaged line is kept aside with its reason', async () => {
    const rows = Array.from({ length: 300 }, (_, i) => {
      const day = String((i % 28) + 1).padStart(2, '0')
      return [
        `J${i}`,
        `j${i % 40}`,
        `2024-05-${day} 10:00`,
        `p${i % 7}`,
        'Tea',
        `${1 + (i % 3)}`,
        '12.50',
        '杭州',
      ]
    })
    const names = header.split(',')
    const csv = bench.file('same.csv', `${[header, ...rows.map((row) => row.join(','))].join('\n')}\n`)
    const first = await bench.customer.imports.run(bench.workspace, { path: csv, mapping: orders })
    expect(first).toMatchObject({ read: 300, stored: 300 })
    const objects = rows.map((row) =>
      JSON.stringify(Object.fromEntries(row.map((cell, i) => [names[i], cell]))),
    )
    objects.splice(7, 0, '{"order":"J', '{"order":"J7","customer":12345678901234567890}')
    const json = bench.file('same.ndjson', objects.join('\n'))
    const inspected = await bench.customer.imports.inspect(bench.workspace, json)
    expect(inspected.columns.map(({ name }) => name)).toEqual(names)
    const second = await bench.customer.imports.run(bench.workspace, { path: json, mapping: orders })
    expect(second).toMatchObject({ read: 302, stored: 0, repeated: 300, rejected: 2, customersNew: 0 })
    expect(second.reasons.map(({ code }) => code)).toEqual(['not_an_object'])
    const rejects: string[] = []
    const { id } = bench.workspace
    for await (const part of rejectsCsv(bench.customer.deps, id, second.importId, names, 'en'))
      rejects.push(part)
    expect(rejects.join('')).toContain('12345678901234567890')
  })

  it('gives rows without an order number one of their own, the same each time', async () => {
    const mapping = mappingSchema.parse({
      kind: 'orders',
      source: 'cd',
      fields: { customer: { column: 'id' }, ts: { column: 'date' }, amount: { column: 'usd' } },
    })
    const path = bench.file('plain.csv', 'id,date,usd\n00001,1997-01-01,11.77\n00002,1997-01-12,12.00\n')
    const { importId } = await bench.customer.imports.run(bench.workspace, { path, mapping })
    const lines = await stored(importId)
    expect(new Set(lines.map((line) => line.order_id)).size).toBe(2)
    expect(lines[0]?.order_id).toMatch(/^~[0-9a-f]{16}$/)
    await bench.customer.imports.undo(bench.workspace, importId)
    const second = await bench.customer.imports.run(bench.workspace, { path, mapping })
    expect(second.stored).toBe(2)
  })

  it('is taken out again by undo, with the customers only it brought', async () => {
    const path = bench.file('undo.csv', `${header}\nU1,undo-1,2024-03-01 09:00,only-here,Lamp,1,5,\n`)
    const { importId } = await bench.customer.imports.run(bench.workspace, { path, mapping: orders })
    expect(await bench.customer.imports.undo(bench.workspace, importId)).toEqual({ removed: 1 })
    expect(await stored(importId)).toEqual([])
    const left = await bench.stores.ledger.db
      .selectFrom('identifiers')
      .select('id')
      .where('import_id', '=', importId)
      .execute()
    expect(left).toEqual([])
    const [products] = await bench.stores.warehouse.rows(
      sql`SELECT count() AS n FROM products FINAL WHERE product_id = 'only-here'`,
      z.object({ n: int64() }),
    )
    expect(products?.n).toBe(0)
    await expect(bench.customer.imports.undo(bench.workspace, importId)).rejects.toMatchObject({
      code: 'import.notUndoable',
    })
  })

  it('leaves nothing when it is cancelled while reading', async () => {
    const path = bench.file(
      'cancel.csv',
      `${header}\n${Array.from({ length: 60_000 }, (_, i) => `X${i},x${i % 50},2024-03-01 09:00,p1,Tea,1,1,`).join('\n')}`,
    )
    const controller = new AbortController()
    const task = { signal: controller.signal, report: () => controller.abort() }
    await expect(
      bench.customer.imports.run(bench.workspace, { path, mapping: orders }, task),
    ).rejects.toMatchObject({ code: 'common.cancelled' })
    const [row] = await bench.stores.ledger.db
      .selectFrom('imports')
      .select(['id', 'status'])
      .orderBy('id', 'desc')
      .limit(1)
      .execute()
    expect(row?.status).toBe('cancelled')
    expect(await stored(row?.id ?? '')).toEqual([])
    const tables = await bench.stores.warehouse.rows(
      sql`SELECT name FROM system.tables WHERE database = currentDatabase() AND name LIKE 'import_%'`,
      z.object({ name: z.string() }),
    )
    expect(tables).toEqual([])
  })
})

describe('imports whose process died', () => {
  it('are finished when they were committing, and cleared when they were reading', async () => {
    const { ledger, warehouse } = bench.stores
    const path = bench.file(
      'crash.csv',
      `${header}\nZ1,z1,2024-03-01 09:00,p1,Tea,1,1,\nZ2,z2,2024-03-01 09:00,p1,Tea,1,1,\n`,
    )
    // The engine refuses the last step once: what a crash in the middle of the commit looks like.
    let broken = true
    const failing = {
      ...bench.customer.deps,
      warehouse: new Proxy(warehouse, {
        get: (target, name) => {
          if (name === 'command')
            return async (statement: { text: string }, options: object) => {
              if (broken && statement.text.includes('ATTACH PARTITION')) throw new Error('killed')
              return target.command(statement as never, options)
            }
          const value = Reflect.get(target, name) as unknown
          return typeof value === 'function' ? value.bind(target) : value
        },
      }),
    }
    const { openCustomer } = await import('../../../src/customer/index.ts')
    const dying = openCustomer(failing)
    await expect(dying.imports.run(bench.workspace, { path, mapping: orders })).rejects.toThrow('killed')
    broken = false
    const [row] = await ledger.db
      .selectFrom('imports')
      .select(['id', 'status'])
      .orderBy('id', 'desc')
      .limit(1)
      .execute()
    expect(row?.status).toBe('committing')
    expect(await stored(row?.id ?? '')).toEqual([])

    const reading = crypto.randomUUID()
    await ledgerSql`INSERT INTO imports (id, workspace_id, kind, file_name, bytes, mapping, status, created_at)
      VALUES (${reading}, ${bench.workspace.id}, 'orders', 'gone.csv', 1, ${JSON.stringify(orders)}, 'reading', now())`.execute(
      ledger.db,
    )
    const settled = await bench.customer.imports.recover(async () => bench.workspace)
    expect(settled).toEqual({ finished: [row?.id], interrupted: [reading] })
    expect(await stored(row?.id ?? '')).toHaveLength(2)
    expect(await bench.customer.imports.recover(async () => bench.workspace)).toEqual({
      finished: [],
      interrupted: [],
    })
    const gone = await ledger.db
      .selectFrom('imports')
      .select(['status', 'error'])
      .where('id', '=', reading)
      .executeTakeFirst()
    expect(gone).toMatchObject({ status: 'failed', error: { code: 'import.interrupted' } })
  })
})
