import type { Workspace } from '../../kit/workspace.ts'
import { withWriteGate } from '../../stores/ledger/index.ts'
import type { ImportDeps } from './deps.ts'
import { importErrors } from './errors.ts'
import { withOwnership } from './ownership.ts'
import { getImportRow, setStatus } from './records.ts'
import { takeOut } from './take-out.ts'

/**
 * Takes the rows of a finished import out again: its order lines or touches, the customers and products that only it
 * brought, and the identifiers that no later import has seen. What it changed in customers and products known before
 * stays: their former values are not kept.
 * @returns rows taken out
 * @throws import.notUndoable, common.notFound
 */
export async function undoImport(
  deps: ImportDeps,
  workspace: Workspace,
  importId: string,
): Promise<{ removed: number }> {
  const { ledger } = deps
  return withOwnership(ledger, importId, async (owner) => {
    const row = await getImportRow(ledger, workspace.id, importId)
    if (row.status !== 'done') throw importErrors.notUndoable({ status: row.status })
    return withWriteGate(ledger, async () => {
      const removed = await takeOut(deps, workspace, row)
      await setStatus(ledger, owner, importId, 'done', 'undone', { endedAt: workspace.clock.now() })
      return { removed }
    })
  })
}
