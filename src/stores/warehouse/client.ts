import { Readable } from 'node:stream'
import { type ClickHouseClient, ClickHouseError, createClient } from '@clickhouse/client'
import type { z } from 'zod'
import { commonErrors } from '../../kit/errors.ts'
import { newId } from '../../kit/ids.ts'
import type { Log } from '../../kit/log.ts'
import type { SqlFragment } from '../../kit/sql.ts'
import { asWarehouseError, guarded, withoutSecret } from './engine-errors.ts'
import { warehouseErrors } from './errors.ts'
import { type QuerySettings, settingsFor } from './run-options.ts'
import type { InsertOptions, NamedQuery, RunOptions, Warehouse } from './types.ts'

export interface WarehouseOptions {
  /** http(s)://host:port, with or without user, password and database in it. */
  url: string
  user?: string
  password?: string
  database?: string
  log: Log
  /** Requests in flight at once. Default 32. */
  connections?: number
}

/** The one client of the analytics engine, embedded or a server. Opens no connection until the first call. */
export function createWarehouse(options: WarehouseOptions): Warehouse {
  return new ClickHouseWarehouse(options)
}

class ClickHouseWarehouse implements Warehouse {
  readonly #client: ClickHouseClient
  readonly #url: string
  readonly #log: Log

  constructor(options: WarehouseOptions) {
    const address = new URL(options.url)
    this.#url = withoutSecret(options.url)
    this.#log = options.log
    this.#client = createClient({
      url: address.origin,
      username: options.user ?? (decodeURIComponent(address.username) || 'default'),
      password: options.password ?? decodeURIComponent(address.password),
      database: options.database ?? (address.pathname.slice(1) || 'default'),
      application: 'liangti',
      max_open_connections: options.connections ?? 32,
      // The engine's own limits end a query; this only ends the wait for an engine that has vanished.
      request_timeout: 2 * 60 * 60 * 1000,
      compression: { request: false, response: false },
      // Long lists of values would make an address that servers and proxies refuse.
      use_multipart_params_auto: true,
      log: { level: 127 },
    })
  }

  async query<P extends z.ZodType, R extends z.ZodType>(
    query: NamedQuery<P, R>,
    params: z.input<P>,
    options?: RunOptions,
  ): Promise<z.output<R>[]> {
    const parsed = query.params.safeParse(params)
    if (!parsed.success) {
      const { field, problem } = firstIssue(parsed.error)
      throw warehouseErrors.badParams({ query: query.name, field, problem })
    }
    const bound = { ...query.text.params, ...(parsed.data as Record<string, unknown>) }
    return this.#rows(query.name, query.text.text, bound, query.row, options)
  }

  rows<R extends z.ZodType>(statement: SqlFragment, row: R, options?: RunOptions): Promise<z.output<R>[]> {
    return this.#rows('composed query', statement.text, statement.params, row, options)
  }

  async #rows<R extends z.ZodType>(
    name: string,
    text: string,
    params: Readonly<Record<string, unknown>>,
    row: R,
    options?: RunOptions,
  ): Promise<z.output<R>[]> {
    const answer = await this.#run(name, options, async (settings) => {
      const result = await this.#client.query({
        query: text,
        query_params: { ...params },
        format: 'JSONEachRow',
        clickhouse_settings: { ...settings, wait_end_of_query: 1 },
        ...abortOf(options),
      })
      return result.json<unknown>()
    })
    return answer.map((value, i) => {
      const parsed = row.safeParse(value)
      if (parsed.success) return parsed.data
      throw warehouseErrors.badRow({ query: name, row: i + 1, ...firstIssue(parsed.error) })
    })
  }

  stream(
    statement: SqlFragment,
    format: 'Native' | 'TabSeparated' | 'CSVWithNames' | 'JSONEachRow',
    options?: RunOptions,
  ): Promise<NodeJS.ReadableStream> {
    return this.#run('streamed query', { pool: 'long', ...options }, async (settings) => {
      const result = await this.#client.exec({
        query: `${statement.text}\nFORMAT ${format}`,
        query_params: { ...statement.params },
        clickhouse_settings: settings,
        ...abortOf(options),
      })
      return guarded(result.stream, result.response_headers['x-clickhouse-exception-tag'], this.#url)
    })
  }

  command(statement: SqlFragment, options?: RunOptions): Promise<void> {
    return this.#run('command', options, async (settings) => {
      await this.#client.command({
        query: statement.text,
        query_params: { ...statement.params },
        clickhouse_settings: {
          ...settings,
          ...(/^\s*INSERT\b/i.test(statement.text) ? { insert_deduplication_token: uniqueToken() } : {}),
          wait_end_of_query: 1,
        },
        ...abortOf(options),
      })
    })
  }

  async insert(
    table: string,
    columns: readonly string[],
    rows: Buffer | NodeJS.ReadableStream,
    options?: InsertOptions,
  ): Promise<void> {
    const name = `insert into ${table}`
    const names = columns.map(plainName).join(', ')
    const into = table.split('.').map(plainName).join('.')
    const token = options?.deduplicationToken ?? uniqueToken()
    await this.#run(name, { pool: 'long', ...options }, async (settings) => {
      const { stream } = await this.#client.exec({
        query: `INSERT INTO ${into}${names === '' ? '' : ` (${names})`} FORMAT ${options?.format ?? 'TabSeparated'}`,
        values: Buffer.isBuffer(rows) ? Readable.from([rows], { objectMode: false }) : Readable.from(rows),
        clickhouse_settings: {
          ...settings,
          insert_deduplication_token: token,
        },
        ...abortOf(options),
      })
      stream.resume()
      await new Promise((resolve, reject) => stream.once('end', resolve).once('error', reject))
    })
  }

  async about(): Promise<{ version: string; embedded: boolean; url: string }> {
    const { version, embedded } = await this.#run('about', undefined, async () => {
      const result = await this.#client.query({ query: 'SELECT version() AS version', format: 'JSONEachRow' })
      const [row] = await result.json<{ version: string }>()
      const name = result.response_headers['x-clickhouse-server-display-name']
      return { version: row?.version ?? '', embedded: name === 'liangti-embedded' }
    })
    return { version, embedded, url: this.#url }
  }

  close(): Promise<void> {
    return this.#client.close()
  }

  async #run<T>(
    name: string,
    options: RunOptions | undefined,
    work: (settings: QuerySettings) => Promise<T>,
  ): Promise<T> {
    const started = performance.now()
    try {
      return await work(settingsFor(options))
    } catch (error) {
      if (options?.signal?.aborted) throw commonErrors.cancelled({ what: name })
      const mapped = asWarehouseError(error, name, this.#url)
      const engineCode = error instanceof ClickHouseError ? error.code : null
      this.#log.warn(
        { engineCode, code: mapped.code, ms: Math.round(performance.now() - started) },
        'warehouse call failed',
      )
      throw mapped
    }
  }
}

/** Without a token tables with a deduplication window take two batches of equal rows for one and drop the second. */
function uniqueToken(): string {
  return newId()
}

function abortOf(options: RunOptions | undefined): { abort_signal?: AbortSignal } {
  return options?.signal ? { abort_signal: options.signal } : {}
}

function plainName(name: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(name))
    throw new Error('A table or column name is not a plain identifier.')
  return `\`${name}\``
}

function firstIssue(error: z.ZodError): { field: string; problem: string } {
  const issue = error.issues[0]
  return { field: issue?.path.join('.') || 'the whole', problem: issue?.message ?? 'it is not readable' }
}
