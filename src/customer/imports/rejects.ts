import { sql } from 'kysely'
import type { Vault } from '../../kit/crypto/index.ts'
import type { Ledger } from '../../stores/ledger/index.ts'

export interface Reject {
  row: number
  field: string
  code: string
  cells: readonly string[]
}

/** Rows that were not stored, as they were; encrypted, for they may hold identifiers. */
export async function writeRejects(
  ledger: Ledger,
  vault: Vault,
  importId: string,
  rejects: readonly Reject[],
): Promise<void> {
  if (rejects.length === 0) return
  await sql`
    INSERT INTO import_rejects (import_id, row, field, code, raw)
    SELECT ${importId}::uuid, r, f, c, x
    FROM unnest(${rejects.map((one) => one.row)}::bigint[], ${rejects.map((one) => one.field)}::text[],
      ${rejects.map((one) => one.code)}::text[], ${rejects.map((one) => vault.encryptAlone(JSON.stringify(one.cells)))}::bytea[]) AS u(r, f, c, x)
    ON CONFLICT (import_id, row) DO NOTHING`.execute(ledger.db)
}

export interface StoredReject {
  row: number
  field: string
  code: string
  cells: string[]
}

/** In the order of the file, after a row. */
export async function readRejects(
  ledger: Ledger,
  vault: Vault,
  importId: string,
  after: number,
  limit: number,
): Promise<StoredReject[]> {
  const rows = await ledger.db
    .selectFrom('import_rejects')
    .select(['row', 'field', 'code', 'raw'])
    .where('import_id', '=', importId)
    .where('row', '>', String(after))
    .orderBy('row')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    row: Number(row.row),
    field: row.field,
    code: row.code,
    cells: JSON.parse(vault.decrypt(row.raw)) as string[],
  }))
}
