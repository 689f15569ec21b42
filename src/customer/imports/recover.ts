import type { Workspace } from '../../kit/workspace.ts'
import type { ImportDeps } from './deps.ts'
import { importErrors } from './errors.ts'
import { finishImport } from './finish.ts'
import { type Owner, withOwnership } from './ownership.ts'
import { importRowNow, setStatus } from './records.ts'
import { dropStaging, stagedImports } from './staging.ts'
import { clearImport } from './take-out.ts'
import { isOurs } from './working.ts'

/**
 * Settles the imports whose process is gone: those that were reading are cleared away and marked, those that were
 * committing are finished. Safe to call at any time and from several processes.
 * @returns ids by what became of them
 */
export async function recoverImports(
  deps: ImportDeps,
  workspaceOf: (id: number) => Promise<Workspace>,
): Promise<{ finished: string[]; interrupted: string[] }> {
  const staged = await stagedImports(deps.warehouse)
  const open = await deps.ledger.db
    .selectFrom('imports')
    .select(['id', 'workspace_id'])
    .where('status', 'in', ['reading', 'committing'])
    .execute()
  const finished: string[] = []
  const interrupted: string[] = []
  for (const { id, workspace_id } of open) {
    if (isOurs(id)) continue
    const work = async (owner: Owner) => settle(deps, owner, await workspaceOf(workspace_id), id)
    try {
      const done = await withOwnership(deps.ledger, id, work, 'skip')
      if (done !== undefined && done !== null) (done ? finished : interrupted).push(id)
    } catch (error) {
      // One that cannot be settled yet keeps no other waiting.
      deps.log.error({ err: error, import: id }, 'an import could not be settled; it is tried again')
    }
  }
  // An import is on record before it has tables, so tables seen before the records belong to one of them or to nobody.
  const left = staged.filter((id) => !isOurs(id) && !open.some((one) => one.id === id))
  for (const id of left) await dropStaging(deps.warehouse, id)
  return { finished, interrupted }
}

/** @returns whether it was finished; null where somebody else has settled it */
async function settle(
  deps: ImportDeps,
  owner: Owner,
  workspace: Workspace,
  importId: string,
): Promise<boolean | null> {
  const row = await importRowNow(deps.ledger, importId)
  if (row.status === 'committing') return (await finishImport(deps, owner, workspace, importId)) !== null
  if (row.status !== 'reading') return null
  await clearImport(deps, importId, workspace.clock.now())
  const error = importErrors.interrupted({ file: row.file_name })
  await setStatus(deps.ledger, owner, importId, 'reading', 'failed', {
    error: { code: error.code, message: error.in(workspace.locale) },
    endedAt: workspace.clock.now(),
  })
  return false
}
