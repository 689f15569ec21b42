import { createHash } from 'node:crypto'
import type pg from 'pg'
import { messageOf } from '../../kit/errors.ts'
import { ledgerErrors } from './errors.ts'
import { type Migration, migrations } from './migrations/index.ts'
import type { Ledger } from './types.ts'

/** Of all who start at once, one migrates and the others wait. Any constant will do: 'LIANGTI' read as a number. */
const lockKey = '21472827384722505'

export interface MigrationState {
  applied: string[]
  pending: string[]
}

/**
 * Brings the schema up to this program. Each migration is a transaction of its own; its checksum is kept.
 * @returns ids of those applied now
 * @throws ledger.changedMigration, ledger.newerSchema, ledger.migrationFailed
 */
export async function migrateLedger(
  ledger: Ledger,
  list: readonly Migration[] = migrations,
): Promise<string[]> {
  const client = await ledger.pool.connect()
  try {
    await client.query('SET statement_timeout = 0')
    await client.query('SELECT pg_advisory_lock($1)', [lockKey])
    await client.query(`CREATE TABLE IF NOT EXISTS ledger_migrations (
      id text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`)
    const pending = await pendingOf(client, list)
    for (const migration of pending) await apply(client, migration)
    return pending.map((migration) => migration.id)
  } finally {
    // Ends the session, and with it the lock and the lifted time limit.
    client.release(true)
  }
}

/** What has been applied and what a start would apply; changes nothing. */
export async function migrationState(
  ledger: Ledger,
  list: readonly Migration[] = migrations,
): Promise<MigrationState> {
  const client = await ledger.pool.connect()
  try {
    const { rows } = await client.query<{ known: string | null }>(
      "SELECT to_regclass('ledger_migrations')::text AS known",
    )
    if (!rows[0]?.known) return { applied: [], pending: list.map((migration) => migration.id) }
    const pending = (await pendingOf(client, list)).map((migration) => migration.id)
    return { applied: list.map((migration) => migration.id).filter((id) => !pending.includes(id)), pending }
  } finally {
    client.release()
  }
}

async function pendingOf(client: pg.PoolClient, list: readonly Migration[]): Promise<Migration[]> {
  const { rows } = await client.query<{ id: string; checksum: string }>(
    'SELECT id, checksum FROM ledger_migrations',
  )
  const applied = new Map(rows.map((row) => [row.id, row.checksum]))
  for (const id of applied.keys()) {
    if (!list.some((migration) => migration.id === id)) throw ledgerErrors.newerSchema({ id })
  }
  return list.filter((migration) => {
    const checksum = applied.get(migration.id)
    if (checksum !== undefined && checksum !== checksumOf(migration))
      throw ledgerErrors.changedMigration({ id: migration.id })
    return checksum === undefined
  })
}

async function apply(client: pg.PoolClient, migration: Migration): Promise<void> {
  try {
    await client.query('BEGIN')
    await client.query(migration.sql)
    await client.query('INSERT INTO ledger_migrations (id, checksum) VALUES ($1, $2)', [
      migration.id,
      checksumOf(migration),
    ])
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {}) // the first error is the one to report
    throw ledgerErrors.migrationFailed({ id: migration.id, reason: messageOf(error) }, error)
  }
}

function checksumOf(migration: Migration): string {
  return createHash('sha256').update(migration.sql).digest('hex')
}
