import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { sql as pgSql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../src/kit/ids.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { noTask } from '../../../src/kit/progress.ts'
import { identifier, sql } from '../../../src/kit/sql.ts'
import { backup, type Manifest, restore } from '../../../src/stores/backup/index.ts'
import type { Stores } from '../../../src/stores/index.ts'
import { forgetVault, openJobs, openVault, withWriteGate } from '../../../src/stores/ledger/index.ts'
import { migrations } from '../../../src/stores/ledger/migrations/index.ts'
import { migrate, warehouseMigrations } from '../../../src/stores/warehouse/index.ts'
import { freshLedger } from '../../support/ledger.ts'
import { type FreshStores, freshStores } from '../../support/stores.ts'
import { freshWarehouse } from '../../support/warehouse.ts'

let source: FreshStores
let root: string
let dir: string
let manifest: Manifest
let sealed: Buffer
let original: Record<string, string>

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'liangti-backup-'))
  dir = join(root, 'first')
  source = await freshStores()
  sealed = source.vault.encrypt('13800138000')
  await fill(source)
  const jobs = await openJobs(source.stores.ledger, silentLog)
  const later = new Date(Date.now() + 3_600_000)
  await jobs.enqueue('later', { campaignId: 'c1' }, { singletonKey: 'c1', startAfter: later })
  await jobs.schedule('nightly', '0 3 * * *', 'Asia/Shanghai', { a: 1 })
  await jobs.stop()
  manifest = await backup(source.stores, dir, noTask)
  original = await contents(source.stores, manifest)
})
afterAll(async () => {
  await source.close()
  rmSync(root, { recursive: true, force: true })
})

async function fill({ stores, workspaceId }: FreshStores): Promise<void> {
  const { db } = stores.ledger
  const user = newId()
  const odd = 'Zoë "quoted" \\ back\nline 量体 \u2028 😀'
  await db
    .insertInto('users')
    .values({ id: user, email: 'A@example.com', display_name: odd, password_hash: 'x' })
    .execute()
  await db
    .insertInto('memberships')
    .values({ user_id: user, workspace_id: workspaceId, role: 'owner' })
    .execute()
  await db
    .insertInto('api_keys')
    .values({
      id: newId(),
      workspace_id: workspaceId,
      name: odd,
      prefix: 'lt_',
      key_hash: Buffer.from([0, 255, 92]),
      role: 'analyst',
    })
    .execute()
  await pgSql`INSERT INTO audit_log (workspace_id, at, actor_kind, actor_id, action, subject_kind, subject_id, detail)
    SELECT ${workspaceId}, timestamptz '2024-01-01 00:00:00.123456+00' + n * interval '1 minute', 'system', '-', 'test', 'row', n::text,
      jsonb_build_object('n', n, 'big', 9007199254740993, 'nested', jsonb_build_array(n, null, 'x'))
    FROM generate_series(1, 5000) n`.execute(db)
  await stores.warehouse.command(sql`INSERT INTO events (workspace_id, name, person_key, ts, message_id, properties, source)
    SELECT 1, 'Order Completed', number * 7919, toDateTime64('2024-01-01 00:00:00.123', 3) + number, toString(number),
      '{"note":"量体","deep":{"n":1}}', 'test' FROM numbers(20000)`)
  await stores.warehouse.command(sql`INSERT INTO customers (workspace_id, person_key, first_seen, status, reachable, attributes, updated_at)
    SELECT 1, number, now64(3), 'customer', ['email', 'sms'], '{"tier":"gold"}', now64(3) FROM numbers(500)`)
  // Twice the same key: what is read with FINAL must come back the same.
  await stores.warehouse.command(sql`INSERT INTO customers (workspace_id, person_key, first_seen, status, reachable, attributes, updated_at)
    SELECT 1, number, now64(3), 'customer', [], '{"tier":"silver"}', now64(3) + 1 FROM numbers(100)`)
}

/** Everything both stores hold, as text. */
async function contents({ ledger, warehouse }: Stores, of: Manifest): Promise<Record<string, string>> {
  const all: Record<string, string> = {}
  for (const { table } of of.ledger.tables) {
    const { rows } = await ledger.pool.query<{ row: string }>(
      `SELECT row_to_json(t)::text AS row FROM ${table} t ORDER BY 1`,
    )
    all[`ledger ${table}`] = rows.map(({ row }) => row).join('\n')
  }
  for (const { table } of of.warehouse.tables) {
    const final = ['customers', 'products', 'touches', 'decisions', 'customer_features'].includes(table)
      ? sql`FINAL`
      : sql``
    const stream = await warehouse.stream(
      sql`SELECT * FROM ${identifier(table)} ${final} ORDER BY ALL`,
      'JSONEachRow',
    )
    all[`warehouse ${table}`] = await text(stream)
  }
  return all
}

/** Compared table by table: a difference of megabytes helps nobody. */
async function expectOriginal(stores: Stores, except: readonly string[] = []): Promise<void> {
  const found = await contents(stores, manifest)
  expect(Object.keys(found)).toEqual(Object.keys(original))
  const compared = Object.keys(original).filter((table) => !except.includes(table))
  expect(compared.filter((table) => found[table] !== original[table])).toEqual([])
}

async function emptyStores(): Promise<{ stores: Stores; close(): Promise<void> }> {
  const [ledger, warehouse] = await Promise.all([freshLedger(), freshWarehouse()])
  await migrate(warehouse.warehouse, warehouseMigrations)
  const close = async () => {
    await Promise.all([ledger.drop(), warehouse.drop()])
  }
  return { stores: { ledger: ledger.ledger, warehouse: warehouse.warehouse }, close }
}

async function withEmptyStores(work: (stores: Stores) => Promise<void>): Promise<void> {
  const { stores, close } = await emptyStores()
  try {
    await work(stores)
  } finally {
    await close()
  }
}

describe('backup and restore', () => {
  it('bring back every row of both stores', async () => {
    await withEmptyStores(async (stores) => {
      await restore(stores, dir, noTask)
      await expectOriginal(stores)
      expect(original['warehouse events']?.length).toBeGreaterThan(1_000_000)
      // Numbers given by the database go on where they were.
      const { id } = await stores.ledger.db
        .insertInto('workspaces')
        .values({ slug: 'next', name: 'Next', currency: 'EUR', time_zone: 'UTC' })
        .returning('id')
        .executeTakeFirstOrThrow()
      expect(id).toBeGreaterThan(source.workspaceId)
      const keys = await pgSql<{
        n: number
      }>`SELECT count(*)::int AS n FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace`
      expect((await keys.execute(stores.ledger.db)).rows).toEqual(
        (await keys.execute(source.stores.ledger.db)).rows,
      )
      // The master key is not in the backup; with it, identifiers can be read again.
      const vault = await openVault(stores.ledger, source.masterKey, source.workspaceId)
      expect(vault.decrypt(sealed)).toBe('13800138000')
      forgetVault(stores.ledger, source.workspaceId)
    })
  })

  it('bring back the work that was waiting, and the schedules', async () => {
    const queue = pgSql<{ jobs: unknown; schedules: unknown }>`SELECT
      (SELECT json_agg(json_build_array(id, name, data, singleton_key, start_after, state, policy)) FROM pgboss.job WHERE name = 'later') AS jobs,
      (SELECT json_agg(json_build_array(name, cron, timezone, data)) FROM pgboss.schedule) AS schedules`
    await withEmptyStores(async (stores) => {
      await restore(stores, dir, noTask)
      const { rows } = await queue.execute(stores.ledger.db)
      expect(rows).toEqual((await queue.execute(source.stores.ledger.db)).rows)
      expect(rows[0]?.jobs).toHaveLength(1)
      const jobs = await openJobs(stores.ledger, silentLog)
      expect(
        await jobs.enqueue('later', {}, { singletonKey: 'c1', startAfter: new Date(Date.now() + 60_000) }),
      ).toBeNull()
      await jobs.stop()
    })
  })

  it('leave nothing of the cut behind and hold no key', async () => {
    const stream = await source.stores.warehouse.stream(
      sql`SELECT name FROM system.tables WHERE database = currentDatabase() AND name LIKE 'backup_cut%'`,
      'TabSeparated',
    )
    expect(await text(stream)).toBe('')
    expect(readFileSync(join(dir, 'manifest.json'), 'utf8')).not.toContain(
      source.masterKey.toString('base64'),
    )
    expect(manifest.masterKey).toContain('Not included')
  })

  it('cut both stores at one moment while others write', async () => {
    const { stores, workspaceId } = source
    let going = true
    const writer = async (offset: number) => {
      for (let n = offset; going; n += 2) {
        await withWriteGate(stores.ledger, async () => {
          const row = {
            workspace_id: workspaceId,
            actor_kind: 'system',
            actor_id: '-',
            action: 'pair',
            subject_kind: 'row',
            subject_id: String(n),
          }
          await stores.ledger.db.insertInto('audit_log').values(row).execute()
          await stores.warehouse.insert(
            'events',
            ['workspace_id', 'name', 'person_key', 'ts', 'message_id'],
            Buffer.from(`2\tpair\t0\t2024-01-01 00:00:00\t${n}\n`),
          )
        })
      }
    }
    const writers = [writer(0), writer(1)]
    const busy = join(root, 'busy')
    await backup(stores, busy, noTask)
    going = false
    await Promise.all(writers)
    await withEmptyStores(async (target) => {
      await restore(target, busy, noTask)
      const ledger = await target.ledger.db
        .selectFrom('audit_log')
        .select('subject_id')
        .where('action', '=', 'pair')
        .execute()
      const warehouse = await text(
        await target.warehouse.stream(
          sql`SELECT message_id FROM events WHERE workspace_id = 2`,
          'TabSeparated',
        ),
      )
      expect(warehouse.split('\n').filter(Boolean).sort()).toEqual(ledger.map((row) => row.subject_id).sort())
    })
  })
})

describe('restore refuses', () => {
  it('a target that holds anything', async () => {
    await expect(restore(source.stores, dir, noTask)).rejects.toMatchObject({ code: 'backup.targetNotEmpty' })
  })

  it('a folder without a manifest, a file that was changed, a file that is gone; and changes nothing', async () => {
    await withEmptyStores(async (stores) => {
      await expect(restore(stores, root, noTask)).rejects.toMatchObject({ code: 'backup.notABackup' })
      const copy = join(root, 'copy')
      cpSync(dir, copy, { recursive: true })
      appendFileSync(join(copy, 'warehouse', 'events.native.gz'), 'x')
      await expect(restore(stores, copy, noTask)).rejects.toMatchObject({
        code: 'backup.damaged',
        params: { file: 'warehouse/events.native.gz' },
      })
      rmSync(join(copy, 'warehouse', 'events.native.gz'))
      await expect(restore(stores, copy, noTask)).rejects.toMatchObject({ code: 'backup.notABackup' })
      expect(await stores.ledger.db.selectFrom('workspaces').select('id').execute()).toEqual([])
    })
  })

  it('a backup of a newer version', async () => {
    const newer = join(root, 'newer')
    cpSync(dir, newer, { recursive: true })
    const changed = {
      ...manifest,
      ledger: { ...manifest.ledger, migrations: [...manifest.ledger.migrations, '9999-future'] },
    }
    writeFileSync(join(newer, 'manifest.json'), JSON.stringify(changed))
    await expect(restore(source.stores, newer, noTask)).rejects.toMatchObject({ code: 'backup.newer' })
  })

  it('to stop half-way: a cancelled restore leaves both stores empty', async () => {
    await withEmptyStores(async (stores) => {
      const controller = new AbortController()
      const task = {
        signal: controller.signal,
        report: ({ phase }: { phase: string }) => {
          if (phase === 'warehouse order_lines') controller.abort()
        },
      }
      await expect(restore(stores, dir, task)).rejects.toMatchObject({ code: 'common.cancelled' })
      expect(await stores.ledger.db.selectFrom('workspaces').select('id').execute()).toEqual([])
      expect(await text(await stores.warehouse.stream(sql`SELECT count() FROM events`, 'TabSeparated'))).toBe(
        '0\n',
      )
    })
  })
})

describe('backup refuses', () => {
  it('a folder with something in it, and a cancelled one has no manifest', async () => {
    await expect(backup(source.stores, dir, noTask)).rejects.toMatchObject({ code: 'backup.folderNotEmpty' })
    const stopped = join(root, 'stopped')
    const task = { signal: AbortSignal.abort(), report: () => {} }
    await expect(backup(source.stores, stopped, task)).rejects.toMatchObject({ code: 'common.cancelled' })
    expect(existsSync(join(stopped, 'manifest.json'))).toBe(false)
  })
})

describe('an older backup', () => {
  it('is migrated on its way in', async () => {
    const last = migrations.findLast(
      ({ sql }) => sql.includes('CREATE TABLE') && !sql.includes('ALTER TABLE'),
    )
    if (!last) throw new Error('No migration only makes tables.')
    const older = join(root, 'older')
    cpSync(dir, older, { recursive: true })
    // As if that migration had not existed: its tables were empty, so leaving them out makes that backup.
    const created = [...last.sql.matchAll(/CREATE TABLE (\w+)/g)].map((match) => match[1])
    const tables = manifest.ledger.tables.filter(({ table }) => !created.includes(table))
    const sequences = manifest.ledger.sequences.filter(
      ({ name }) => !created.some((table) => name.startsWith(`${table}_`)),
    )
    const ids = manifest.ledger.migrations.filter((id) => id !== last.id)
    writeFileSync(
      join(older, 'manifest.json'),
      JSON.stringify({ ...manifest, ledger: { ...manifest.ledger, migrations: ids, tables, sequences } }),
    )
    await withEmptyStores(async (stores) => {
      await restore(stores, older, noTask)
      // What that migration brings by itself is not of the backup.
      await expectOriginal(
        stores,
        created.map((table) => `ledger ${table}`),
      )
    })
  })
})
