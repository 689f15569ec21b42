import type { Kysely, Transaction } from 'kysely'
import type pg from 'pg'
import type { LedgerSchema } from './schema/index.ts'

/** The transactional store: real PostgreSQL, embedded or by URL. Errors are `ledger.*`. */
export interface Ledger {
  readonly db: Kysely<LedgerSchema>
  /** For COPY, LISTEN and advisory locks. */
  readonly pool: pg.Pool
  /** Serialisable where asked; retried on serialisation failure and deadlock, so `work` must be safe to repeat. */
  transaction<T>(
    work: (trx: Transaction<LedgerSchema>) => Promise<T>,
    options?: { isolation?: 'read committed' | 'serializable' },
  ): Promise<T>
  about(): Promise<{ version: string; embedded: boolean; url: string }>
  close(): Promise<void>
}
