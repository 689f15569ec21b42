import { z } from 'zod'
import { type SqlFragment, sql } from '../../kit/sql.ts'
import { int64, type RunOptions, type Warehouse } from '../../stores/warehouse/index.ts'
import type { ImportKind } from '../mapping/mapping.schema.ts'

/** All a commit needs to know; kept in the ledger, so that any process can finish it. */
export interface Commit {
  importId: string
  workspaceId: number
  kind: ImportKind
  source: string
  /** The source it belongs to; null: none is on record. */
  sourceId: string | null
  repeats: 'drop' | 'keep'
  /** When the customers of a file without a date were first seen, ms. */
  nowMs: number
  /** Rows a first attempt found to be new, where it got that far before it died. */
  counted: number | null
  /** Writes that number down before the rows are written. */
  remember(stored: number): Promise<void>
}

export const long: RunOptions = { pool: 'long', maxMemoryBytes: 3 * 1024 ** 3 }

/** A value bound under a name; the same name always has the same value within one commit. */
export function bind(name: string, type: string, value: unknown): SqlFragment {
  return { text: `{${name}:${type}}`, params: { [name]: value }, isSql: true }
}

/** Text made by the program itself, such as a list of columns. */
export function raw(text: string): SqlFragment {
  return { text, params: {}, isSql: true }
}

export async function countOf(
  warehouse: Warehouse,
  table: SqlFragment,
  commit: Pick<Commit, 'workspaceId' | 'importId'>,
): Promise<number> {
  const [row] = await warehouse.rows(
    sql`SELECT count() AS n FROM ${table} WHERE workspace_id = ${bind('workspace', 'UInt32', commit.workspaceId)}
        AND import_id = ${bind('importId', 'UUID', commit.importId)}`,
    z.object({ n: int64() }),
    long,
  )
  return row?.n ?? 0
}
