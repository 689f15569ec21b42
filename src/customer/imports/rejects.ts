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

export type RejectState = 'open' | 'dropped' | 'stored'

export interface StoredReject {
  row: number
  field: string
  code: string
  state: RejectState
  /** As they are now. */
  cells: string[]
  /** As the file has them. */
  before: string[]
  edited: { by: string; at: Date } | null
}

/** Which rejected rows are wanted; all of them are of one import. */
export interface RejectsWanted {
  /** Rows after this one. */
  after?: number
  limit: number
  /** Rows in any state where absent. */
  state?: RejectState
  /** Those that a repair took. */
  takenBy?: string
  rows?: readonly number[]
}

/** In the order of the file. */
export async function readRejects(
  ledger: Pick<Ledger, 'db'>,
  vault: Vault,
  importId: string,
  { after = 0, limit, state, takenBy, rows: numbers }: RejectsWanted,
): Promise<StoredReject[]> {
  let query = ledger.db
    .selectFrom('import_rejects')
    .select(['row', 'field', 'code', 'raw', 'edited', 'edited_by', 'edited_at', 'state'])
    .where('import_id', '=', importId)
    .where('row', '>', String(after))
  if (state !== undefined) query = query.where('state', '=', state)
  if (takenBy !== undefined) query = query.where('taken_by', '=', takenBy)
  if (numbers !== undefined) query = query.where('row', 'in', numbers.map(String))
  const rows = await query.orderBy('row').limit(limit).execute()
  const open = (sealed: Buffer) => JSON.parse(vault.decrypt(sealed)) as string[]
  return rows.map((row) => {
    const before = open(row.raw)
    return {
      row: Number(row.row),
      field: row.field,
      code: row.code,
      state: row.state,
      cells: row.edited === null ? before : open(row.edited),
      before,
      edited: row.edited_at === null ? null : { by: row.edited_by ?? '', at: row.edited_at },
    }
  })
}

const pageRows = 1_000

/** All of them, a page at a time. */
export async function* eachReject(
  ledger: Pick<Ledger, 'db'>,
  vault: Vault,
  importId: string,
  wanted: Pick<RejectsWanted, 'state' | 'takenBy'>,
): AsyncGenerator<StoredReject[]> {
  for (let after = 0; ; ) {
    const rows = await readRejects(ledger, vault, importId, { ...wanted, after, limit: pageRows })
    if (rows.length > 0) yield rows
    const last = rows.at(-1)
    if (!last || rows.length < pageRows) return
    after = last.row
  }
}
