import type { Compilable } from 'kysely'
import type pg from 'pg'
import { type Ledger, ledgerErrors, lockNumbers, toLedgerError } from '../../stores/ledger/index.ts'

const lockSpace = lockNumbers.ownership
const serverName = 'PostgreSQL'

/** Who works on an import, as the ledger sees it. */
export interface Owner {
  /**
   * Makes sure that the lock is held: where its connection was lost, waits for it on a new one. Another process may have
   * owned the import meanwhile, so ask for its status afterwards. @throws ledger.unavailable
   */
  hold(): Promise<void>
  /**
   * Runs a statement in the session that holds the lock: an owner that has lost the lock without knowing cannot write.
   * @returns rows changed @throws ledger.*
   */
  write(statement: Compilable): Promise<number>
}

/**
 * Runs work as the owner of an import. The lock belongs to a connection, so it ends with the process, however that ends:
 * whoever gets the lock of an unfinished import knows that its owner is gone, or has lost its connection and with it the
 * right to write.
 * @param busy 'skip' leaves work to an owner that is alive and returns undefined
 */
export async function withOwnership<T>(
  ledger: Ledger,
  importId: string,
  work: (owner: Owner) => Promise<T>,
): Promise<T>
export async function withOwnership<T>(
  ledger: Ledger,
  importId: string,
  work: (owner: Owner) => Promise<T>,
  busy: 'skip',
): Promise<T | undefined>
export async function withOwnership<T>(
  ledger: Ledger,
  importId: string,
  work: (owner: Owner) => Promise<T>,
  busy?: 'skip',
): Promise<T | undefined> {
  let session = await lock(ledger, importId, busy)
  if (session === null) return undefined
  const owner: Owner = {
    hold: async () => {
      if (session && (await session.answers())) return
      await session?.end()
      session = null
      session = await lock(ledger, importId)
    },
    write: async (statement) => {
      if (session === null) throw ledgerErrors.unavailable({ where: serverName, reason: 'the lock is lost' })
      return session.run(statement)
    },
  }
  try {
    return await work(owner)
  } finally {
    await session?.end()
  }
}

interface Session {
  answers(): Promise<boolean>
  run(statement: Compilable): Promise<number>
  /** Ends the lock, so that the next may have it at once, and then the session. Never rejects. */
  end(): Promise<void>
}

async function lock(ledger: Ledger, importId: string, busy?: 'skip'): Promise<Session | null> {
  const client = await ledger.pool.connect().catch(translate)
  // A connection lost here does not end the work: its next statement meets the error.
  const ignore = () => {}
  client.on('error', ignore)
  const leave = () => {
    client.off('error', ignore)
    client.release(true)
  }
  const end = async () => {
    // The database may take a while to see that a connection is gone; one that is gone already holds no lock.
    await client.query('SELECT pg_advisory_unlock($1, hashtext($2))', [lockSpace, importId]).catch(ignore)
    leave()
  }
  try {
    // Whoever finishes the import for us may take its time.
    await client.query('SET statement_timeout = 0')
    const asked =
      busy === 'skip'
        ? 'SELECT pg_try_advisory_lock($1, hashtext($2)) AS got'
        : 'SELECT true AS got FROM (SELECT pg_advisory_lock($1, hashtext($2))) AS held'
    const { rows } = await client.query<{ got: boolean }>(asked, [lockSpace, importId])
    if (rows[0]?.got) return sessionOf(client, end)
  } catch (error) {
    leave()
    return translate(error)
  }
  leave()
  return null
}

function sessionOf(client: pg.PoolClient, end: Session['end']): Session {
  return {
    end,
    answers: () =>
      client.query('SELECT 1').then(
        () => true,
        () => false, // what became of it does not matter: another is opened
      ),
    run: async (statement) => {
      const { sql, parameters } = statement.compile()
      const { rowCount } = await client.query(sql, [...parameters]).catch(translate)
      return rowCount ?? 0
    },
  }
}

function translate(error: unknown): never {
  throw toLedgerError(error, serverName)
}
