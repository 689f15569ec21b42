import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { type Task, throwIfCancelled } from '../../kit/progress.ts'
import { createBinder, identifier, joinSql, type SqlFragment, sql } from '../../kit/sql.ts'
import { int64, type Warehouse } from '../warehouse/index.ts'
import { backupErrors } from './errors.ts'
import { openFile, writeFile } from './files.ts'
import type { FileEntry, Manifest } from './manifest.ts'

/** Not data: written by whoever migrates the target. */
const migrationTable = 'schema_migrations'
const clonePrefix = 'backup_cut_'
/**
 * Rows of imports that wait for their commit. Not data yet: an import that had not ended at the cut comes back without
 * them and is taken back by its recovery.
 */
const waitingTables = '^import_[0-9a-f]{32}_'

interface FrozenTable {
  table: string
  columns: string[]
  /** A copy that shares the parts of the table and does not see later writes. */
  clone: string
}

export interface WarehouseCut {
  tables: FrozenTable[]
  release(): Promise<void>
}

/**
 * Freezes all tables, in milliseconds and without copying data. Call while no writer is inside the gate.
 */
export async function freezeWarehouse(warehouse: Warehouse): Promise<WarehouseCut> {
  const tables: FrozenTable[] = []
  const mark = randomBytes(4).toString('hex')
  const release = async () => {
    for (const { clone } of tables) await warehouse.command(sql`DROP TABLE IF EXISTS ${identifier(clone)}`)
  }
  try {
    for (const [i, shape] of (await tableShapes(warehouse)).entries()) {
      const clone = `${clonePrefix}${mark}_${i}`
      tables.push({ ...shape, clone })
      await warehouse.command(sql`CREATE TABLE ${identifier(clone)} CLONE AS ${identifier(shape.table)}`)
    }
  } catch (error) {
    await release()
    throw error
  }
  return { tables, release }
}

export async function exportWarehouse(
  warehouse: Warehouse,
  cut: WarehouseCut,
  dir: string,
  task: Task,
): Promise<Omit<Manifest['warehouse'], 'engine'>> {
  const entries: FileEntry[] = []
  for (const [done, { table, columns, clone }] of cut.tables.entries()) {
    throwIfCancelled(task, 'the backup')
    task.report({ phase: `warehouse ${table}`, done, total: cut.tables.length, unit: 'tables' })
    const rows = await countRows(warehouse, clone)
    const file = `warehouse/${table}.native.gz`
    const source = await warehouse.stream(
      sql`SELECT ${columnList(columns)} FROM ${identifier(clone)}`,
      'Native',
      { signal: task.signal },
    )
    entries.push({ table, columns, rows, file, ...(await writeFile(dir, file, source)) })
  }
  const applied = await warehouse.rows(
    sql`SELECT DISTINCT id FROM schema_migrations ORDER BY id`,
    z.object({ id: z.string() }),
  )
  return { migrations: applied.map((row) => row.id), tables: entries }
}

/** @throws backup.targetNotEmpty */
export async function requireEmptyWarehouse(warehouse: Warehouse): Promise<void> {
  for (const { table } of await tableShapes(warehouse)) {
    if ((await countRows(warehouse, table)) > 0)
      throw backupErrors.targetNotEmpty({ store: 'ClickHouse', table })
  }
}

export async function importWarehouse(
  warehouse: Warehouse,
  dir: string,
  manifest: Manifest,
  task: Task,
): Promise<void> {
  const mark = randomBytes(8).toString('hex')
  for (const [done, { table, columns, file, rows }] of manifest.warehouse.tables.entries()) {
    throwIfCancelled(task, 'the restore')
    task.report({
      phase: `warehouse ${table}`,
      done,
      total: manifest.warehouse.tables.length,
      unit: 'tables',
    })
    // A token of its own: rows that were stored before must not count as repeated.
    if (rows > 0)
      await warehouse.insert(table, columns, openFile(dir, file), {
        format: 'Native',
        deduplicationToken: `restore-${mark}-${table}`,
        signal: task.signal,
      })
  }
}

/** After a failed restore: the tables were empty before. */
export async function emptyWarehouse(warehouse: Warehouse): Promise<void> {
  for (const { table } of await tableShapes(warehouse))
    await warehouse.command(sql`TRUNCATE TABLE ${identifier(table)}`)
}

async function tableShapes(warehouse: Warehouse): Promise<{ table: string; columns: string[] }[]> {
  const bind = createBinder()
  const shape = z.object({ table: z.string(), columns: z.array(z.string()) })
  return warehouse.rows(
    sql`SELECT c.table AS table, arrayMap(x -> x.2, arraySort(groupArray((c.position, c.name)))) AS columns
      FROM system.columns AS c INNER JOIN system.tables AS t ON t.database = c.database AND t.name = c.table
      WHERE c.database = currentDatabase() AND t.engine LIKE '%MergeTree' AND c.default_kind NOT IN ('MATERIALIZED', 'ALIAS')
        AND c.table != ${bind('String', migrationTable)} AND NOT startsWith(c.table, ${bind('String', clonePrefix)})
        AND NOT startsWith(c.table, '.inner') AND NOT match(c.table, ${bind('String', waitingTables)})
      GROUP BY table ORDER BY table`,
    shape,
  )
}

async function countRows(warehouse: Warehouse, table: string): Promise<number> {
  const [row] = await warehouse.rows(
    sql`SELECT count() AS rows FROM ${identifier(table)}`,
    z.object({ rows: int64() }),
  )
  return row?.rows ?? 0
}

function columnList(columns: readonly string[]): SqlFragment {
  return joinSql(
    columns.map((column) => identifier(column)),
    ', ',
  )
}
