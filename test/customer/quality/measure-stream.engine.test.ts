import { sql as pgSql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { fieldMapOf } from '../../../src/customer/quality/field-map/field-map.ts'
import { oneHealthOf } from '../../../src/customer/quality/health.ts'
import { type Days, measureStream } from '../../../src/customer/quality/measure/measure-stream.ts'
import { manualClock } from '../../../src/kit/clock.ts'
import { seededRandom } from '../../../src/kit/random.ts'
import { sql } from '../../../src/kit/sql.ts'
import { openStream, owner } from '../collection/collected.ts'
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
  traits?: Record<string, number>
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
  const marked = events.filter(({ traits }) => traits)
  if (marked.length === 0) return
  const marks = marked.map((one) =>
    JSON.stringify({
      ...{ workspace_id: bench.workspace.id, source, message_id: one.messageId, person_key: 1 },
      ...{ ts: engineTime(one.ts), marks: one.traits, stored_at: engineTime(one.storedAt) },
    }),
  )
  await bench.stores.warehouse.insert(
    'trait_marks',
    ['workspace_id', 'source', 'message_id', 'person_key', 'ts', 'marks', 'stored_at'],
    Buffer.from(marks.join('\n')),
    { format: 'JSONEachRow' },
  )
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
        .map((one) => [one.run_id, ...[one.judged, one.filled, one.distinct_values].map(Number)])
    // Judged of the events that have to fill it: pages and orders name no product, and only orders an amount.
    for (const [field, of, names] of [
      ['product_id', 'product', ['Product Viewed']],
      ['category', 'category', ['Product Viewed']],
      ['value', 'value', ['Order Completed']],
      ['channel', 'channel', null],
    ] as const)
      expect(fieldsOf(field), field).toEqual(
        days.map(([day, rows]) => {
          const judged = rows.filter(({ name }) => names === null || names.some((one) => one === name))
          const filled = judged.map((row) => row[of]).filter((value) => value !== '' && value !== 0)
          return [day, judged.length, filled.length, new Set(filled).size]
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

  it('misses a product where the contract of an event requires it, and nowhere where a contract does not', async () => {
    const at = (n: number, name: string, product: string): Made => ({
      ...made(0),
      ...{ name, product, messageId: `c${n}`, category: 'tea' },
    })
    const source = await sourceOf([
      ...[at(1, 'Quiz Ended', 'p1'), at(2, 'Quiz Ended', ''), at(3, 'Quiz Begun', '')],
      ...[at(4, 'Product Viewed', ''), at(5, 'Product Added', 'p1')],
    ])
    const judged = async () => {
      await measure(source, all)
      const { fields } = await standing(source)
      return fields
        .filter(({ field }) => field === 'product_id' || field === 'category')
        .map((one) => `${one.field} ${one.filled}/${one.judged}`)
    }
    expect(await judged()).toEqual(['category 2/2', 'product_id 1/2'])
    const contract = (subject: string, fields: object) =>
      pgSql`
      WITH made AS (
        INSERT INTO contracts (id, workspace_id, source_id, subject, mode, version, created_at, updated_at)
        VALUES (gen_random_uuid(), ${bench.workspace.id}, ${source}::uuid, ${subject}, 'watch', 1, now(), now()) RETURNING id)
      INSERT INTO contract_versions (contract_id, version, body, changes, compatible, created_at, created_by)
      SELECT id, 1, ${JSON.stringify({ fields })}::jsonb, '[]', true, now(), 'test' FROM made`.execute(
        bench.stores.ledger.db,
      )
    await contract('Quiz Ended', { 'properties.product_id': { type: 'text', required: true } })
    await contract('Product Viewed', { 'properties.product_id': { type: 'text' } })
    expect(await judged()).toEqual(['category 1/1', 'product_id 2/3'])
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

describe('traits of identify calls', () => {
  const random = seededRandom(11)
  const oneOf = <T>(...values: T[]) => values[random.below(values.length)] as T
  const calls = Array.from({ length: 400 }, (_, i) => {
    const customer = `u${random.below(120)}`
    const traits: Record<string, unknown> = {}
    const put = (name: string, value: unknown) => {
      if (random.next() < 0.7) traits[name] = value
    }
    put(
      'email',
      oneOf<unknown>(
        `${customer}@example.com`,
        'shared@example.com',
        ` ${customer.toUpperCase()}@Example.com`,
        'no mail',
        true,
        '',
      ),
    )
    put('mobile', oneOf('13800138000', `1380013${8000 + random.below(40)}`, '12'))
    put('birthday', oneOf('1990-05-01', '农历五月初五', '1988', 'soon'))
    put('unionid', oneOf<unknown>(`union-${customer}`, 'union-shared', 7))
    put('city', oneOf('杭州', 'Paris', '  ', 'call 13912345678'))
    put('size', oneOf('M', 'L', null, ''))
    put('note', oneOf('likes tea', 'mail me at someone@example.com'))
    return { type: 'identify', userId: customer, messageId: `i${i}`, traits }
  })
  const now = { from: dayOf(Date.now() - dayMs), to: dayOf(Date.now() + dayMs) }

  /** Counted by hand: as [filled, valid, distinct]. */
  const plain = (trait: string, normal: (value: string) => string | null) => {
    const values = calls.flatMap(({ traits }) => {
      const value = traits[trait]
      if (value === undefined || value === null || (typeof value === 'string' && value.trim() === ''))
        return []
      return [typeof value === 'string' ? normal(value.trim()) : null]
    })
    const good = values.filter((value) => value !== null)
    return [values.length, good.length, new Set(good).size]
  }
  const masked = (value: string) => (/\d{11}|@/.test(value) ? null : value)

  it('are counted as a plain count says, without their values being kept', async () => {
    const stream = openStream(bench)
    try {
      const source = await stream.sources.create(bench.workspace.id, { name: 'App', owner: '' }, owner)
      const { secret } = await stream.sources.addKey(bench.workspace.id, source.id, owner)
      const send = (batch: unknown[]) =>
        stream.receive({ method: 'batch', key: secret, body: { batch }, bytes: 90_000, locale: 'en' })
      await send(calls)
      await send([
        ...calls.slice(0, 20), // sent twice, counted once
        { type: 'identify', userId: 'u1', messageId: 'gone', traitsMode: 'unset', traits: { city: true } },
        { type: 'page', anonymousId: 'a', messageId: 'page', name: 'Home' },
      ])
      await measure(source.id, now)
      const health = await oneHealthOf(bench.customer.deps, bench.workspace, source.id)
      const counted = (await standing(source.id)).fields.filter(({ dataset }) => dataset === 'customers')
      const of = (field: string) => {
        const row = counted.find((one) => one.field === field)
        return [row?.filled, row?.valid, row?.distinct_values].map(Number)
      }
      expect(counted.every(({ judged }) => Number(judged) === 400)).toBe(true)
      const mail = (value: string) => (value.includes('@') ? value.toLowerCase() : null)
      expect(of('email')).toEqual(plain('email', mail))
      expect(of('phone')).toEqual(plain('mobile', (value) => (value.length === 11 ? value : null)))
      expect(of('birthday')).toEqual(plain('birthday', (value) => (value === 'soon' ? null : value)))
      expect(of('city')).toEqual(plain('city', masked))
      expect(of('attributes.size')).toEqual(plain('size', masked))
      expect(of('attributes.note')).toEqual(plain('note', masked))
      expect(of('customer')).toEqual([400, 400, new Set(calls.map(({ userId }) => userId)).size])

      const people = new Map<string, Set<string>>()
      for (const { traits, userId } of calls) {
        const value = typeof traits.email === 'string' ? mail(traits.email.trim()) : null
        if (value !== null) people.set(value, (people.get(value) ?? new Set()).add(userId))
      }
      const own = [...people.values()].filter((users) => users.size === 1).length
      const unions = new Map<string, Set<string>>()
      for (const { traits, userId } of calls)
        if (traits.unionid !== undefined)
          unions.set(String(traits.unionid), (unions.get(String(traits.unionid)) ?? new Set()).add(userId))
      expect(health.fields.find(({ field }) => field === 'unionid')?.unique).toBeCloseTo(
        [...unions.values()].filter((users) => users.size === 1).length / unions.size,
        12,
      )
      const email = health.fields.find(({ field }) => field === 'email')
      expect(email).toMatchObject({ dataset: 'customers', label: { en: 'E-mail' } })
      expect(email?.unique).toBeCloseTo(own / people.size, 12)
      expect(email?.newest).not.toBeNull()

      const map = await fieldMapOf(bench.customer.deps, bench.workspace)
      const cell = map.datasets
        .find(({ dataset }) => dataset === 'customers')
        ?.fields.find(({ field }) => field === 'email')
        ?.from.find(({ sourceId }) => sourceId === source.id)
      expect(cell).toMatchObject({
        state: 'mapped',
        unique: email?.unique,
        completeness: email?.completeness,
      })

      const kept = await bench.stores.warehouse.rows(
        sql`SELECT toString(marks) AS text FROM trait_marks WHERE source = ${{ text: '{source:String}', params: { source: source.id }, isSql: true }}`,
        z.object({ text: z.string() }),
      )
      // A hash has twenty digits: some four of them are anybody's birthday.
      const inClear = /example|杭州|Paris|1990-05|:(?:86)?1380013\d{4}\D|:(?:1990|1988)(?:0501)?\D/
      expect(kept).toHaveLength(400)
      expect(kept.filter(({ text }) => inClear.test(text))).toEqual([])
    } finally {
      await stream.close()
    }
  })

  it('are missed on a day without them, where they came the month before', async () => {
    const marked = (day: number, names: string[]) => ({
      ...made(day),
      messageId: `made-${day}-${names.join()}`,
      traits: Object.fromEntries(['call', ...names].map((name) => [name, 5])),
    })
    const source = await sourceOf([])
    await addTo(source, [
      marked(0, ['tier', 'city']),
      marked(1, ['city']),
      marked(1, []),
      marked(2, ['city']),
    ])
    await measure(source, all)
    const fields = (await standing(source)).fields.filter(({ field }) => field === 'tier' || field === 'city')
    expect(fields.map((one) => `${one.run_id} ${one.field} ${one.filled}/${one.judged}`)).toEqual([
      '2026-11-01 city 1/1',
      '2026-11-01 tier 1/1',
      '2026-11-02 city 1/2',
      '2026-11-02 tier 0/2',
      '2026-11-03 city 1/1',
      '2026-11-03 tier 0/1',
    ])
  })
})

function made(day: number): Made {
  const at = start + day * dayMs
  return {
    ...{ name: 'identify', ts: at, storedAt: at, messageId: `made-${day}`, product: '', category: '' },
    ...{ channel: '', value: 0, properties: '{}' },
  }
}
