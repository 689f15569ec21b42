import { sql, type Transaction } from 'kysely'
import type { Ledger, LedgerSchema } from '../../../stores/ledger/index.ts'

type Db = Ledger['db'] | Transaction<LedgerSchema>

/** A table of the ledger and the columns in which it names people. */
export interface LedgerPlace {
  table: string
  columns: string[]
}

/**
 * Tables that name people and keep their rows, each with the reason. A test holds this against the schema: every other
 * table that names people is emptied of them without having to be known here.
 */
export const keptTables: Readonly<Record<string, string>> = {
  persons: 'the number itself, which stands for nobody any more and is never given out again',
  erased_persons: 'that the number was erased',
  privacy_requests:
    'that a request was made and answered; its proof, what was corrected and to whom a copy went go with the keys of the person',
}

/** Asked of the database itself, so that a table added tomorrow is covered. */
export async function ledgerPlaces(db: Db): Promise<LedgerPlace[]> {
  const { rows } = await sql<LedgerPlace>`
    SELECT c.relname AS "table", array_agg(DISTINCT a.attname::text ORDER BY a.attname::text) AS columns
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_constraint f ON f.conrelid = c.oid AND f.contype = 'f' AND f.confrelid = 'persons'::regclass
      AND a.attnum = ANY(f.conkey)
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
      AND (f.oid IS NOT NULL OR a.attname ~ '(^|_)person_key$' OR a.attname ~ '^(kept|merged|current)_key$')
    GROUP BY c.relname ORDER BY c.relname`.execute(db)
  return rows.filter(({ table }) => !(table in keptTables))
}

/** @returns rows found, by table; tables without any are left out */
export async function countInLedger(
  db: Db,
  workspaceId: number,
  keys: readonly number[],
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const place of await ledgerPlaces(db)) {
    const { rows } = await sql<{ n: string }>`
      SELECT count(*) AS n FROM ${sql.table(place.table)} WHERE ${namesOneOf(place, keys)}`.execute(db)
    add(counts, place.table, Number(rows[0]?.n ?? 0))
  }
  const { rows } = await sql<{ n: string }>`
    SELECT count(*) AS n FROM touch_log WHERE workspace_id = ${workspaceId} AND ${touchOf(keys)}`.execute(db)
  add(counts, 'touch_log', Number(rows[0]?.n ?? 0))
  return counts
}

/** Removes every row that names them. What people wrote about them into the audit log goes, that it was done stays. */
export async function removeFromLedger(
  trx: Transaction<LedgerSchema>,
  workspaceId: number,
  keys: readonly number[],
): Promise<void> {
  // Figures of companies hold what they bought: reckoned anew before any is shown again.
  await sql`
    DELETE FROM company_figures WHERE company_id IN (
      SELECT company_id FROM company_contacts WHERE person_key = ANY(${[...keys]}::bigint[]))`.execute(trx)
  await sql`DELETE FROM company_figure_runs WHERE workspace_id = ${workspaceId}`.execute(trx)
  for (const place of await ledgerPlaces(trx))
    await sql`DELETE FROM ${sql.table(place.table)} WHERE ${namesOneOf(place, keys)}`.execute(trx)
  await sql`DELETE FROM touch_log WHERE workspace_id = ${workspaceId} AND ${touchOf(keys)}`.execute(trx)
  await sql`
    UPDATE audit_log SET detail = detail - 'reason'
    WHERE workspace_id = ${workspaceId} AND subject_kind = 'customer' AND subject_id = ANY(${keys.map(String)})
      AND detail ? 'reason'`.execute(trx)
  await sql`
    UPDATE privacy_requests SET proof = NULL, changes = NULL, handed_to = NULL
    WHERE workspace_id = ${workspaceId} AND person_key = ANY(${[...keys]}::bigint[])`.execute(trx)
}

function namesOneOf({ columns }: LedgerPlace, keys: readonly number[]) {
  return sql.join(
    columns.map((column) => sql`${sql.ref(column)} = ANY(${[...keys]}::bigint[])`),
    sql` OR `,
  )
}

const touchOf = (keys: readonly number[]) => sql`(touch->>'personKey')::bigint = ANY(${[...keys]}::bigint[])`

function add(counts: Record<string, number>, name: string, rows: number): void {
  if (rows > 0) counts[name] = rows
}
