import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import pg from 'pg'
import { silentLog } from '../../src/kit/log.ts'
import { packageRoot } from '../../src/kit/paths.ts'
import { type Ledger, migrateLedger, openLedger } from '../../src/stores/ledger/index.ts'
import { migrations } from '../../src/stores/ledger/migrations/index.ts'

export interface FreshLedger {
  ledger: Ledger
  /** Address of this database alone, for a second connection or process. */
  url: string
  drop(): Promise<void>
}

/** Any number will do, as long as all workers use the same. */
const templateLock = 411_001

/** An empty, migrated database of its own on the shared test server: a copy of a template, some 30 ms. */
export async function freshLedger(): Promise<FreshLedger> {
  const base = testDatabaseUrl()
  const template = await ensureTemplate(base)
  const name = `t_${randomBytes(8).toString('hex')}`
  await withClient(base, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`))
  const url = databaseUrl(base, name)
  const ledger = await openLedger({ url, log: silentLog, connections: 8, embedded: true })
  return {
    ledger,
    url,
    drop: async () => {
      await ledger.close()
      await withClient(base, (client) => dropDatabase(client, name))
    },
  }
}

/**
 * Ends all connections that the code under test has to a ledger. Nothing else runs here meanwhile, so the pool cannot
 * have seen it: the next statements are the first to meet them.
 */
export function endConnections(url: string): void {
  const script = `
    const pg = require('pg')
    const client = new pg.Client(process.env.LEDGER)
    client.connect()
      .then(() => client.query("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity " +
        "WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'liangti'"))
      .then(({ rowCount }) => { if (rowCount === 0) throw new Error('no connection to end') })
      .then(() => client.end())`
  const env = { ...process.env, LEDGER: url }
  execFileSync(process.execPath, ['-e', script], { cwd: packageRoot(), env })
}

export function testDatabaseUrl(): string {
  const url = process.env.TEST_DATABASE_URL
  if (!url)
    throw new Error(
      'TEST_DATABASE_URL is not set: name the file *.engine.test.ts and run it with --project engine.',
    )
  return url
}

/** One template per state of the migrations; whoever comes first makes it, the others wait. */
async function ensureTemplate(base: string): Promise<string> {
  const state = createHash('sha256').update(JSON.stringify(migrations)).digest('hex').slice(0, 16)
  const name = `template_${state}`
  await withClient(base, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [templateLock])
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
    if (rowCount) return
    const partial = `${name}_new`
    await client.query(`DROP DATABASE IF EXISTS ${partial} WITH (FORCE)`)
    await client.query(`CREATE DATABASE ${partial}`)
    const ledger = await openLedger({ url: databaseUrl(base, partial), log: silentLog, connections: 2 })
    await migrateLedger(ledger)
    await ledger.close()
    await client.query(`ALTER DATABASE ${partial} RENAME TO ${name}`)
  })
  return name
}

/**
 * FORCE ends sessions a test has left open, but may not end a vacuum of the server's own that has just come by: that
 * one is over in a moment.
 */
async function dropDatabase(client: pg.Client, name: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
      return
    } catch (error) {
      if (attempt === 50 || (error as { code?: string }).code !== '42501') throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

function databaseUrl(base: string, name: string): string {
  const url = new URL(base)
  url.pathname = `/${name}`
  return url.href
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
