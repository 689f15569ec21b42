import type { Ledger } from '../../stores/ledger/index.ts'

/** Any constant, the same in all processes. */
const lockSpace = 741_002

/**
 * Runs work as the owner of an import. The lock belongs to a connection, so it ends with the process, however that ends:
 * whoever gets the lock of an unfinished import knows that its owner is gone.
 * @param busy 'skip' leaves work to an owner that is alive and returns undefined
 */
export async function withOwnership<T>(ledger: Ledger, importId: string, work: () => Promise<T>): Promise<T>
export async function withOwnership<T>(
  ledger: Ledger,
  importId: string,
  work: () => Promise<T>,
  busy: 'skip',
): Promise<T | undefined>
export async function withOwnership<T>(
  ledger: Ledger,
  importId: string,
  work: () => Promise<T>,
  busy?: 'skip',
): Promise<T | undefined> {
  const client = await ledger.pool.connect()
  // A connection lost here does not end the work; its error is met by the work's own statements.
  const ignore = () => {}
  client.on('error', ignore)
  try {
    if (busy === 'skip') {
      const { rows } = await client.query<{ got: boolean }>(
        'SELECT pg_try_advisory_lock($1, hashtext($2)) AS got',
        [lockSpace, importId],
      )
      if (!rows[0]?.got) return undefined
    } else await client.query('SELECT pg_advisory_lock($1, hashtext($2))', [lockSpace, importId])
    return await work()
  } finally {
    client.off('error', ignore)
    // Ends the session, and with it the lock.
    client.release(true)
  }
}
