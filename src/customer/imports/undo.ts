import type { Workspace } from '../../kit/workspace.ts'
import { withWriteGate } from '../../stores/ledger/index.ts'
import type { ImportDeps } from './deps.ts'
import { importErrors } from './errors.ts'
import { withOwnership } from './ownership.ts'
import { getImportRow, type ImportRow, setStatus } from './records.ts'
import { takeOut } from './take-out.ts'

/**
 * Takes a finished import out again: its order lines, touches or events, what it said of customers, and the customers,
 * products and identifiers that no other import has seen; and all that the repair of its rejected rows brought. Of customers the values that the others said are chosen anew;
 * of products known before, what it changed stays: their former values are not kept.
 * @returns rows taken out
 * @throws import.notUndoable, import.beingRepaired, common.notFound
 */
export async function undoImport(
  deps: ImportDeps,
  workspace: Workspace,
  importId: string,
): Promise<{ removed: number }> {
  return withOwnership(deps.ledger, importId, async (owner) => {
    const row = await getImportRow(deps.ledger, workspace.id, importId)
    if (row.status !== 'done') throw importErrors.notUndoable({ status: row.status })
    const repaired = await undoRepairs(deps, workspace, row)
    return withWriteGate(deps.ledger, async () => {
      const removed = await takeOut(deps, workspace, row)
      await setStatus(deps.ledger, owner, importId, 'done', 'undone', { endedAt: workspace.clock.now() })
      return { removed: removed + repaired }
    })
  })
}

/** What its repaired rows brought goes first; no other repair begins while the import is owned. */
async function undoRepairs(deps: ImportDeps, workspace: Workspace, row: ImportRow): Promise<number> {
  const repairs = await deps.ledger.db
    .selectFrom('imports')
    .select(['id', 'status'])
    .where('repairs', '=', row.id)
    .where('status', 'in', ['reading', 'committing', 'done'])
    .execute()
  if (repairs.some(({ status }) => status !== 'done'))
    throw importErrors.beingRepaired({ file: row.file_name })
  let removed = 0
  for (const { id } of repairs) removed += (await undoImport(deps, workspace, id)).removed
  return removed
}
