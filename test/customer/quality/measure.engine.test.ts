import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mappingSchema } from '../../../src/customer/index.ts'
import { healthOf, oneHealthOf } from '../../../src/customer/quality/health.ts'
import { fieldsOfRuns, runsOf } from '../../../src/customer/quality/read-measured.ts'
import { manualClock } from '../../../src/kit/clock.ts'
import { seededRandom } from '../../../src/kit/random.ts'
import { type Bench, openBench } from '../support.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench({ clock: manualClock(new Date('2026-11-22T08:00:00Z')) })
})
afterAll(() => bench.close())

const ordersMapping = mappingSchema.parse({
  kind: 'orders',
  source: 'shop',
  timeZone: 'UTC',
  currency: 'EUR',
  fields: {
    order_id: { column: 'order' },
    ts: { column: 'time' },
    customer: { column: 'customer' },
    product_id: { column: 'sku' },
    quantity: { column: 'qty' },
    unit_price: { column: 'price' },
    amount: { column: 'paid' },
    channel: { column: 'channel' },
    country: { column: 'country' },
  },
})

interface Line {
  order: string
  time: string
  customer: string
  sku: string
  qty: string
  price: string
  paid: string
  channel: string
  country: string
}

/** Lines that are all right, by a seed. */
function goodLines(count: number, seed: number): Line[] {
  const random = seededRandom(seed)
  return Array.from({ length: count }, (_, i) => {
    const qty = 1 + random.below(4)
    const price = 5 + random.below(2_000) / 100
    return {
      order: `o${i}`,
      time: new Date(Date.UTC(2026, 9, 1 + (i % 28), i % 24)).toISOString(),
      customer: `c${i % 40}`,
      sku: `p${i % 25}`,
      qty: String(qty),
      price: price.toFixed(2),
      paid: (qty * price).toFixed(2),
      channel: i % 3 === 0 ? 'web' : 'shop',
      country: 'FR',
    }
  })
}

const asCsv = (rows: readonly object[]) =>
  [Object.keys(rows[0] ?? {}).join(','), ...rows.map((row) => Object.values(row).join(','))].join('\n')

const run = (
  name: string,
  text: string,
  mapping: Parameters<typeof bench.customer.imports.run>[1]['mapping'],
) => bench.customer.imports.run(bench.workspace, { path: bench.file(name, text), fileName: name, mapping })

describe('a run of order lines with planted faults', () => {
  const lines = goodLines(600, 7)
  const edit = (i: number, change: Partial<Line>) => {
    lines[i] = { ...(lines[i] as Line), ...change }
  }
  for (let i = 0; i < 30; i++) edit(i, { channel: '' }) // 30 blanks
  for (let i = 30; i < 37; i++) edit(i, { time: 'not a day' }) // 7 rejected for ts
  for (let i = 40; i < 45; i++) edit(i, { price: 'cheap' }) // 5 rejected for unit_price
  for (let i = 50; i < 61; i++) edit(i, { paid: '1000.00' }) // 11 sums
  for (let i = 70; i < 73; i++) edit(i, { time: '2027-03-01T00:00:00Z' }) // 3 in the future
  for (let i = 80; i < 84; i++) edit(i, { time: '1985-03-01T00:00:00Z' }) // 4 before birth: customers 0–3 born 1990
  for (let i = 90; i < 96; i++) edit(i, { sku: 'unlisted' }) // 6 unknown products
  for (let i = 100; i < 109; i++) edit(i, { customer: `stranger${i}`, country: '' }) // 9 on no list
  for (let i = 120; i < 122; i++) edit(i, { country: 'DE', customer: 'c1' }) // last said of c1: DE at row 602
  lines.push({ ...(lines[200] as Line) }, { ...(lines[201] as Line) }) // 2 repeated rows
  lines.push({ ...(lines[300] as Line), order: 'last-of-c1', customer: 'c1', country: 'DE' })

  beforeAll(async () => {
    await run(
      'members.csv',
      asCsv(
        Array.from({ length: 40 }, (_, i) => ({
          id: `c${i}`,
          born: i < 4 ? '1990-01-02' : '',
          country: 'FR',
        })),
      ),
      mappingSchema.parse({
        kind: 'customers',
        source: 'crm',
        fields: { customer: { column: 'id' }, birthday: { column: 'born' }, country: { column: 'country' } },
      }),
    )
    await run(
      'catalogue.csv',
      asCsv(Array.from({ length: 25 }, (_, i) => ({ sku: `p${i}`, price: '10', cost: i < 2 ? '12' : '4' }))),
      mappingSchema.parse({
        kind: 'products',
        source: 'pim',
        currency: 'EUR',
        fields: { product_id: { column: 'sku' }, price: { column: 'price' }, cost: { column: 'cost' } },
      }),
    )
    const summary = await run('orders.csv', asCsv(lines), ordersMapping)
    expect(summary).toMatchObject({ read: 603, rejected: 12, repeated: 2 })
  })

  async function orders() {
    const health = await healthOf(bench.customer.deps, bench.workspace)
    const source = health.sources.find(({ name }) => name === 'orders.csv')
    return oneHealthOf(bench.customer.deps, bench.workspace, source?.id ?? '')
  }

  it('counts each fault exactly', async () => {
    const { checks } = await orders()
    expect(Object.fromEntries(checks.map(({ check, faults }) => [check, faults]))).toEqual({
      sum: 11,
      future: 3,
      before_birth: 4,
      unknown_product: 6,
      unknown_customer: 9,
      'differs.country': 1,
    })
    const applicable = Object.fromEntries(checks.map((one) => [one.check, one.applicable]))
    expect(applicable).toMatchObject({ sum: 591, future: 591, unknown_product: 591, 'differs.country': 40 })
  })

  it('names the rows at fault as the file numbers them', async () => {
    const { checks } = await orders()
    const rowsOf = (check: string) =>
      checks.find((one) => one.check === check)?.samples.map(({ row }) => Number(row))
    expect(rowsOf('future')).toEqual([72, 73, 74])
    expect(rowsOf('before_birth')).toEqual([82, 83, 84, 85])
    expect(checks.find(({ check }) => check === 'differs.country')?.samples[0]).toMatchObject({
      here: 'de',
      elsewhere: 'fr',
    })
  })

  it('agrees with a count made without the engine', async () => {
    const { fields } = await orders()
    // Rows rejected for another field say nothing of this one.
    const rejected = (line: Line) =>
      line.time === 'not a day' ? 'ts' : line.price === 'cheap' ? 'unit_price' : null
    const columns = {
      channel: 'channel',
      ts: 'time',
      unit_price: 'price',
      country: 'country',
      product_id: 'sku',
    } as const
    for (const [field, column] of Object.entries(columns)) {
      const judged = lines.filter((line) => [null, field].includes(rejected(line)))
      const filled = judged.filter((line) => line[column] !== '')
      const valid = filled.filter((line) => rejected(line) === null)
      const distinct = new Set(valid.map((line) => line[column])).size
      const measured = fields.find((one) => one.field === field)
      expect(measured, field).toMatchObject({
        completeness: filled.length / judged.length,
        validity: valid.length / filled.length,
        distinct,
      })
    }
    const values = fields.find(({ field }) => field === 'channel')?.values
    const kept = lines.filter((line) => rejected(line) === null)
    expect(values).toEqual([
      { value: 'shop', rows: kept.filter(({ channel }) => channel === 'shop').length },
      { value: 'web', rows: kept.filter(({ channel }) => channel === 'web').length },
    ])
  })

  it('puts the dimensions together from the counts', async () => {
    const { source, volume } = await orders()
    expect(source.now?.uniqueness).toBeCloseTo(589 / 591, 12)
    expect(source.now?.consistency).toBeLessThan(1)
    expect(source.now?.timeliness).toBeNull()
    // All that were new but those dated ahead of today, and those of 1985, long before the days shown.
    expect(volume.reduce((sum, { rows }) => sum + rows, 0)).toBe(589 - 3 - 4)
  })

  it('finds goods that cost more than their price', async () => {
    const health = await healthOf(bench.customer.deps, bench.workspace)
    const products = health.sources.find(({ name }) => name === 'catalogue.csv')
    const { checks } = await oneHealthOf(bench.customer.deps, bench.workspace, products?.id ?? '')
    expect(checks).toMatchObject([{ check: 'cost_above_price', applicable: 25, faults: 2 }])
  })

  it('keeps a series: a second run is a second point, an undone one is gone', async () => {
    const { importId } = await run('orders.csv', asCsv(goodLines(50, 9)), ordersMapping)
    const at = { workspaceId: bench.workspace.id, source: '', limit: 30 }
    const before = await bench.stores.warehouse.query(runsOf, at)
    expect(before.filter(({ dataset }) => dataset === 'orders')).toHaveLength(2)
    await bench.customer.imports.undo(bench.workspace, importId)
    const after = await bench.stores.warehouse.query(runsOf, at)
    expect(after.filter(({ dataset }) => dataset === 'orders')).toHaveLength(1)
    const fields = await bench.stores.warehouse.query(fieldsOfRuns, {
      workspaceId: bench.workspace.id,
      source: '',
      runs: 30,
    })
    expect(fields.some(({ runId }) => runId === importId)).toBe(false)
  })
})
