import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDatabaseUrl } from '../../support/ledger.ts'
import { openProxy } from './breaking-proxy.ts'
import { keepsTheContract } from './contract.ts'
import { openSourceBench, orders, type SourceBench } from './support.ts'

/** Another database of the test server, as a company's own would be. */
async function openDatabase() {
  const base = new URL(testDatabaseUrl())
  const name = `t_${randomBytes(8).toString('hex')}`
  const admin = new pg.Client(base.href)
  await admin.connect()
  await admin.query(`CREATE DATABASE ${name}`)
  const url = new URL(base.href)
  url.pathname = `/${name}`
  const client = new pg.Client(url.href)
  await client.connect()
  const host = base.hostname
  const port = Number(base.port || 5432)
  return {
    client,
    server: { host, port },
    settings: { host, port, database: name, user: base.username, tls: 'off' },
    secrets: { password: decodeURIComponent(base.password) },
    close: async () => {
      await client.end()
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`)
      await admin.end()
    },
  }
}
type Database = Awaited<ReturnType<typeof openDatabase>>

async function insert(client: pg.Client, rows: ReturnType<typeof orders>): Promise<void> {
  for (const { id, who, at, paid } of rows)
    await client.query('INSERT INTO "Shop"."Order lines" VALUES ($1, $2, $3, $4, $5)', [
      id,
      who,
      at,
      paid,
      'x'.repeat(300),
    ])
}

const table = `
  CREATE SCHEMA "Shop";
  CREATE TABLE "Shop"."Order lines" (id text PRIMARY KEY, who text, at timestamptz, paid numeric(12,2), "note ""x""" text)`

keepsTheContract('postgres', async () => {
  const database = await openDatabase()
  await database.client.query(table)
  const proxy = await openProxy(database.server)
  const { secrets } = database
  const settings = {
    ...database.settings,
    host: '127.0.0.1',
    port: proxy.port,
    table: '"Shop"."Order lines"',
    cursorColumn: 'at',
    tieColumn: 'id',
  }
  return {
    settings,
    secrets,
    wrong: { settings, secrets: { password: 'not-the-password' } },
    put: (from, to) => insert(database.client, orders(from, to)),
    breaksOff: (breaks) => proxy.cutAt(breaks ? 'O-50' : null),
    close: async () => {
      await proxy.close()
      await database.close()
    },
  }
})

describe('a PostgreSQL table', () => {
  let bench: SourceBench
  let database: Database
  beforeAll(async () => {
    bench = await openSourceBench()
    database = await openDatabase()
    await database.client.query(table)
  })
  afterAll(async () => {
    await database?.close()
    await bench?.close()
  })
  const make = (settings: object) =>
    bench.make({
      kind: 'postgres',
      secrets: database.secrets,
      settings: {
        ...database.settings,
        table: '"Shop"."Order lines"',
        cursorColumn: 'at',
        tieColumn: 'id',
        ...settings,
      },
    })

  it('passes over no row that shares its time with another, nor one that came late', async () => {
    const id = await make({})
    const same = orders(0, 4).map((one) => ({ ...one, at: '2026-03-01T10:00:00Z' }))
    await insert(database.client, same.slice(0, 2))
    expect(await bench.run(id)).toMatchObject({ stored: 2 })
    await insert(database.client, same.slice(2))
    expect(await bench.run(id)).toMatchObject({ stored: 2 })
    // A transaction that began earlier than what was read, and ended later.
    const now = new Date()
    await insert(database.client, [{ ...orders(10, 11)[0], at: now.toISOString() } as (typeof same)[number]])
    expect(await bench.run(id)).toMatchObject({ stored: 1 })
    await insert(database.client, [
      { ...orders(11, 12)[0], at: new Date(now.getTime() - 60_000).toISOString() } as (typeof same)[number],
    ])
    expect(await bench.run(id)).toMatchObject({ stored: 1 })
    expect(await bench.lines()).toBe(6)
  })

  it('takes names for names, and says which is missing', async () => {
    const wanted = [
      { table: 'pg_class; DROP TABLE "Shop"."Order lines"' },
      { table: `"Shop"."Order lines" --` },
      { cursorColumn: 'at") OR 1=1 --' },
      { tieColumn: `id'` },
    ]
    for (const settings of wanted)
      expect(await bench.run(await make(settings))).toMatchObject({ state: 'failed', code: 'source.missing' })
    expect(await bench.run(await make({ tieColumn: '' }))).toMatchObject({
      state: 'failed',
      code: 'source.noTie',
    })
    expect(await bench.run(await make({ database: 'nowhere' }))).toMatchObject({ code: 'source.missing' })
    const { rows } = await database.client.query('SELECT count(*)::int AS n FROM "Shop"."Order lines"')
    expect(rows).toEqual([{ n: 6 }])
  })

  it('is not asked at all where the configuration does not name its private host', async () => {
    const strict = await openSourceBench([])
    try {
      const id = await strict.make({
        kind: 'postgres',
        secrets: database.secrets,
        settings: { ...database.settings, table: 'x' },
      })
      expect(await strict.run(id)).toMatchObject({ state: 'failed', code: 'source.privateAddress' })
    } finally {
      await strict.close()
    }
  })
})
