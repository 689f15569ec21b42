import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { decide, mergePersons } from '../../../src/customer/identity/merges.ts'
import { customersNow, mappingSchema } from '../../../src/customer/index.ts'
import { attributesOfMany } from '../../../src/customer/profiles/profile.ts'
import { manualClock } from '../../../src/kit/clock.ts'
import { sql } from '../../../src/kit/sql.ts'
import { type Bench, openBench } from '../support.ts'

const clock = manualClock(new Date('2026-11-22T04:00:00Z'))
let bench: Bench
beforeAll(async () => {
  bench = await openBench({ clock })
})
afterAll(() => bench.close())

const members = mappingSchema.parse({
  kind: 'customers',
  fields: {
    customer: { column: 'id' },
    name: { column: 'name' },
    email: { column: 'email' },
    city: { column: 'city' },
    gender: { column: 'gender' },
    tier: { column: 'tier' },
    birthday: { column: 'born' },
  },
  attributes: { hobby: { column: 'hobby' }, plan: { column: 'plan' } },
})
const orders = mappingSchema.parse({
  kind: 'orders',
  fields: {
    order_id: { column: 'order' },
    customer: { column: 'id' },
    ts: { column: 'at' },
    amount: { column: 'amount' },
    city: { column: 'city' },
  },
})
const memberHeader = 'id,name,email,city,gender,tier,born,hobby,plan'
const orderHeader = 'order,id,at,amount,city'

const people = ['u1', 'u2', 'u3', 'u4']
const cell = (...values: string[]) => fc.constantFrom('', '', ...values)
const memberRow = fc
  .tuple(
    fc.constantFrom(...people),
    cell('Anna Lee', 'Anna Li', '王芳'),
    cell('a@example.com', 'b@example.com'),
    cell('Ghent', 'Leeds', '上海'),
    cell('f', 'm'),
    cell('gold', 'silver'),
    cell('1990-05-01', '1991-05-01'),
    cell('chess', 'running'),
    cell('basic', 'plus'),
  )
  .map((cells) => cells.join(','))
const orderRow = fc
  .tuple(
    fc.integer({ min: 1, max: 6 }),
    fc.constantFrom(...people),
    fc.constantFrom('2026-03-01', '2026-05-01'),
    fc.integer({ min: 1, max: 90 }),
    cell('Ghent', 'Leeds'),
  )
  .map(([order, ...cells]) => [`o${order}`, ...cells].join(','))
const file = fc.oneof(
  fc.array(memberRow, { minLength: 1, maxLength: 5 }).map((rows) => ({ kind: 'customers' as const, rows })),
  fc.array(orderRow, { minLength: 1, maxLength: 4 }).map((rows) => ({ kind: 'orders' as const, rows })),
)
type File = { kind: 'customers' | 'orders'; rows: string[] }

let serial = 0
async function bring({ kind, rows }: File): Promise<string> {
  clock.advance(60_000)
  const mapping = kind === 'customers' ? members : orders
  const header = kind === 'customers' ? memberHeader : orderHeader
  const path = bench.file(`f${serial++}.csv`, [header, ...rows].join('\n'))
  const { importId } = await bench.customer.imports.run(bench.workspace, { path, mapping })
  return importId
}

/** What pages, lists and segments read of customers: every column but when it was written. */
async function everything(): Promise<string> {
  const { stores, customer, workspace } = bench
  const rows = await stores.warehouse.rows(
    sql`SELECT person_key AS key, toJSONString(tuple(first_seen, status, country, region, city, gender, birth_year, tier,
          language, reachable, attributes::String)) AS of
        FROM ${customersNow(sql`workspace_id = ${{ text: String(workspace.id), params: {}, isSql: true }}`)} ORDER BY key`,
    z.object({ key: z.coerce.number(), of: z.string() }),
  )
  const lines = await stores.warehouse.rows(
    sql`SELECT toJSONString(tuple(person_key, ts, order_id, kind, amount_minor, import_id)) AS of FROM order_lines ORDER BY of`,
    z.object({ of: z.string() }),
  )
  const keys = rows.map(({ key }) => key)
  const listed = await customer.profiles.rows(workspace, keys)
  const attributes = [...(await attributesOfMany(stores, workspace, keys))]
  const labels = [...(await customer.persons.labels(workspace, keys))]
  const addresses = [...(await customer.persons.addresses(workspace, keys, 'email'))].map(([key, one]) => [
    key,
    one.address,
  ])
  const { rows: identifiers } = await stores.ledger.pool.query(
    `SELECT person_key, kind, source, first_seen_at, last_seen_at, import_id, last_import_id FROM identifiers
     ORDER BY person_key, kind, blind_index`,
  )
  return JSON.stringify({ rows, lines, listed, attributes, labels, addresses, identifiers })
}

async function empty(): Promise<void> {
  const { warehouse, ledger } = bench.stores
  for (const table of ['customers', 'customer_sayings', 'merged_values', 'order_lines', 'source_records'])
    await warehouse.command(sql`TRUNCATE TABLE ${{ text: table, params: {}, isSql: true }}`)
  await ledger.pool.query('DELETE FROM identifiers')
}

describe('an import that is taken out again', () => {
  it('leaves what was before it, whichever of two that overlap goes first', async () => {
    await bring({
      kind: 'customers',
      rows: ['u1,Anna Lee,a@example.com,Ghent,f,gold,1990-05-01,chess,basic'],
    })
    const base = await everything()
    await fc.assert(
      fc.asyncProperty(file, file, async (a, b) => {
        const first = await bring(a)
        const before = await everything()
        const second = await bring(b)
        await bench.customer.imports.undo(bench.workspace, second)
        expect(await everything()).toBe(before)
        const again = await bring(b)
        await bench.customer.imports.undo(bench.workspace, first)
        await bench.customer.imports.undo(bench.workspace, again)
        expect(await everything()).toBe(base)
      }),
      { numRuns: 3, seed: 20261122, endOnFailure: true },
    )
  }, 300_000)

  it('gives back what was told of two people who are one by now', async () => {
    await empty()
    await bring({
      kind: 'customers',
      rows: ['u1,Anna Lee,,Ghent,f,,,chess,', 'u2,,b@example.com,Leeds,f,gold,,,plus'],
    })
    const keys = await bench.customer.persons.resolve(bench.workspace, 'account', ['u1', 'u2'])
    const [keep, merge] = [keys.get('u1') ?? 0, keys.get('u2') ?? 0]
    await decide(bench.stores.ledger, bench.workspace.id, (trx) =>
      mergePersons(trx, {
        workspaceId: bench.workspace.id,
        keep,
        merge,
        rule: 'hand',
        actor: { kind: 'user', id: 'tester' },
        evidence: [],
        at: clock.now(),
      }),
    )
    await bench.customer.persons.pump()
    const before = await everything()
    // Of each the newest word, whichever of the two it was said of; of the same moment its own.
    expect(JSON.parse(before).rows).toHaveLength(1)
    expect(before).toContain('gold')
    expect(before).toContain('chess')
    const later = await bring({ kind: 'customers', rows: ['u2,,,上海,,silver,,running,'] })
    const merged = await everything()
    expect(merged).toContain('上海')
    expect(merged).toContain('running')
    await bench.customer.imports.undo(bench.workspace, later)
    expect(await everything()).toBe(before)
  })
})
