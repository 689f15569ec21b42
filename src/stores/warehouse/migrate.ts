import { z } from 'zod'
import { type SqlFragment, sql } from '../../kit/sql.ts'
import type { Warehouse } from './types.ts'

/** A step of the schema. The engine has no transactions, so every statement must be harmless when repeated. */
export interface Migration {
  id: string
  statements: readonly string[]
}

const migrationLog = sql`CREATE TABLE IF NOT EXISTS schema_migrations (
  id         String,
  applied_at DateTime64(3, 'UTC') DEFAULT now64(3)
) ENGINE = ReplacingMergeTree(applied_at) ORDER BY id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`

/**
 * Brings the schema up to date and gives the ids of the steps taken now. Steps are noted after the last one, or
 * where one fails: those of a program that is killed meanwhile are taken again.
 */
export async function migrate(warehouse: Warehouse, migrations: readonly Migration[]): Promise<string[]> {
  await warehouse.command(migrationLog)
  const done = new Set(
    (await warehouse.rows(sql`SELECT DISTINCT id FROM schema_migrations`, z.object({ id: z.string() }))).map(
      (row) => row.id,
    ),
  )
  const taken: string[] = []
  try {
    for (const { id, statements } of migrations) {
      if (done.has(id)) continue
      for (const statement of statements) await warehouse.command(plain(statement), { pool: 'long' })
      taken.push(id)
    }
  } finally {
    // One insert for all: each is brought to disk, and a new folder takes a dozen steps.
    const lines = taken.map((id) => `${id}\n`).join('')
    if (lines) await warehouse.insert('schema_migrations', ['id'], Buffer.from(lines))
  }
  return taken
}

/** Statements of migrations are constants of the program and bind nothing. */
function plain(text: string): SqlFragment {
  return { text, params: {}, isSql: true }
}
