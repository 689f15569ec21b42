import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { noTask, type Task, throwIfCancelled } from '../../kit/progress.ts'
import { identifier, joinSql, type SqlFragment, sql } from '../../kit/sql.ts'
import { readVerifiedManifest, type TableEntry, tableFile, writeManifest } from './backup-manifest.ts'
import { warehouseErrors } from './errors.ts'
import { int64 } from './int64.ts'
import type { RunOptions, Warehouse } from './types.ts'

export interface TableCount {
  table: string
  rows: number
  bytes: number
}

const hours: RunOptions = { pool: 'long', timeoutMs: 2 * 60 * 60 * 1000 }
const tries = 3

/**
 * Writes every table of the database to `<dir>/<table>.native` and, last, `<dir>/warehouse.json` with row counts and
 * checksums. Whoever wants one moment across all tables holds the writers back meanwhile. Views and the schema are not
 * written: those are the migrations'.
 * @throws warehouse.changedMeanwhile when rows came in during every try; common.cancelled
 */
export async function exportTables(
  warehouse: Warehouse,
  dir: string,
  task: Task = noTask,
): Promise<TableCount[]> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const stored = await storedTables(warehouse)
  const tables: TableEntry[] = []
  for (const table of stored) {
    throwIfCancelled(task, 'backup')
    tables.push(await exportTable(warehouse, dir, table))
    task.report({ phase: 'backup', done: tables.length, total: stored.length, unit: 'tables' })
  }
  await writeManifest(dir, { migrations: await migrationsTaken(warehouse), tables })
  return tables.map(countOf)
}

/**
 * Fills the tables of a migrated, empty database from `dir`. Every checksum is verified before the first row is
 * stored, and every row count after.
 * @throws warehouse.backupDamaged, warehouse.restoreTarget; common.cancelled
 */
export async function importTables(
  warehouse: Warehouse,
  dir: string,
  task: Task = noTask,
): Promise<TableCount[]> {
  const { tables, migrations } = await readVerifiedManifest(dir)
  const stored = await storedTables(warehouse)
  const taken = new Set(await migrationsTaken(warehouse))
  const missing = migrations.find((id) => !taken.has(id))
  if (missing) throw warehouseErrors.restoreTarget({ problem: `schema step ${missing} has not been taken` })
  for (const { name } of tables) {
    const target = stored.find((table) => table.name === name)
    if (!target) throw warehouseErrors.restoreTarget({ problem: `there is no table ${name}` })
    if ((await countRows(warehouse, target)) > 0) {
      throw warehouseErrors.restoreTarget({ problem: `table ${name} holds rows already` })
    }
  }
  let done = 0
  for (const entry of tables) {
    throwIfCancelled(task, 'restore')
    await importTable(warehouse, dir, entry, stored)
    task.report({ phase: 'restore', done: ++done, total: tables.length, unit: 'tables' })
  }
  return tables.map(countOf)
}

interface StoredTable {
  name: string
  columns: string[]
  /** Repeated rows are joined by merges: only what FINAL gives is the same at any moment. */
  merging: boolean
}

async function storedTables(warehouse: Warehouse): Promise<StoredTable[]> {
  const rows = await warehouse.rows(
    sql`SELECT t.name AS name, t.engine AS engine, groupArray(c.name) AS columns
        FROM system.tables AS t
        INNER JOIN (
          SELECT table, name FROM system.columns
          WHERE database = currentDatabase() AND default_kind NOT IN ('MATERIALIZED', 'ALIAS', 'EPHEMERAL')
          ORDER BY table, position) AS c ON c.table = t.name
        WHERE t.database = currentDatabase() AND t.engine LIKE '%MergeTree' AND t.name != 'schema_migrations'
          AND NOT startsWith(t.name, '.inner')
        GROUP BY name, engine ORDER BY name`,
    z.object({ name: z.string(), engine: z.string(), columns: z.array(z.string()) }),
  )
  return rows.map(({ name, engine, columns }) => ({
    name,
    columns,
    merging: /(Replacing|Summing|Aggregating|Collapsing|Coalescing)/.test(engine),
  }))
}

async function migrationsTaken(warehouse: Warehouse): Promise<string[]> {
  const row = z.object({ id: z.string() })
  return (await warehouse.rows(sql`SELECT DISTINCT id FROM schema_migrations ORDER BY id`, row)).map(
    ({ id }) => id,
  )
}

async function exportTable(warehouse: Warehouse, dir: string, table: StoredTable): Promise<TableEntry> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const before = await countRows(warehouse, table)
    const written = await writeTable(warehouse, tableFile(dir, table.name), table)
    const rows = await countRows(warehouse, table)
    if (rows === before) return { name: table.name, columns: table.columns, rows, ...written }
  }
  throw warehouseErrors.changedMeanwhile({ table: table.name })
}

async function writeTable(
  warehouse: Warehouse,
  file: string,
  table: StoredTable,
): Promise<{ bytes: number; sha256: string }> {
  const columns = joinSql(table.columns.map(identifier), ', ')
  const rows = await warehouse.stream(sql`SELECT ${columns} FROM ${source(table)}`, 'Native', hours)
  const hash = createHash('sha256')
  let bytes = 0
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      hash.update(chunk)
      bytes += chunk.length
      next(null, chunk)
    },
  })
  await pipeline(rows, meter, createWriteStream(file, { mode: 0o600, flush: true }))
  return { bytes, sha256: hash.digest('hex') }
}

async function importTable(
  warehouse: Warehouse,
  dir: string,
  entry: TableEntry,
  stored: readonly StoredTable[],
): Promise<void> {
  const table = stored.find(({ name }) => name === entry.name)
  if (!table || entry.rows === 0) return
  const file = tableFile(dir, entry.name)
  await warehouse.insert(entry.name, entry.columns, createReadStream(file), { ...hours, format: 'Native' })
  const rows = await countRows(warehouse, table)
  if (rows === entry.rows) return
  throw warehouseErrors.backupDamaged({ file, problem: `${rows} rows came back instead of ${entry.rows}` })
}

async function countRows(warehouse: Warehouse, table: StoredTable): Promise<number> {
  const [row] = await warehouse.rows(
    sql`SELECT count() AS n FROM ${source(table)}`,
    z.object({ n: int64() }),
    hours,
  )
  return row?.n ?? 0
}

function source(table: StoredTable): SqlFragment {
  return table.merging ? sql`${identifier(table.name)} FINAL` : identifier(table.name)
}

function countOf({ name, rows, bytes }: TableEntry): TableCount {
  return { table: name, rows, bytes }
}
