import { sql as ledgerSql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { letGo } from '../../../src/customer/imports/working.ts'
import { type Customer, openCustomer } from '../../../src/customer/index.ts'
import { mappingSchema } from '../../../src/customer/mapping/mapping.schema.ts'
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
  source: 'shop',
  fields: {
    customer: { column: 'customer' },
    order_id: { column: 'order' },
    ts: { column: 'at' },
    product_id: { column: 'product' },
    quantity: { column: 'qty' },
    unit_price: { column: 'price' },
  },
})

/** A customer room that stands still before one step of an import, once, until it is let on. */
function standingStill(before: (step: string) => boolean) {
  let reached: () => void = () => {}
  let letOn: () => void = () => {}
  const there = new Promise<void>((resolve) => {
    reached = resolve
  })
  const goOn = new Promise<void>((resolve) => {
    letOn = resolve
  })
  let once = true
  const pause = async (step: string) => {
    if (!once || !before(step)) return
    once = false
    reached()
    await goOn
  }
  const warehouse = new Proxy(bench.stores.warehouse, {
    get: (target, name) => {
      if (name === 'command')
        return async (statement: { text: string }, options: object) => {
          await pause(statement.text)
          return target.command(statement as never, options)
        }
      if (name === 'insert')
        return async (...input: Parameters<typeof target.insert>) => {
          await pause(`insert ${input[0]}`)
          return target.insert(...input)
        }
      const value = Reflect.get(target, name) as unknown
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  const customer: Customer = openCustomer({ ...bench.customer.deps, warehouse })
  return { customer, there, letOn }
}

/** Cuts the connection that holds the lock of an import, as a restarted server or a broken network does. */
async function cutLock(): Promise<string> {
  const { rows } = await ledgerSql<{ gone: boolean }>`
    SELECT pg_terminate_backend(pid, 5000) AS gone FROM pg_locks
    WHERE locktype = 'advisory' AND classid = 741002
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`.execute(
    bench.stores.ledger.db,
  )
  expect(rows).toEqual([{ gone: true }])
  const { id } = await bench.stores.ledger.db
    .selectFrom('imports')
    .select('id')
    .where('status', 'in', ['reading', 'committing'])
    .executeTakeFirstOrThrow()
  return id
}

let name = 0
let path: string
beforeEach(() => {
  name++
  path = bench.file(
    `cut-${name}.csv`,
    `customer,order,at,product,qty,price\nC${name},A${name},2024-03-01 09:00,p1,1,10\nC${name},B${name},2024-03-02 09:00,p1,1,20\n`,
  )
})

async function left(importId: string) {
  const [facts] = await bench.stores.warehouse.rows(
    sql`SELECT count() AS n, uniqExact(row_key) AS keys FROM order_lines
        WHERE import_id = ${{ text: '{id:UUID}', params: { id: importId }, isSql: true as const }}`,
    z.object({ n: int64(), keys: int64() }),
  )
  const tables = await bench.stores.warehouse.rows(
    sql`SELECT name FROM system.tables WHERE database = currentDatabase() AND startsWith(name, 'import_')`,
    z.object({ name: z.string() }),
  )
  const { status } = await bench.stores.ledger.db
    .selectFrom('imports')
    .select('status')
    .where('id', '=', importId)
    .executeTakeFirstOrThrow()
  return { facts, tables, status }
}

const complete = { facts: { n: 2, keys: 2 }, tables: [], status: 'done' }
const recover = () => bench.customer.imports.recover(async () => bench.workspace)

describe('an import whose lock is lost while it commits', () => {
  it('takes the lock again and stores everything once', async () => {
    const { customer, there, letOn } = standingStill((step) => step.includes('ATTACH PARTITION'))
    const running = customer.imports.run(bench.workspace, { path, mapping: orders })
    await there
    const id = await cutLock()
    letOn()
    expect(await running).toMatchObject({ read: 2, stored: 2, repeated: 0 })
    expect(await left(id)).toEqual(complete)
  })

  const steps = [
    ['before it has taken the waiting rows', /^RENAME TABLE/],
    ['before its prepared table is made', /^CREATE TABLE/],
    ['before its prepared table is filled', /^INSERT INTO \W?import_/],
    ['before its parts are attached', /ATTACH PARTITION/],
    ['before the customers are written', /^INSERT INTO customers/],
  ] as const
  it.each(steps)('is finished by another process once: it stood %s', async (_, step) => {
    let committing = false
    const { customer, there, letOn } = standingStill((text) => {
      committing ||= text.includes('RENAME TABLE')
      return committing && step.test(text.trim())
    })
    const running = customer.imports.run(bench.workspace, { path, mapping: orders })
    await there
    const id = await cutLock()
    // As another process sees it.
    letGo(id)
    expect(await recover()).toEqual({ finished: [id], interrupted: [] })
    expect(await left(id)).toEqual(complete)
    letOn()
    // Whoever began it hears how it ended.
    expect(await running).toMatchObject({ read: 2, stored: 2, repeated: 0 })
    expect(await left(id)).toEqual(complete)
    expect(await recover()).toEqual({ finished: [], interrupted: [] })
  })

  it('is settled once when both go on at the same moment', async () => {
    const { customer, there, letOn } = standingStill((step) => step.includes('ATTACH PARTITION'))
    const running = customer.imports.run(bench.workspace, { path, mapping: orders })
    await there
    const id = await cutLock()
    letGo(id)
    const [summary] = await Promise.all([running, recover(), letOn()])
    expect(summary).toMatchObject({ read: 2, stored: 2, repeated: 0 })
    expect(await left(id)).toEqual(complete)
  })
})

describe('an import whose lock is lost while it reads', () => {
  it('goes on where nobody took it', async () => {
    const { customer, there, letOn } = standingStill((step) => step.startsWith('insert import_'))
    const running = customer.imports.run(bench.workspace, { path, mapping: orders })
    await there
    const id = await cutLock()
    letOn()
    expect(await running).toMatchObject({ stored: 2 })
    expect(await left(id)).toEqual(complete)
  })

  it('leaves nothing where another process took it for abandoned, and says so', async () => {
    const { customer, there, letOn } = standingStill((step) => step.startsWith('insert import_'))
    const running = customer.imports.run(bench.workspace, { path, mapping: orders })
    await there
    const id = await cutLock()
    letGo(id)
    expect(await recover()).toEqual({ finished: [], interrupted: [id] })
    letOn()
    await expect(running).rejects.toMatchObject({ code: 'import.interrupted' })
    expect(await left(id)).toEqual({ facts: { n: 0, keys: 0 }, tables: [], status: 'failed' })
    const identifiers = await bench.stores.ledger.db
      .selectFrom('identifiers')
      .select('id')
      .where('import_id', '=', id)
      .execute()
    expect(identifiers).toEqual([])
  })
})

describe('tables of imports that are over', () => {
  it('are removed, those of unfinished ones stay', async () => {
    const id = crypto.randomUUID()
    const table = `import_${id.replaceAll('-', '')}_rows_0123456789ab`
    const create = { text: `CREATE TABLE ${table} (a UInt8) ENGINE = MergeTree ORDER BY a`, params: {} }
    await bench.stores.warehouse.command({ ...create, isSql: true })
    await recover()
    const tables = await bench.stores.warehouse.rows(
      sql`SELECT name FROM system.tables WHERE database = currentDatabase() AND startsWith(name, 'import_')`,
      z.object({ name: z.string() }),
    )
    expect(tables).toEqual([])
  })
})
