import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { silentLog } from '../../../src/kit/log.ts'
import { migrateLedger, migrationState, openLedger } from '../../../src/stores/ledger/index.ts'
import { migrations } from '../../../src/stores/ledger/migrations/index.ts'
import { type FreshLedger, freshLedger } from '../../support/ledger.ts'

let fresh: FreshLedger
beforeAll(async () => {
  fresh = await freshLedger()
})
afterAll(() => fresh.drop())

const workspace = (slug: string) => ({ slug, name: 'Test', currency: 'CNY', time_zone: 'Asia/Shanghai' })

describe('openLedger', () => {
  it('speaks to PostgreSQL 18 and hides the password', async () => {
    const about = await fresh.ledger.about()
    expect(about.version).toMatch(/^18\./)
    expect(about.url).not.toContain(':@')
    expect(about.url).not.toContain(new URL(fresh.url).password)
  })

  it('returns big integers as text, instants as Date, days as text', async () => {
    const row = await sql<{ big: string; at: Date; day: string; json: { a: number } }>`
      SELECT 9007199254740993::int8 AS big, timestamptz '2024-02-29 12:00+08' AS at, date '2024-02-29' AS day,
        '{"a":1}'::jsonb AS json`.execute(fresh.ledger.db)
    expect(row.rows[0]).toEqual({
      big: '9007199254740993',
      at: new Date('2024-02-29T04:00:00Z'),
      day: '2024-02-29',
      json: { a: 1 },
    })
  })

  it('lower-cases beyond ASCII and sorts the same everywhere', async () => {
    const { rows } = await sql<{
      low: string
      order: boolean
    }>`SELECT lower('ÄÖÉ') AS low, 'Z' < 'a' AS order`.execute(fresh.ledger.db)
    expect(rows[0]).toEqual({ low: 'äöé', order: true })
  })

  it('says which rule a repeated value breaks', async () => {
    const insert = () => fresh.ledger.db.insertInto('workspaces').values(workspace('twice')).execute()
    await insert()
    await expect(insert()).rejects.toMatchObject({
      code: 'ledger.conflict',
      params: { table: 'workspaces', constraint: 'workspaces_slug_key' },
    })
  })

  it('answers ledger.unavailable when nothing listens, ledger.refused for a wrong password', async () => {
    const nowhere = openLedger({
      url: 'postgres://liangti:x@127.0.0.1:1/liangti',
      log: silentLog,
      patienceMs: 0,
    })
    await expect(nowhere).rejects.toMatchObject({ code: 'ledger.unavailable' })
    const url = new URL(fresh.url)
    url.password = 'wrong'
    await expect(openLedger({ url: url.href, log: silentLog, patienceMs: 0 })).rejects.toMatchObject({
      code: 'ledger.refused',
    })
  })
})

describe('transaction', () => {
  it('repeats work that lost a serialisable race, so that no increment is lost', async () => {
    const { id } = await fresh.ledger.db
      .insertInto('workspaces')
      .values(workspace('race'))
      .returning('id')
      .executeTakeFirstOrThrow()
    const increment = () =>
      fresh.ledger.transaction(
        async (trx) => {
          const { settings } = await trx
            .selectFrom('workspaces')
            .select('settings')
            .where('id', '=', id)
            .executeTakeFirstOrThrow()
          await trx
            .updateTable('workspaces')
            .set({ settings: { n: Number(settings.n ?? 0) + 1 } })
            .where('id', '=', id)
            .execute()
        },
        { isolation: 'serializable' },
      )
    await Promise.all([increment(), increment(), increment()])
    const row = await fresh.ledger.db
      .selectFrom('workspaces')
      .select('settings')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    expect(row.settings).toEqual({ n: 3 })
  })

  it('undoes everything when the work throws', async () => {
    const failing = fresh.ledger.transaction(async (trx) => {
      await trx.insertInto('workspaces').values(workspace('undone')).execute()
      throw new Error('stop')
    })
    await expect(failing).rejects.toThrow('stop')
    expect(
      await fresh.ledger.db.selectFrom('workspaces').select('id').where('slug', '=', 'undone').execute(),
    ).toEqual([])
  })
})

describe('migrateLedger', () => {
  it('has nothing to do a second time', async () => {
    expect(await migrateLedger(fresh.ledger)).toEqual([])
    expect(await migrationState(fresh.ledger)).toEqual({ applied: migrations.map((m) => m.id), pending: [] })
  })

  it('refuses a migration that was edited after it ran', async () => {
    const [first, ...others] = migrations
    const edited = [{ id: String(first?.id), sql: `${first?.sql} -- changed` }, ...others]
    await expect(migrateLedger(fresh.ledger, edited)).rejects.toMatchObject({
      code: 'ledger.changedMigration',
    })
  })

  it('refuses a database written by a newer version', async () => {
    await expect(migrateLedger(fresh.ledger, migrations.slice(1))).rejects.toMatchObject({
      code: 'ledger.newerSchema',
    })
  })

  it('undoes a migration that fails half-way and names it', async () => {
    const broken = [
      ...migrations,
      { id: '9999-broken', sql: 'CREATE TABLE half (id int); SELECT nothing_there;' },
    ]
    await expect(migrateLedger(fresh.ledger, broken)).rejects.toMatchObject({
      code: 'ledger.migrationFailed',
      params: { id: '9999-broken' },
    })
    const { rows } = await sql<{ t: string | null }>`SELECT to_regclass('half')::text AS t`.execute(
      fresh.ledger.db,
    )
    expect(rows[0]?.t).toBeNull()
  })

  it('lets several starters migrate at once', async () => {
    const list = [...migrations, { id: '9998-once', sql: 'CREATE TABLE once (id int)' }]
    const applied = await Promise.all([
      migrateLedger(fresh.ledger, list),
      migrateLedger(fresh.ledger, list),
      migrateLedger(fresh.ledger, list),
    ])
    expect(applied.flat()).toEqual(['9998-once'])
  })
})
