import type { Selectable, Transaction } from 'kysely'
import { z } from 'zod'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger, LedgerSchema } from '../../stores/ledger/index.ts'
import type { LetterTables } from '../../stores/ledger/schema/letters.ts'
import { letterErrors } from './errors.ts'

export type BatchRow = Selectable<LetterTables['letter_batches']>

/** @throws letter.notFound */
export async function batchRow(
  db: Ledger['db'] | Transaction<LedgerSchema>,
  workspace: Workspace,
  id: string,
): Promise<BatchRow> {
  const row = z.uuid().safeParse(id).success
    ? await db
        .selectFrom('letter_batches')
        .selectAll()
        .where('workspace_id', '=', workspace.id)
        .where('id', '=', id)
        .executeTakeFirst()
    : undefined
  if (!row) throw letterErrors.notFound({})
  return row
}
