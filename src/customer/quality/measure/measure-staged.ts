import { isAppError } from '../../../kit/errors.ts'
import type { SqlFragment } from '../../../kit/sql.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import type { ImportDeps } from '../../imports/deps.ts'
import { type ImportRow, mappingOf } from '../../imports/records.ts'
import type { Counts } from '../../imports/summary.ts'
import { measureImport } from './measure-import.ts'

/**
 * Measures an import that has been stored, before it is called done. A store that is away is tried again by the caller;
 * any other failure is logged and costs the measure, never the import.
 */
export async function measureStaged(
  deps: ImportDeps,
  workspace: Workspace,
  row: ImportRow,
  counts: Counts,
  rows: SqlFragment,
): Promise<void> {
  // A source is measured by what it sends, not by what was repaired here.
  if (row.source_id === null || row.repairs !== null) return
  try {
    await measureImport(deps.ledger, deps.warehouse, {
      workspaceId: workspace.id,
      sourceId: row.source_id,
      importId: row.id,
      dataset: row.kind,
      mapping: mappingOf(row),
      rows,
      read: counts.read,
      rejected: counts.rejected,
      stored: counts.stored ?? 0,
      reasons: counts.reasons,
      nowMs: workspace.clock.now().getTime(),
    })
  } catch (error) {
    if (isAppError(error) && error.kind === 'unavailable') throw error
    deps.log.error(
      { err: error, import: row.id },
      'an import was stored but its quality could not be measured',
    )
  }
}
