import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { ledgerErrors } from '../errors.ts'
import { asAccount } from './account.ts'
import { type ClusterSecret, engineEnvironment, lastLine, readTail } from './cluster.ts'
import type { LedgerFiles } from './files.ts'
import type { Place } from './place.ts'
import { isRunning, sleep, waitUntil } from './process.ts'

const startTimeoutMs = 60_000
const stopTimeoutMs = 20_000
const maxLogBytes = 10_000_000

export interface Postgres {
  process: ChildProcess
  pid: number
  exited: Promise<void>
  port: number
}

/**
 * Values of rows must not reach the log (they may be identifiers), so statements, their errors and details stay out;
 * starts, stops, checkpoints and crashes are in it.
 */
const settings = (port: number): string[] => [
  `port=${port}`,
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=120',
  'shared_buffers=256MB',
  'effective_cache_size=1GB',
  'maintenance_work_mem=128MB',
  'max_wal_size=2GB',
  'wal_compression=on',
  'random_page_cost=1.1',
  'timezone=UTC',
  'log_timezone=UTC',
  'jit=off',
  'logging_collector=off',
  'log_min_messages=log',
  'log_min_error_statement=panic',
  'log_error_verbosity=terse',
  'log_parameter_max_length=0',
  'log_parameter_max_length_on_error=0',
  'log_line_prefix=%m [%p] ',
]

/**
 * Starts the postmaster and resolves when it takes connections.
 * @throws ledger.engineFailed with the last line of its log
 */
export async function startPostgres(
  engine: string,
  place: Place,
  files: LedgerFiles,
  secret: ClusterSecret,
  port: number,
): Promise<Postgres> {
  if (existsSync(files.log) && statSync(files.log).size > maxLogBytes) renameSync(files.log, `${files.log}.1`)
  const log = openSync(files.log, 'a', 0o600)
  const logStart = statSync(files.log).size
  const args = ['-D', place.cluster, ...settings(port).flatMap((setting) => ['-c', setting])]
  const child = spawn(join(engine, 'bin', 'postgres'), args, {
    ...asAccount(place.account),
    cwd: '/',
    env: engineEnvironment(engine),
    stdio: ['ignore', log, log],
    detached: true, // Ctrl-C in a terminal reaches us alone; we stop it when our work is written
  })
  closeSync(log)
  let failure: string | null = null
  const exited = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      failure = lastLine(readTail(files.log, logStart)) || `it ended with ${signal ?? code}`
      resolve()
    })
    child.once('error', (error) => {
      failure = error.message
      resolve()
    })
  })
  const ready = await waitUntil(async () => failure !== null || (await answers(port, secret)), startTimeoutMs)
  if (failure !== null || !ready || child.pid === undefined) {
    child.kill('SIGQUIT')
    const reason = failure ?? `no answer within ${startTimeoutMs / 1000} s`
    throw ledgerErrors.engineFailed({ step: 'start', reason, log: files.log })
  }
  return { process: child, pid: child.pid, exited, port }
}

async function answers(port: number, secret: ClusterSecret): Promise<boolean> {
  const client = new pg.Client({
    ...ownerConnection(port, secret),
    connectionTimeoutMillis: 2_000,
    query_timeout: 2_000,
  })
  client.on('error', () => {}) // the query below reports it
  try {
    await client.connect()
    await client.query('SELECT 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

function ownerConnection(port: number, secret: ClusterSecret): pg.ClientConfig {
  return { host: '127.0.0.1', port, user: 'postgres', password: secret.owner, database: 'postgres' }
}

/**
 * The role and database of Liangti. The role owns its database and no more: it cannot read files or run programs.
 * @throws Error where PostgreSQL does not answer: one that is killed may leave helpers that hold its port for a moment,
 *   and whoever connects then would wait for ever
 */
export async function ensureDatabase(port: number, secret: ClusterSecret): Promise<string> {
  const client = new pg.Client({
    ...ownerConnection(port, secret),
    connectionTimeoutMillis: 10_000,
    query_timeout: startTimeoutMs,
  })
  client.on('error', () => {}) // the query below reports it
  await client.connect()
  try {
    const role = await client.query("SELECT 1 FROM pg_roles WHERE rolname = 'liangti'")
    const password = client.escapeLiteral(secret.app)
    if (role.rowCount === 0) await client.query(`CREATE ROLE liangti LOGIN CREATEDB PASSWORD ${password}`)
    const database = await client.query("SELECT 1 FROM pg_database WHERE datname = 'liangti'")
    if (database.rowCount === 0) await client.query('CREATE DATABASE liangti OWNER liangti')
  } finally {
    await client.end()
  }
  return `postgres://liangti:${secret.app}@127.0.0.1:${port}/liangti`
}

/** Fast shutdown, then harder ones. */
export async function stopProcess(pid: number, ended: () => boolean): Promise<void> {
  for (const [signal, patienceMs] of [
    ['SIGINT', stopTimeoutMs],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 2_000],
  ] as const) {
    if (ended()) return
    try {
      process.kill(pid, signal)
    } catch {
      return // it went away by itself
    }
    if (await waitUntil(ended, patienceMs)) return
  }
}

/**
 * Ends a postmaster whose keeper was killed, and removes its lock file where the process named there is another
 * program by now (ids repeat soon in containers). Call only while holding the keeper's lock.
 */
export async function clearLeftover(place: Place): Promise<void> {
  const lock = join(place.cluster, 'postmaster.pid')
  if (!existsSync(lock)) return
  const pid = Number(readFileSync(lock, 'utf8').split('\n')[0])
  const running = () => isRunning(pid, ['postgres', place.cluster])
  if (Number.isInteger(pid) && pid > 1 && running()) {
    await stopProcess(pid, () => !running())
    // Its helpers detach from shared memory a moment later; starting before that is refused.
    await sleep(100)
  }
  if (!running()) rmSync(lock, { force: true })
}
