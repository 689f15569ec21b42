import { type RawBuilder, sql } from 'kysely'
import type { ImportStatus } from '../../../stores/ledger/schema/customer.ts'

/*
 * What becomes of the rejected rows of an import when their repair ends; each is part of the statement that ends it, and
 * does nothing for an import that repairs none. All see the rows as they were before.
 */

/** Rows that the repair took and did not reject again are stored. */
export function settledRows(repairId: string, from: ImportStatus): RawBuilder<{ row: string }> {
  return sql`(UPDATE import_rejects r SET state = 'stored' FROM imports i
    WHERE i.id = ${repairId} AND i.status = ${from} AND r.import_id = i.repairs AND r.taken_by = i.id
      AND NOT EXISTS (SELECT 1 FROM import_rejects again WHERE again.import_id = i.id AND again.row = r.row))`
}

/** Rows that it rejected stay where they are, with the new reason. */
export function refusedRows(repairId: string, from: ImportStatus): RawBuilder<{ row: string }> {
  return sql`(UPDATE import_rejects r SET taken_by = NULL, field = again.field, code = again.code
    FROM imports i, import_rejects again
    WHERE i.id = ${repairId} AND i.status = ${from} AND r.import_id = i.repairs AND r.taken_by = i.id
      AND again.import_id = i.id AND again.row = r.row)`
}

/** It keeps no rejected rows of its own. */
export function clearedRows(repairId: string, from: ImportStatus): RawBuilder<{ row: string }> {
  return sql`(DELETE FROM import_rejects again USING imports i
    WHERE i.id = ${repairId} AND i.status = ${from} AND i.repairs IS NOT NULL AND again.import_id = i.id)`
}

/** What a repair brought that is taken out again is to be repaired as before. */
export function openedRows(repairId: string, from: ImportStatus): RawBuilder<{ row: string }> {
  return sql`(UPDATE import_rejects r SET state = 'open', taken_by = NULL FROM imports i
    WHERE i.id = ${repairId} AND i.status = ${from} AND r.import_id = i.repairs AND r.taken_by = i.id
      AND r.state = 'stored')`
}
