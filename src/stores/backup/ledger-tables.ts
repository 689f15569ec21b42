import type pg from 'pg'
import { type Task, throwIfCancelled } from '../../kit/progress.ts'
import { type Ledger, ledgerErrors } from '../ledger/index.ts'
import { type Migration, migrations } from '../ledger/migrations/index.ts'
import { backupErrors } from './errors.ts'
import { lineGroups, writeFile } from './files.ts'
import type { FileEntry, Manifest } from './manifest.ts'
import { exportQueue, importQueue } from './queue.ts'

const fetchRows = 2_000
const groupChars = 4_000_000
/**
 * Not data, written by whoever migrates the target; and the keys of people: one that was destroyed must not come back
 * with a backup.
 */
const excluded = ['ledger_migrations', 'person_keys']

interface TableShape {
  table: string
  columns: string[]
}

/** A connection whose long transaction nothing cuts short. */
export async function openCut(ledger: Ledger): Promise<pg.PoolClient> {
  const client = await ledger.pool.connect()
  await client.query('SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0')
  return client
}

/** Begins the transaction whose snapshot is the cut of the ledger; the snapshot is taken by its first query. */
export async function beginCut(client: pg.PoolClient): Promise<Date> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
  const { rows } = await client.query<{ at: Date }>('SELECT now() AS at FROM ledger_migrations LIMIT 1')
  return rows[0]?.at ?? new Date(0)
}

/** Writes every table as the cut sees it: one JSON object a row, gzip. */
export async function exportLedger(
  client: pg.PoolClient,
  dir: string,
  task: Task,
): Promise<Omit<Manifest['ledger'], 'engine'>> {
  const tables: FileEntry[] = []
  for (const shape of await tableShapes(client)) {
    let rows = 0
    const report = (count: number) => {
      rows += count
      task.report({ phase: `ledger ${shape.table}`, done: rows, total: null, unit: 'rows' })
    }
    const file = `ledger/${shape.table}.ndjson.gz`
    const written = await writeFile(dir, file, readRows(client, shape, task, report))
    tables.push({ ...shape, rows, file, ...written })
  }
  const applied = await client.query<{ id: string }>('SELECT id FROM ledger_migrations ORDER BY id')
  return {
    migrations: applied.rows.map((row) => row.id),
    tables,
    sequences: await sequences(client),
    queue: await exportQueue(client),
  }
}

async function* readRows(
  client: pg.PoolClient,
  shape: TableShape,
  task: Task,
  report: (rows: number) => void,
): AsyncGenerator<string> {
  const columns = shape.columns.map((column) => client.escapeIdentifier(column)).join(', ')
  const table = client.escapeIdentifier(shape.table)
  await client.query(
    `DECLARE backup NO SCROLL CURSOR FOR SELECT row_to_json(kept_row)::text AS row FROM (SELECT ${columns} FROM ${table}) kept_row`,
  )
  for (;;) {
    throwIfCancelled(task, 'the backup')
    const { rows } = await client.query<{ row: string }>(`FETCH ${fetchRows} FROM backup`)
    if (rows.length === 0) break
    // JSON has no raw line ends inside, so a line is a row.
    yield `${rows.map(({ row }) => row).join('\n')}\n`
    report(rows.length)
  }
  await client.query('CLOSE backup')
}

async function tableShapes(client: pg.PoolClient): Promise<TableShape[]> {
  const { rows } = await client.query<TableShape>(
    `SELECT c.relname AS "table", array_agg(a.attname::text ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND NOT c.relname = ANY($1)
     GROUP BY c.relname ORDER BY c.relname`,
    [excluded],
  )
  return rows
}

async function sequences(client: pg.PoolClient): Promise<Manifest['ledger']['sequences']> {
  const { rows } = await client.query<{ name: string; value: string }>(
    `SELECT sequencename AS name, last_value::text AS value FROM pg_sequences
     WHERE schemaname = current_schema() AND last_value IS NOT NULL ORDER BY 1`,
  )
  return rows
}

/** @throws backup.targetNotEmpty */
export async function requireEmptyLedger(client: pg.PoolClient): Promise<void> {
  for (const { table } of await tableShapes(client)) {
    const { rowCount } = await client.query(`SELECT 1 FROM ${client.escapeIdentifier(table)} LIMIT 1`)
    if (rowCount) throw backupErrors.targetNotEmpty({ store: 'PostgreSQL', table })
  }
}

/** @throws backup.newer when the backup knows a migration we do not */
export function requireKnownMigrations(
  ours: readonly string[],
  theirs: readonly string[],
  version: string,
): void {
  const unknown = theirs.find((id) => !ours.includes(id))
  if (unknown !== undefined) throw backupErrors.newer({ what: `migration ${unknown}`, version })
}

/**
 * Loads the ledger inside the open transaction of `client`: at the schema of the backup, then migrated to ours. Foreign
 * keys are taken off while tables come in and put back, and so checked, at the end.
 */
export async function importLedger(
  client: pg.PoolClient,
  dir: string,
  manifest: Manifest,
  task: Task,
): Promise<void> {
  const later = migrations.filter((migration) => !manifest.ledger.migrations.includes(migration.id))
  if (later.length > 0) await rebuildSchema(client, later)
  const keys = await dropForeignKeys(client)
  for (const entry of manifest.ledger.tables) await importTable(client, dir, entry, task)
  for (const key of keys)
    await client.query(`ALTER TABLE ${key.table} ADD CONSTRAINT ${key.name} ${key.definition}`)
  for (const sequence of manifest.ledger.sequences) {
    await client.query('SELECT setval(quote_ident($1)::regclass, $2::bigint)', [
      sequence.name,
      sequence.value,
    ])
  }
  for (const migration of later) await client.query(migration.sql)
  await importQueue(client, manifest.ledger.queue)
}

/** Our schema is ahead of the backup's: start again at the backup's. The tables are empty, as was checked. */
async function rebuildSchema(client: pg.PoolClient, later: readonly Migration[]): Promise<void> {
  const shapes = await tableShapes(client)
  for (const table of [...shapes.map((shape) => shape.table), 'person_keys'])
    await client.query(`DROP TABLE IF EXISTS ${client.escapeIdentifier(table)} CASCADE`)
  // Those of columns went with their tables.
  const { rows } = await client.query<{ name: string }>(
    'SELECT sequencename AS name FROM pg_sequences WHERE schemaname = current_schema()',
  )
  for (const { name } of rows) await client.query(`DROP SEQUENCE ${client.escapeIdentifier(name)}`)
  const functions = await client.query<{ name: string }>(
    'SELECT oid::regprocedure::text AS name FROM pg_proc WHERE pronamespace = current_schema()::regnamespace',
  )
  for (const { name } of functions.rows) await client.query(`DROP FUNCTION ${name} CASCADE`)
  for (const migration of migrations) if (!later.includes(migration)) await client.query(migration.sql)
}

async function importTable(client: pg.PoolClient, dir: string, entry: FileEntry, task: Task): Promise<void> {
  const table = client.escapeIdentifier(entry.table)
  const columns = entry.columns.map((column) => client.escapeIdentifier(column)).join(', ')
  const insert = `INSERT INTO ${table} (${columns}) OVERRIDING SYSTEM VALUE
    SELECT ${columns} FROM json_populate_recordset(NULL::${table}, $1::json)`
  // What triggers wrote beside these rows stands in the backup too.
  await client.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`)
  let rows = 0
  for await (const lines of lineGroups(dir, entry.file, fetchRows, groupChars)) {
    throwIfCancelled(task, 'the restore')
    const { rowCount } = await client.query(insert, [`[${lines.join(',')}]`])
    rows += rowCount ?? 0
    task.report({ phase: `ledger ${entry.table}`, done: rows, total: entry.rows, unit: 'rows' })
  }
  await client.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`)
  if (rows !== entry.rows)
    throw ledgerErrors.conflict({
      table: entry.table,
      constraint: `${entry.rows} rows in the backup, ${rows} loaded`,
    })
}

async function dropForeignKeys(
  client: pg.PoolClient,
): Promise<{ table: string; name: string; definition: string }[]> {
  const { rows } = await client.query<{ table: string; name: string; definition: string }>(
    `SELECT conrelid::regclass::text AS "table", quote_ident(conname) AS name, pg_get_constraintdef(oid) AS definition
     FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace AND conparentid = 0`,
  )
  for (const key of rows) await client.query(`ALTER TABLE ${key.table} DROP CONSTRAINT ${key.name}`)
  return rows
}
