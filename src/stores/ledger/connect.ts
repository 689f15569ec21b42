import {
  Kysely,
  type PostgresCursor,
  PostgresDialect,
  type PostgresPool,
  type PostgresPoolClient,
  type PostgresQueryResult,
} from 'kysely'
import pg from 'pg'
import type { Log } from '../../kit/log.ts'
import { isRepeatable, isUnreachable, toLedgerError } from './driver-errors.ts'
import { ledgerErrors } from './errors.ts'
import type { LedgerSchema } from './schema/index.ts'
import { sleep } from './server/process.ts'
import type { Ledger } from './types.ts'

export interface LedgerOptions {
  url: string
  log: Log
  /** Whether the server is our own embedded one; for `about`. */
  embedded?: boolean
  /** Connections at most, 20 by default; the embedded server allows 120 over all processes. */
  connections?: number
  /** How long a connection is waited for while the server starts or restarts. Default 15 s. */
  patienceMs?: number
}

const statementTimeoutMs = 120_000
const maxAttempts = 6

/**
 * Opens the ledger. 64-bit integers and numerics arrive as strings, `timestamptz` as Date, `date` as `YYYY-MM-DD`.
 * Errors of `ledger.db` and `transaction` are `ledger.*` (see `driver-errors.ts`), those of `pool` are the driver's own.
 * @throws ledger.unavailable, ledger.refused when the server cannot be reached
 */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const where = redact(options.url)
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.connections ?? 20,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: 'liangti',
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: 600_000,
    allowExitOnIdle: true,
    types: { getTypeParser },
  })
  // A connection that breaks is replaced by the pool; without listeners it would end the process. The pool's own
  // listener covers idle connections only: one that is lent and between two statements has nobody else.
  const lost = (error: Error) => options.log.debug({ err: error }, 'ledger connection lost')
  pool.on('error', lost)
  pool.on('connect', (client) => client.on('error', lost))

  const patienceMs = options.patienceMs ?? 15_000
  const db = new Kysely<LedgerSchema>({
    dialect: new PostgresDialect({ pool: translating(pool, where, patienceMs) }),
  })
  const version = await serverVersion(pool, where, patienceMs)
  return {
    db,
    pool,
    transaction: (work, settings) =>
      repeating(() =>
        db
          .transaction()
          .setIsolationLevel(settings?.isolation ?? 'read committed')
          .execute(work),
      ),
    about: async () => ({ version, embedded: options.embedded ?? false, url: where }),
    close: () => db.destroy(),
  }
}

/** The address without user and password, for messages and logs. */
export function redact(url: string): string {
  if (!URL.canParse(url)) return 'DATABASE_URL'
  const { host, pathname } = new URL(url)
  return `${host}${pathname}`
}

const dateTypes = new Set<number>([pg.types.builtins.DATE, pg.types.builtins.TIMESTAMP])

/** Days have no zone: the driver's Date would move them by the machine's. */
const getTypeParser = ((oid: number, format?: 'text' | 'binary') =>
  dateTypes.has(oid)
    ? (value: string) => value
    : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser

async function serverVersion(pool: pg.Pool, where: string, patienceMs: number): Promise<string> {
  try {
    const client = await connect(pool, patienceMs)
    try {
      const { rows } = await client.query<{ server_version: string }>('SHOW server_version')
      return rows[0]?.server_version ?? 'unknown'
    } finally {
      client.release()
    }
  } catch (error) {
    await pool.end()
    throw toLedgerError(error, where)
  }
}

/** While the server restarts, callers wait instead of failing; nothing of theirs has been sent yet. */
async function connect(pool: pg.Pool, patienceMs: number): Promise<pg.PoolClient> {
  for (let waited = 0; ; waited += 100) {
    try {
      return await pool.connect()
    } catch (error) {
      if (!isUnreachable(error) || pool.ending || waited >= patienceMs) throw error
      await sleep(100)
    }
  }
}

/** The pool as Kysely sees it, with errors translated at the only two doors they come through. */
function translating(pool: pg.Pool, where: string, patienceMs: number): PostgresPool {
  const translated = new WeakMap<pg.PoolClient, PostgresPoolClient>()
  const wrap = (client: pg.PoolClient): PostgresPoolClient => {
    let broken = false
    const run = async (text: string, values: readonly unknown[]) => {
      try {
        return await client.query(text, [...values])
      } catch (error) {
        broken ||= isUnreachable(error)
        throw toLedgerError(error, where)
      }
    }
    function query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>
    function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>
    function query(text: unknown, values: readonly unknown[] = []): unknown {
      // Kysely asks for cursors only where the dialect was given a cursor class; ours was not.
      if (typeof text !== 'string') throw new TypeError('Cursors are opened on ledger.pool.')
      return run(text, values)
    }
    // A broken connection is thrown away, not handed to the next caller.
    return { query, release: () => client.release(broken) }
  }
  return {
    connect: async () => {
      const client = await connect(pool, patienceMs).catch((error: unknown) => {
        throw toLedgerError(error, where)
      })
      const known = translated.get(client) ?? wrap(client)
      translated.set(client, known)
      return known
    },
    end: () => pool.end(),
  }
}

async function repeating<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (!isRepeatable(error)) throw error
      if (attempt >= maxAttempts) throw ledgerErrors.busy({ attempts: attempt }, error)
      await sleep(10 * 2 ** attempt)
    }
  }
}
