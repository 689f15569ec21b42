import type pg from 'pg'
import { ledgerErrors } from './errors.ts'
import type { Ledger } from './types.ts'

/** `liangti.write_gate` as the number advisory locks need. */
const gate = '4923871123390271'
/** A shared hold is not joined for longer than this, so that a backup waits for running writes only. */
const joinableMs = 1_000
const patience = '10min'

interface Hold {
  client: Promise<pg.PoolClient>
  holders: number
  since: number
}

const holds = new WeakMap<Ledger, Hold>()

/**
 * Runs a write that touches both stores (an import's commit, the pump of touches). Any number run together; while a
 * backup takes its cut they wait. Keep it short: a backup waits for it.
 * @throws ledger.busy after ten minutes
 */
export async function withWriteGate<T>(ledger: Ledger, work: () => Promise<T>): Promise<T> {
  // One connection holds the gate for all writers of this process, else they could use up the pool and wait for it.
  let hold = holds.get(ledger)
  if (!hold || hold.holders === 0 || performance.now() - hold.since > joinableMs) {
    hold = { client: lock(ledger, 'pg_advisory_lock_shared'), holders: 0, since: performance.now() }
    holds.set(ledger, hold)
  }
  hold.holders++
  try {
    await hold.client
    return await work()
  } finally {
    if (--hold.holders === 0) await unlock(hold.client)
  }
}

/** Runs `work` while no writer is inside the gate; new ones wait. For seconds, not minutes. @throws ledger.busy */
export async function withGateClosed<T>(ledger: Ledger, work: () => Promise<T>): Promise<T> {
  const client = lock(ledger, 'pg_advisory_lock')
  try {
    await client
    return await work()
  } finally {
    await unlock(client)
  }
}

async function lock(
  ledger: Ledger,
  kind: 'pg_advisory_lock' | 'pg_advisory_lock_shared',
): Promise<pg.PoolClient> {
  const client = await ledger.pool.connect()
  try {
    await client.query(`SET statement_timeout = 0; SET lock_timeout = '${patience}'`)
    await client.query(`SELECT ${kind}($1)`, [gate])
    return client
  } catch (error) {
    client.release(true)
    throw ledgerErrors.busy({ attempts: 1 }, error)
  }
}

/** The connection goes back to the pool as it came; one that cannot say so is closed, which frees the lock too. */
async function unlock(holding: Promise<pg.PoolClient>): Promise<void> {
  const client = await holding.catch(() => null) // never held: whoever asked for it was told
  if (!client) return
  try {
    await client.query('SELECT pg_advisory_unlock_all(); RESET statement_timeout; RESET lock_timeout')
    client.release()
  } catch {
    client.release(true)
  }
}
