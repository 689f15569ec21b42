import { Readable } from 'node:stream'
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { engineCoordinates, freshWarehouse } from '../../support/warehouse.ts'

/** The official client with nothing of ours around it: what it can do with a server it can do with the embedded engine. */
let client: ClickHouseClient
let gzipped: ClickHouseClient
let drop: () => Promise<void>
let database: string
let coordinates: { url: string; user: string; password: string }

beforeAll(async () => {
  const fresh = await freshWarehouse()
  database = fresh.database
  coordinates = await engineCoordinates()
  const options = {
    url: coordinates.url,
    username: coordinates.user,
    password: coordinates.password,
    database,
  }
  client = createClient(options)
  gzipped = createClient({ ...options, compression: { request: true, response: true } })
  drop = async () => {
    await Promise.all([client.close(), gzipped.close()])
    await fresh.drop()
  }
  await client.command({
    query: 'CREATE TABLE t (id UInt64, label String, at DateTime64(3)) ENGINE = MergeTree ORDER BY id',
  })
})
afterAll(() => drop())

const count = async (table: string) => {
  const result = await client.query({ query: `SELECT count() AS n FROM ${table}`, format: 'JSONEachRow' })
  return Number((await result.json<{ n: string }>())[0]?.n)
}

async function get(search: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  const { url, user, password } = coordinates
  return fetch(`${url}/?${new URLSearchParams(search)}`, {
    headers: { 'X-ClickHouse-User': user, 'X-ClickHouse-Key': password, ...headers },
  })
}

describe("the official client against the embedded engine's HTTP interface", () => {
  it('pings, with and without asking for rights', async () => {
    expect(await client.ping()).toMatchObject({ success: true })
    expect(await client.ping({ select: true })).toMatchObject({ success: true })
  })

  it('refuses a wrong password', async () => {
    const stranger = createClient({
      ...{ url: coordinates.url, username: coordinates.user, password: 'guess' },
      log: { level: ClickHouseLogLevel.OFF },
    })
    await expect(stranger.query({ query: 'SELECT 1' })).rejects.toMatchObject({ code: '516' })
    await stranger.close()
    expect((await fetch(`${coordinates.url}/?query=SELECT%201`)).status).toBe(403)
  })

  it.each([
    ['JSON', { data: [{ a: 1, b: 'x' }] }],
    ['JSONCompact', { data: [[1, 'x']] }],
  ] as const)('answers in %s', async (format, expected) => {
    const result = await client.query({ query: "SELECT 1 AS a, 'x' AS b", format })
    expect(await result.json()).toMatchObject(expected)
  })

  it('answers in row formats, as text and as a stream of rows', async () => {
    const rows = await client.query({
      query: 'SELECT number AS n FROM numbers(150000)',
      format: 'JSONCompactEachRow',
    })
    let seen = 0
    for await (const chunk of rows.stream<[string]>()) seen += chunk.length
    expect(seen).toBe(150_000)
    const csv = await client.query({ query: "SELECT 1 AS one, 'a,b' AS two", format: 'CSVWithNames' })
    expect(await csv.text()).toBe('"one","two"\n1,"a,b"\n')
  })

  it.each([
    ['plain', () => client],
    ['gzip', () => gzipped],
  ])('inserts objects and streams, %s', async (_, which) => {
    const before = await count('t')
    const rows = [{ id: '1', label: "it's 量体\t", at: '2024-02-29 00:00:00.123' }]
    await which().insert({ table: 't', values: rows, format: 'JSONEachRow' })
    const lines = Array.from({ length: 5_000 }, (_, i) => `${i}\trow ${i}\t2024-01-01 00:00:00.000\n`)
    await which().insert({
      table: 't',
      values: Readable.from(lines, { objectMode: false }),
      format: 'TabSeparated',
    })
    expect(await count('t')).toBe(before + 5_001)
    const back = await which().query({
      query: 'SELECT label, at FROM t WHERE id = 1 LIMIT 1',
      format: 'JSONEachRow',
    })
    expect(await back.json()).toEqual([{ label: "it's 量体\t", at: '2024-02-29 00:00:00.123' }])
  })

  it('takes long parameters in the address, too', async () => {
    const ids = Array.from({ length: 20_000 }, (_, i) => i)
    const query = {
      query: 'SELECT length({ids:Array(UInt32)}) AS n',
      query_params: { ids },
      format: 'JSONEachRow' as const,
    }
    expect(await (await client.query(query)).json()).toEqual([{ n: 20_000 }])
  })

  it('takes long parameters as a form', async () => {
    const ids = Array.from({ length: 20_000 }, (_, i) => i)
    const result = await client.query({
      query: 'SELECT length({ids:Array(UInt32)}) AS n, {s:String} AS s',
      query_params: { ids, s: "'\r\n--" },
      use_multipart_params_auto: true,
      format: 'JSONEachRow',
    })
    expect(await result.json()).toEqual([{ n: 20_000, s: "'\r\n--" }])
  })

  it('copies with Native and RowBinary', async () => {
    await client.command({ query: 'CREATE TABLE copy AS t' })
    for (const format of ['Native', 'RowBinary']) {
      const out = await client.exec({ query: `SELECT * FROM t FORMAT ${format}` })
      const into = await client.exec({ query: `INSERT INTO copy FORMAT ${format}`, values: out.stream })
      into.stream.resume()
      await new Promise((resolve) => into.stream.once('close', resolve))
    }
    expect(await count('copy')).toBe(2 * (await count('t')))
  })

  it.each(['TabSeparated', 'JSONEachRow', 'CSV', 'RowBinary', 'Native', 'Values'])(
    'never runs what stands in the rows, however they are written: %s',
    async (format) => {
      await client.command({
        query: `CREATE OR REPLACE TABLE planted (label String) ENGINE = MergeTree ORDER BY label`,
      })
      await client.command({
        query: 'CREATE TABLE IF NOT EXISTS victim (id UInt8) ENGINE = MergeTree ORDER BY id',
      })
      const evil = `x\n\nDROP TABLE ${database}.victim`
      const attempts: Record<string, string> = {
        TabSeparated: `x\n\nDROP TABLE ${database}.victim\n`,
        JSONEachRow: `{"label":"x"}\n\nDROP TABLE ${database}.victim\n`,
        CSV: `"${evil}"\n`,
        RowBinary: `${String.fromCharCode(evil.length)}${evil}`,
        Native: `\u0001\u0001\u0005label\u0006String${String.fromCharCode(evil.length)}${evil}`,
        Values: `('x');\n\nDROP TABLE ${database}.victim`,
      }
      const values = Readable.from([Buffer.from(attempts[format] ?? '')], { objectMode: false })
      const sent = client.exec({ query: `INSERT INTO planted (label) FORMAT ${format}`, values })
      const stored = await sent.then(
        ({ stream }) => stream.resume() !== null,
        () => false,
      )
      expect(stored).toBe(format !== 'JSONEachRow' && format !== 'Values')
      expect(await count('victim')).toBe(0)
      const labels = await (
        await client.query({
          query: 'SELECT label FROM planted ORDER BY label',
          format: 'JSONCompactEachRow',
        })
      ).json()
      if (format === 'TabSeparated') expect(labels).toEqual([[''], [`DROP TABLE ${database}.victim`], ['x']])
      else expect(labels).toEqual(stored ? [[evil]] : [])
    },
  )

  it('reports errors as ClickHouse does', async () => {
    const response = await get({ query: 'SELECT * FROM nowhere' })
    expect(response.status).toBe(404)
    expect(response.headers.get('x-clickhouse-exception-code')).toBe('60')
    expect(await response.text()).toMatch(/^Code: 60\. DB::Exception: .*\(UNKNOWN_TABLE\)/s)
    await expect(client.query({ query: 'SELECT {a:UInt8}', query_params: { a: 300 } })).rejects.toMatchObject(
      { code: '457' },
    )
    await expect(
      client.insert({ table: 't', values: [{ id: 'x' }], format: 'JSONEachRow' }),
    ).rejects.toMatchObject({ code: expect.stringMatching(/^(26|27|72|117)$/) })
  })

  it('refuses settings that are not on its list, and sessions', async () => {
    for (const search of [{ user_files_path: '/' }, { format_schema: '/etc/passwd' }, { allow_ddl: '0' }]) {
      expect((await get({ query: 'SELECT 1', ...search })).headers.get('x-clickhouse-exception-code')).toBe(
        '452',
      )
    }
    expect(
      (await get({ query: 'SELECT 1', session_id: 'x' })).headers.get('x-clickhouse-exception-code'),
    ).toBe('48')
  })

  it('leaves no setting behind for the next request', async () => {
    const value = "SELECT value FROM system.settings WHERE name = 'max_threads'"
    const usual = await (await get({ query: value })).text()
    for (let i = 0; i < 20; i++) {
      expect(await (await get({ query: value, max_threads: '1' })).text()).toBe('1\n')
      expect(await (await get({ query: value })).text()).toBe(usual)
    }
    const limit = "SELECT value FROM system.settings WHERE name = 'max_execution_time'"
    expect(await (await get({ query: limit, max_execution_time: '0' })).text()).toBe('7200\n')
  })

  it('answers others while a stream is still being planned', async () => {
    const finished: string[] = []
    const slow = get({ query: 'SELECT (SELECT sleep(1.5)) FORMAT TabSeparated' }).then(async (response) => {
      await response.text()
      finished.push('slow')
    })
    const quick = get({ query: 'SELECT 1', wait_end_of_query: '1' }).then(() => finished.push('quick'))
    await Promise.all([slow, quick])
    expect(finished).toEqual(['quick', 'slow'])
  })
})
