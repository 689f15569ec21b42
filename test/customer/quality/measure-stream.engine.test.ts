import { sql as pgSql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Days, measureStream } from '../../../src/customer/quality/measure/measure-stream.ts'
import { manualClock } from '../../../src/kit/clock.ts'
import { seededRandom } from '../../../src/kit/random.ts'
import { sql } from '../../../src/kit/sql.ts'
import { type Bench, openBench } from '../support.ts'

const zone = 'Asia/Shanghai'
const dayMs = 86_400_000
const start = Date.UTC(2026, 10, 1, 12)
const clock = manualClock(new Date(start + 12 * dayMs))
let bench: Bench
beforeAll(async () => {
  bench = await openBench({ clock, timeZone: zone })
})
afterAll(() => bench.close())

interface Made {
  name: string
  ts: number
  storedAt: number
  messageId: string
  product: string
  category: string
  channel: string
  value: number
  properties: string
}

/** Events of ten days, in no order, some late, some twice, orders that do and do not add up; none on the fourth day. */
function madeUp(count: number): Made[] {
  const random = seededRandom(7)
  const events = Array.from({ length: count }, (_, i): Made => {
    const storedAt = start + random.below(10 * dayMs)
    const order = random.next() < 0.3
    const value = order ? 1 + random.below(5_000) : 0
    const said = random.next() < 0.8 ? value / 100 : value / 100 + 50
    return {
      name: order ? 'Order Completed' : random.next() < 0.5 ? 'page' : 'Product Viewed',
      ts: storedAt - random.below(30 * 3_600_000),
      storedAt,
      messageId: `m${random.next() < 0.05 ? Math.floor(i / 2) : i}`,
      product: random.next() < 0.4 ? '' : `p${random.below(20)}`,
      category: ['', 'tea', 'cups'][random.below(3)] ?? '',
      channel: random.next() < 0.5 ? 'web' : '',
      value,
      properties: !order
        ? '{}'
        : random.next() < 0.1
          ? '{"order_id":"x"}'
          : JSON.stringify({ order_id: 'x', revenue: said, coupon: null }),
    }
  })
  return events.filter(({ storedAt }) => dayOf(storedAt) !== dayOf(start + 3 * dayMs))
}

const dayOf = (ms: number) => new Date(ms).toLocaleDateString('sv-SE', { timeZone: zone })
const engineTime = (ms: number) => new Date(ms).toISOString().replace('T', ' ').replace('Z', '')

async function sourceOf(events: readonly Made[]): Promise<string> {
  const { rows } = await pgSql<{ id: string }>`
    INSERT INTO sources (id, workspace_id, name, owner, kind, created_at)
    VALUES (gen_random_uuid(), ${bench.workspace.id}, gen_random_uuid()::text, '', 'stream', now()) RETURNING id`.execute(
    bench.stores.ledger.db,
  )
  const source = rows[0]?.id ?? ''
  await addTo(source, events)
  return source
}

async function addTo(source: string, events: readonly Made[]): Promise<void> {
  const lines = events.map((one) =>
    JSON.stringify({
      ...{ workspace_id: bench.workspace.id, name: one.name, person_key: 1, ts: engineTime(one.ts) },
      ...{ message_id: one.messageId, product_id: one.product, category: one.category, channel: one.channel },
      ...{ value_minor: one.value, properties: JSON.parse(one.properties) as unknown, source },
      stored_at: engineTime(one.storedAt),
    }),
  )
  const columns = [
    ...['workspace_id', 'name', 'person_key', 'ts', 'message_id', 'product_id', 'category', 'channel'],
    ...['value_minor', 'properties', 'source', 'stored_at'],
  ]
  await bench.stores.warehouse.insert('events', columns, Buffer.from(lines.join('\n')), {
    format: 'JSONEachRow',
  })
}

/** All that stands of a source, but when it was measured and which rows are shown. */
async function standing(source: string) {
  const read = (table: string, columns: string) =>
    bench.stores.warehouse.rows(
      sql`SELECT ${{ text: columns, params: {}, isSql: true }} FROM ${{ text: table, params: {}, isSql: true }} FINAL
          WHERE source_id = toUUID(${{ text: '{source:String}', params: { source }, isSql: true }}) ORDER BY ALL`,
      z.record(z.string(), z.unknown()),
    )
  return {
    runs: await read(
      'quality_runs',
      'run_id, dataset, rows, accepted, rejected, unique_rows, stored, oldest, newest',
    ),
    fields: await read(
      'quality_fields',
      'run_id, dataset, field, judged, filled, valid, distinct_values, round(mean, 6) AS mean, round(deviation, 6) AS deviation, newest, categories',
    ),
    checks: await read('quality_checks', 'run_id, check_id, applicable, faults, length(samples) AS samples'),
    volume: await read('quality_volume', 'hour, rows'),
  }
}

const measure = (source: string, days: Days) =>
  measureStream({ ...bench.customer.deps, ...bench.stores }, bench.workspace, source, days)
const all: Days = { from: dayOf(start), to: dayOf(start + 11 * dayMs) }
const eachDay = Array.from({ length: 12 }, (_, i) => dayOf(start + i * dayMs))

describe('a stream measured over many days at once', () => {
  const events = madeUp(3_000)

  it('says the same as each day measured by itself, and as a plain count', async () => {
    const source = await sourceOf(events)
    await measure(source, all)
    const once = await standing(source)
    for (const day of eachDay) await measure(source, { from: day, to: day })
    expect(await standing(source)).toEqual(once)

    const byDay = new Map<string, Made[]>()
    for (const one of events) byDay.set(dayOf(one.storedAt), [...(byDay.get(dayOf(one.storedAt)) ?? []), one])
    const days = [...byDay].sort(([a], [b]) => (a < b ? -1 : 1))
    expect(
      once.runs.map(({ run_id, rows, unique_rows, oldest, newest }) => [
        run_id,
        Number(rows),
        Number(unique_rows),
        oldest,
        newest,
      ]),
    ).toEqual(
      days.map(([day, of]) => [
        day,
        of.length,
        new Set(of.map(({ messageId }) => messageId)).size,
        engineTime(Math.min(...of.map(({ ts }) => ts))),
        engineTime(Math.max(...of.map(({ ts }) => ts))),
      ]),
    )
    const fieldsOf = (name: string) =>
      once.fields
        .filter(({ field }) => field === name)
        .map((one) => [one.run_id, Number(one.filled), Number(one.distinct_values)])
    for (const [field, of] of [
      ['product_id', 'product'],
      ['category', 'category'],
      ['channel', 'channel'],
    ] as const)
      expect(fieldsOf(field)).toEqual(
        days.map(([day, rows]) => {
          const filled = rows.map((row) => row[of]).filter((value) => value !== '')
          return [day, filled.length, new Set(filled).size]
        }),
      )
    expect(once.checks.map((one) => [one.run_id, Number(one.applicable), Number(one.faults)])).toEqual(
      days.map(([day, rows]) => {
        const orders = rows.filter(({ properties }) => properties.includes('revenue'))
        const said = (row: Made) =>
          Math.round((JSON.parse(row.properties) as { revenue: number }).revenue * 100)
        return [
          day,
          orders.length,
          orders.filter((row) => Math.abs(row.value - said(row)) > Math.max(1, 0.005 * row.value)).length,
        ]
      }),
    )
    const hours = new Map<string, number>()
    for (const { ts } of events) {
      const hour = `${engineTime(ts).slice(0, 13)}:00:00`
      hours.set(hour, (hours.get(hour) ?? 0) + 1)
    }
    expect(new Map(once.volume.map(({ hour, rows }) => [String(hour), Number(rows)]))).toEqual(hours)
  })

  it('replaces what stands, also where the clock was set back since', async () => {
    const [first = [], later = []] = [events.slice(0, 40), events.slice(40, 60)]
    const source = await sourceOf(first)
    await measure(source, all)
    const before = await standing(source)
    await addTo(source, later)
    clock.set(new Date(start + 5 * dayMs))
    await measure(source, all)
    clock.set(new Date(start + 12 * dayMs))
    const sum = (rows: readonly Record<string, unknown>[]) =>
      rows.reduce((all, row) => all + Number(row.rows), 0)
    const after = await standing(source)
    expect([sum(before.runs), sum(before.volume)]).toEqual([40, 40])
    expect([sum(after.runs), sum(after.volume)]).toEqual([60, 60])
    const payload = after.fields.filter(({ field }) => field === 'payload')
    expect(payload.reduce((all, row) => all + Number(row.filled), 0)).toBe(60)
  })
})
