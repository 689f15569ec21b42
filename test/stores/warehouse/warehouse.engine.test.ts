import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { silentLog } from '../../../src/kit/log.ts'
import { identifier, sql } from '../../../src/kit/sql.ts'
import {
  createWarehouse,
  defineQuery,
  int64,
  migrate,
  type Warehouse,
  warehouseMigrations,
} from '../../../src/stores/warehouse/index.ts'
import { engineCoordinates, freshWarehouse } from '../../support/warehouse.ts'

let warehouse: Warehouse
let drop: () => Promise<void>
let database: string

beforeAll(async () => {
  const fresh = await freshWarehouse()
  warehouse = fresh.warehouse
  drop = fresh.drop
  database = fresh.database
})
afterAll(() => drop())

async function text(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}

describe('the warehouse client on the embedded engine', () => {
  it('says what it talks to', async () => {
    expect(await warehouse.about()).toMatchObject({
      embedded: true,
      version: expect.stringMatching(/^\d+\.\d+/),
    })
  })

  it('runs a named query with bound parameters and typed rows', async () => {
    const greet = defineQuery({
      name: 'test.greet',
      params: z.object({ name: z.string(), n: z.int() }),
      row: z.object({ greeting: z.string(), big: int64() }),
      text: sql`SELECT concat('hello ', {name:String}) AS greeting, toUInt64({n:UInt32}) AS big`,
    })
    expect(await warehouse.query(greet, { name: "量体 'x' {y:String} --", n: 7 })).toEqual([
      { greeting: "hello 量体 'x' {y:String} --", big: 7 },
    ])
    await expect(warehouse.query(greet, { name: 'a', n: 1.5 })).rejects.toMatchObject({
      code: 'warehouse.badParams',
    })
  })

  it('refuses a 64-bit integer that no number can hold exactly', async () => {
    const row = z.object({ big: int64() })
    await expect(warehouse.rows(sql`SELECT toUInt64(9007199254740993) AS big`, row)).rejects.toMatchObject({
      code: 'warehouse.badRow',
    })
  })

  it('applies the migrations once, and again without harm', async () => {
    expect(await migrate(warehouse, warehouseMigrations)).toEqual(warehouseMigrations.map((step) => step.id))
    expect(await migrate(warehouse, warehouseMigrations)).toEqual([])
  })

  it('streams 100,000 rows in and out', async () => {
    await warehouse.command(sql`CREATE TABLE wide (id UInt64, label String) ENGINE = MergeTree ORDER BY id`)
    const lines = Array.from({ length: 100_000 }, (_, i) => `${i}\t标签 ${i}\n`)
    await warehouse.insert('wide', ['id', 'label'], Buffer.from(lines.join('')))
    const [sum] = await warehouse.rows(
      sql`SELECT count() AS n, sum(id) AS total FROM ${identifier('wide')}`,
      z.object({ n: int64(), total: int64() }),
    )
    expect(sum).toEqual({ n: 100_000, total: 4_999_950_000 })
    const out = await text(
      await warehouse.stream(sql`SELECT id, label FROM wide ORDER BY id`, 'TabSeparated'),
    )
    expect(out).toBe(lines.join(''))
    const csv = await text(
      await warehouse.stream(sql`SELECT id, label FROM wide ORDER BY id`, 'CSVWithNames'),
    )
    expect(csv.split('\n').length).toBe(100_002)
    expect(csv.startsWith('"id","label"\n0,"标签 0"\n')).toBe(true)
  })

  it('stores a repeated insert with the same token once', async () => {
    await warehouse.command(
      sql`CREATE TABLE once (id UInt64) ENGINE = MergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 100`,
    )
    for (let i = 0; i < 3; i++)
      await warehouse.insert('once', ['id'], Buffer.from('1\n2\n'), { deduplicationToken: 'batch-1' })
    await warehouse.insert('once', ['id'], Buffer.from('1\n2\n'), { deduplicationToken: 'batch-2' })
    expect(await warehouse.rows(sql`SELECT count() AS n FROM once`, z.object({ n: int64() }))).toEqual([
      { n: 4 },
    ])
  })

  it.each([
    ['SELECT * FROM nowhere', 'warehouse.unknownTable'],
    ['SELEC 1', 'warehouse.badQuery'],
    ["SELECT toUInt8('secret-value')", 'warehouse.badValue'],
    ['SELECT 1; SELECT 2', 'warehouse.badQuery'],
    ['SET max_threads = 1', 'warehouse.badQuery'],
  ])('%s gives %s, without the values of a row in the message', async (statement, code) => {
    const failure = await warehouse.rows({ text: statement, params: {}, isSql: true }, z.unknown()).then(
      () => null,
      (error: unknown) => error,
    )
    expect(failure).toMatchObject({ code })
    expect(String(failure)).not.toContain('secret-value')
  })

  it('ends a query at its time limit and at its memory limit, and lives on', async () => {
    const row = z.unknown()
    const endless = sql`SELECT count() FROM numbers(1000000000000) WHERE NOT ignore(sipHash64(number))`
    await expect(warehouse.rows(endless, row, { timeoutMs: 500 })).rejects.toMatchObject({
      code: 'warehouse.timeout',
    })
    const hungry = sql`SELECT length(groupArray(number)) FROM numbers(100000000)`
    await expect(warehouse.rows(hungry, row, { maxMemoryBytes: 20_000_000 })).rejects.toMatchObject({
      code: 'warehouse.memory',
    })
    expect(await warehouse.rows(sql`SELECT 1 AS one`, z.object({ one: z.int() }))).toEqual([{ one: 1 }])
  })

  it('stores a stream of several parts once, however it is cut on its way', async () => {
    await warehouse.command(sql`CREATE TABLE parts (id UInt64, pad String) ENGINE = MergeTree ORDER BY id
      SETTINGS non_replicated_deduplication_window = 100`)
    const pad = '垫'.repeat(100)
    const rows = Buffer.from(Array.from({ length: 120_000 }, (_, i) => `${i}\t${pad}\n`).join(''))
    expect(rows.length).toBeGreaterThan(33 * 1024 * 1024)
    for (const size of [65_536, 1_000_003]) {
      const pieces = Array.from({ length: Math.ceil(rows.length / size) }, (_, i) =>
        rows.subarray(i * size, (i + 1) * size),
      )
      const stream = Readable.from(pieces, { objectMode: false })
      await warehouse.insert('parts', ['id', 'pad'], stream, { deduplicationToken: 'parts' })
    }
    const [row] = await warehouse.rows(
      sql`SELECT count() AS stored, uniqExact(id) AS ids FROM parts`,
      z.object({ stored: int64(), ids: int64() }),
    )
    expect(row).toEqual({ stored: 120_000, ids: 120_000 })
  })

  it('keeps two equal batches apart when no token makes them one', async () => {
    await warehouse.command(
      sql`CREATE TABLE twice (id UInt64) ENGINE = MergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 100`,
    )
    for (let i = 0; i < 2; i++) await warehouse.insert('twice', ['id'], Buffer.from('1\n'))
    expect(await warehouse.rows(sql`SELECT count() AS n FROM twice`, z.object({ n: int64() }))).toEqual([
      { n: 2 },
    ])
  })

  it('answers short questions while every place for long ones is taken', async () => {
    const finished: string[] = []
    const long = Array.from({ length: 5 }, () =>
      warehouse.command(sql`SELECT sleep(1)`, { pool: 'long' }).then(() => finished.push('long')),
    )
    const short = warehouse.rows(sql`SELECT 1`, z.unknown()).then(() => finished.push('short'))
    await Promise.all([...long, short])
    expect(finished[0]).toBe('short')
    expect(finished.length).toBe(6)
  })

  it('stops waiting when the caller does, and says so', async () => {
    const caller = new AbortController()
    const waiting = warehouse.rows(sql`SELECT sleep(1)`, z.unknown(), { signal: caller.signal })
    setTimeout(() => caller.abort(), 100)
    await expect(waiting).rejects.toMatchObject({ code: 'common.cancelled' })
  })

  it('is the same client when all it is given is an address, as with CLICKHOUSE_URL', async () => {
    const { url, user, password } = await engineCoordinates()
    const address = new URL(url)
    Object.assign(address, { username: user, password, pathname: database })
    const other = createWarehouse({ url: address.href, log: silentLog })
    expect(await other.rows(sql`SELECT currentDatabase() AS db`, z.object({ db: z.string() }))).toEqual([
      { db: database },
    ])
    expect((await other.about()).url).toBe(`${url}/${database}`)
    await other.close()
  })

  it('gives times to the millisecond in UTC, whatever the zone of the machine', async () => {
    const row = z.object({ at: z.string(), zone: z.string() })
    const statement = sql`SELECT fromUnixTimestamp64Milli(1709251199123) AS at, timezone() AS zone`
    expect(await warehouse.rows(statement, row)).toEqual([{ at: '2024-02-29 23:59:59.123', zone: 'UTC' }])
  })

  it('a stream that fails in its middle fails, rather than ending early', async () => {
    const broken = sql`SELECT throwIf(number = 300000, 'planted') FROM numbers(400000)`
    await expect(warehouse.stream(broken, 'TabSeparated').then(text)).rejects.toMatchObject({
      code: expect.stringMatching(/^warehouse\./),
    })
  })
})
