import type { z } from 'zod'
import type { SqlFragment } from '../../kit/sql.ts'

/** A query with a name, typed parameters and typed rows; made by `defineQuery`, run by `Warehouse.query`. */
export interface NamedQuery<P extends z.ZodType, R extends z.ZodType> {
  name: string
  params: P
  row: R
  text: SqlFragment
}

export interface RunOptions {
  /** Interactive queries must not wait behind long ones; 'long' also raises the time limit. Default 'interactive'. */
  pool?: 'interactive' | 'long'
  timeoutMs?: number
  maxMemoryBytes?: number
  /** Extra engine settings, from an allow-list. */
  settings?: Record<string, string | number>
  signal?: AbortSignal
}

export interface InsertOptions extends RunOptions {
  /**
   * Same token, same rows: a repeated insert is stored once, in tables with a `non_replicated_deduplication_window` and
   * while the token is among that many last blocks. Without one every insert counts, equal rows or not.
   */
  deduplicationToken?: string
  format?: 'TabSeparated' | 'JSONEachRow' | 'RowBinary' | 'Native'
}

/**
 * The analytics engine, embedded or a server; one client path for both. 64-bit integers arrive as decimal strings
 * (row schemas use `int64()` to make them safe numbers), times as `YYYY-MM-DD hh:mm:ss.SSS` in UTC.
 * Errors are `warehouse.*` of `stores/warehouse/errors.ts`, with the engine's code.
 */
export interface Warehouse {
  /** Runs a named query; parameters are validated and bound, every row is validated. */
  query<P extends z.ZodType, R extends z.ZodType>(
    query: NamedQuery<P, R>,
    params: z.input<P>,
    options?: RunOptions,
  ): Promise<z.output<R>[]>
  /** Runs a composed statement (segments, features) whose values are bound in the fragments. */
  rows<R extends z.ZodType>(statement: SqlFragment, row: R, options?: RunOptions): Promise<z.output<R>[]>
  /** Result streamed in the engine's format, for exports and scoring. */
  stream(
    statement: SqlFragment,
    format: 'Native' | 'TabSeparated' | 'CSVWithNames' | 'JSONEachRow',
    options?: RunOptions,
  ): Promise<NodeJS.ReadableStream>
  /** DDL, INSERT … SELECT, ALTER: no rows come back. */
  command(statement: SqlFragment, options?: RunOptions): Promise<void>
  /** Inserts already encoded rows; resolves when they are durable. */
  insert(
    table: string,
    columns: readonly string[],
    rows: Buffer | NodeJS.ReadableStream,
    options?: InsertOptions,
  ): Promise<void>
  /** Version of the engine and whether it is the embedded one. */
  about(): Promise<{ version: string; embedded: boolean; url: string }>
  close(): Promise<void>
}
