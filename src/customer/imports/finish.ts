import type { Workspace } from '../../kit/workspace.ts'
import { withWriteGate } from '../../stores/ledger/index.ts'
import { mappedKinds } from '../mapping/days.ts'
import { measureStaged } from '../quality/measure/measure-staged.ts'
import { commitStaged } from './commit.ts'
import { commitCompanies } from './commit-companies.ts'
import { commitConsents } from './commit-consents.ts'
import { commitLeads } from './commit-leads.ts'
import { commitNeeds } from './commit-needs.ts'
import type { Commit } from './commit-shape.ts'
import type { ImportDeps } from './deps.ts'
import { importErrors } from './errors.ts'
import type { Owner } from './ownership.ts'
import { type ImportRow, importRowNow, mappingOf, setStatus } from './records.ts'
import { claimStaging, dropStaging } from './staging.ts'
import { tellDays } from './store-days.ts'
import { type Counts, type ImportSummary, summaryOf } from './summary.ts'
import { takeOut } from './take-out.ts'

/**
 * Stores an import that has been read. Everything it needs is in the two stores, so it can be repeated after a failure at
 * any point, by this process or another; where another has done it meanwhile, its result is the answer.
 * @returns null where it cannot be finished and was taken back: its waiting rows are gone
 */
export async function finishImport(
  deps: ImportDeps,
  owner: Owner,
  workspace: Workspace,
  importId: string,
): Promise<ImportSummary | null> {
  try {
    await owner.hold()
    const row = await importRowNow(deps.ledger, importId)
    // A backup waits until both stores say the same, and this waits while one is taken.
    if (row.status === 'committing')
      await withWriteGate(deps.ledger, () => store(deps, owner, workspace, row))
  } catch (error) {
    // Whose lock was lost is fenced off wherever it stands, in words that say nothing to anybody.
    await owner.hold()
    const { status } = await importRowNow(deps.ledger, importId)
    if (status === 'committing') throw error
  }
  const { status, summary } = await importRowNow(deps.ledger, importId)
  if (status !== 'done' || !summary) return null
  await dropStaging(deps.warehouse, importId)
  return summaryOf(summary as Counts, workspace.locale)
}

async function store(deps: ImportDeps, owner: Owner, workspace: Workspace, row: ImportRow): Promise<void> {
  const names = await claimStaging(deps.warehouse, row.id)
  const counts = row.summary as Counts | null
  if (names === null || counts === null) return takeBack(deps, owner, workspace, row)
  counts.stored = await commitStaged(deps.warehouse, commitOf(deps, owner, workspace, row, counts), names)
  counts.consents = await commitConsents(deps, workspace, row, names)
  await commitCompanies(deps, workspace, row, names)
  await commitLeads(deps, workspace, row, names, counts)
  await commitNeeds(deps, workspace, row, names)
  if (mappedKinds(mappingOf(row)).length > 0) await tellDays(deps)
  const seconds = (Date.now() - counts.startedAt) / 1000
  counts.rowsPerSecond = seconds > 0 ? Math.round(counts.read / seconds) : null
  await measureStaged(deps, workspace, row, counts, names.rows)
  await setStatus(deps.ledger, owner, row.id, 'committing', 'done', {
    counts,
    endedAt: workspace.clock.now(),
  })
}

function commitOf(
  deps: ImportDeps,
  owner: Owner,
  workspace: Workspace,
  row: ImportRow,
  counts: Counts,
): Commit {
  const { kind, source, repeats } = mappingOf(row)
  return {
    importId: row.id,
    workspaceId: workspace.id,
    kind,
    source,
    sourceId: row.source_id,
    repeats,
    nowMs: workspace.clock.now().getTime(),
    counted: counts.stored,
    remember: async (stored) => {
      counts.stored = stored
      await setStatus(deps.ledger, owner, row.id, 'committing', 'committing', { counts })
    },
  }
}

/**
 * A backup leaves waiting rows out, so an import that was committing at its cut comes back without them. None of it is
 * better than a part.
 */
async function takeBack(deps: ImportDeps, owner: Owner, workspace: Workspace, row: ImportRow): Promise<void> {
  await takeOut(deps, workspace, row)
  const error = importErrors.interrupted({ file: row.file_name })
  await setStatus(deps.ledger, owner, row.id, 'committing', 'failed', {
    error: { code: error.code, message: error.in(workspace.locale) },
    endedAt: workspace.clock.now(),
  })
}
