import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { mappingSchema, openCustomer } from '../../../src/customer/index.ts'
import { createLog } from '../../../src/kit/log.ts'
import { type Bench, openBench } from '../support.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())

const phone = '13912345678'
const mail = 'canary.bird@example.com'

/** Every byte of every table of the workspace's warehouse, as text. */
async function dumpWarehouse(): Promise<string> {
  const { warehouse } = bench.stores
  let all = ''
  for (const table of [
    'customers',
    'products',
    'order_lines',
    'events',
    'touches',
    'decisions',
    'customer_features',
  ]) {
    const stream = await warehouse.stream(
      { text: `SELECT * FROM ${table}`, params: {}, isSql: true },
      'TabSeparated',
    )
    for await (const chunk of stream) all += String(chunk)
  }
  return all
}

function filesUnder(dir: string): string[] {
  return readdirSync(dir).flatMap((name) => {
    const path = join(dir, name)
    return statSync(path).isDirectory() ? filesUnder(path) : [path]
  })
}

it('keeps a planted telephone and e-mail out of the warehouse, the logs and the stored files', async () => {
  const logFile = join(bench.dir, 'log.ndjson')
  const customer = openCustomer({ ...bench.customer.deps, log: createLog({ level: 'debug', file: logFile }) })
  const content = [
    'order,customer,tel,mail,title,category,channel,shop,coupon,city,note,time,qty,price',
    `${phone},c1,${phone},${mail},Tea ${phone},call ${phone},${phone},${phone},${mail},${phone},${phone},2024-01-01 10:00,1,5`,
    `A2,${phone},,,Tea,,,,,,ask +86 139 1234 5678,2024-01-01 10:00,1,5`,
    `A3,c3,${phone},,Tea,,,,,,,2024-02-31 10:00,1,5`,
    `A4,c3,12${phone},x${mail}@y,Tea,,,,,,,2024-01-31 10:00,${phone}x,5`,
  ].join('\n')
  const { fileId } = await customer.uploads.store(
    bench.workspace,
    'canary.csv',
    Readable.from([Buffer.from(content)]),
  )
  const path = bench.file('canary-source.csv', content)
  const mapping = mappingSchema.parse({
    kind: 'orders',
    fields: {
      order_id: { column: 'order' },
      customer: { column: 'customer' },
      phone: { column: 'tel' },
      email: { column: 'mail' },
      product_name: { column: 'title' },
      product_id: { column: 'note' },
      category: { column: 'category' },
      channel: { column: 'channel' },
      place_id: { column: 'shop' },
      coupon: { column: 'coupon' },
      city: { column: 'city' },
      ts: { column: 'time' },
      quantity: { column: 'qty' },
      unit_price: { column: 'price' },
    },
  })
  const summary = await customer.imports.run(bench.workspace, { path, mapping })
  expect(summary).toMatchObject({ read: 4, stored: 2, rejected: 2 })
  expect(summary.reasons.some(({ code }) => code === 'identifier_in_text')).toBe(true)
  const members = mappingSchema.parse({
    kind: 'customers',
    fields: { customer: { column: 'id' }, tier: { column: 'tier' } },
    attributes: { note: { column: 'note' } },
  })
  await customer.imports.run(bench.workspace, {
    path: bench.file('m.csv', `id,tier,note,other\nm1,${phone},mail ${mail},${phone}\n`),
    mapping: members,
  })

  const inspected = await customer.imports.inspect(bench.workspace, path)
  const warehouse = await dumpWarehouse()
  const { rows } = await bench.stores.ledger.pool.query<{ t: string }>(
    `SELECT row_to_json(x)::text AS t FROM (SELECT * FROM imports) x
     UNION ALL SELECT row_to_json(x)::text FROM identifiers x UNION ALL SELECT row_to_json(x)::text FROM import_rejects x
     UNION ALL SELECT row_to_json(x)::text FROM tasks x UNION ALL SELECT row_to_json(x)::text FROM uploads x`,
  )
  const stored = filesUnder(bench.dir)
    .filter((file) => !file.endsWith('.csv'))
    .map((file) => readFileSync(file, 'latin1'))
  expect(stored.length).toBeGreaterThan(0)
  for (const [where, text] of [
    ['warehouse', warehouse],
    ['ledger', rows.map((row) => row.t).join('\n')],
    ['preview', JSON.stringify(inspected.preview)],
    ['columns', JSON.stringify(inspected.columns)],
    ['summary', JSON.stringify(summary)],
    ...stored.map((text) => ['files', text]),
  ] as [string, string][]) {
    expect(text.includes(phone), where).toBe(false)
    expect(text.includes('139 1234 5678'), where).toBe(false)
    expect(text.includes(mail), where).toBe(false)
  }
  // And yet it is known: who owns the number is found, and the file can be read again.
  const [owner] = (await customer.persons.resolve(bench.workspace, 'phone', [phone])).values()
  expect(owner).toBeGreaterThan(0)
  const source = await customer.uploads.open(bench.workspace, fileId)
  let text = ''
  for await (const chunk of source.open()) text += String(chunk)
  expect(text).toBe(content)
})
