import { type RawBuilder, sql, type Transaction } from 'kysely'
import type { LedgerSchema } from './ledger/schema/index.ts'
import type { Ledger } from './ledger/types.ts'
import type { Warehouse } from './warehouse/types.ts'

/**
 * A table of the ledger whose rows the warehouse keeps as well: `id`, `version` (greater with each change), `copied_at`
 * (null: the warehouse does not know yet).
 */
export interface CopiedTable {
  /** Of the same name in both stores. */
  name: string
  idType: 'uuid' | 'bigint'
  /** Of the warehouse, in the order in which `lines` has them. */
  columns: readonly string[]
  /** Of `lockNumbers`: one copier at a time. */
  lock: number
  atOnce: number
  /** What is read of a row, as one line of tab separated values: an expression over the columns of the table. */
  line: RawBuilder<string>
  /** Rows that are no longer anybody's, with `removed_at`: they go from the ledger once the warehouse was told. */
  removes: boolean
  /** Which of the rows are copied; all, where it is left out. */
  where?: RawBuilder<boolean>
}

/**
 * Copies up to `atOnce` rows in one transaction. At least once: the newest version of a row wins in the warehouse.
 * @param first what is to be done before, in the same transaction
 * @returns rows copied
 */
export function copyVersions(
  { ledger, warehouse }: { ledger: Ledger; warehouse: Warehouse },
  { name, idType, columns, lock, atOnce, line, removes, where = sql<boolean>`true` }: CopiedTable,
  first: (trx: Transaction<LedgerSchema>) => Promise<unknown> = async () => {},
): Promise<number> {
  return ledger.transaction(async (trx) => {
    await sql`SELECT pg_advisory_xact_lock(${lock})`.execute(trx)
    await first(trx)
    const table = sql.table(name)
    const { rows } = await sql<{ id: string; version: string; line: string }>`
      SELECT id, version, ${line} AS line FROM ${table} WHERE copied_at IS NULL AND ${where}
      ORDER BY version LIMIT ${atOnce}`.execute(trx)
    if (rows.length === 0) return 0
    await warehouse.insert(name, columns, Buffer.from(`${rows.map((row) => row.line).join('\n')}\n`))
    const ids = sql`${rows.map(({ id }) => id)}::${sql.raw(idType)}[]`
    const told = sql`unnest(${ids}, ${rows.map(({ version }) => version)}::bigint[]) AS u(i, v)`
    // What was changed anew meanwhile has another version, and waits.
    const same = sql`t.id = i AND t.version = v`
    if (removes)
      await sql`DELETE FROM ${table} t USING ${told} WHERE ${same} AND t.removed_at IS NOT NULL`.execute(trx)
    await sql`UPDATE ${table} t SET copied_at = now() FROM ${told} WHERE ${same}`.execute(trx)
    return rows.length
  })
}
