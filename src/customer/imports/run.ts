import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { commonErrors, isAppError } from '../../kit/errors.ts'
import { newId } from '../../kit/ids.ts'
import type { Log } from '../../kit/log.ts'
import { noTask, type Task } from '../../kit/progress.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type Ledger, withWriteGate } from '../../stores/ledger/index.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import type { VaultOf } from '../identity/persons.ts'
import type { Mapping } from '../mapping/mapping.schema.ts'
import type { FileSource } from '../reading/source.ts'
import { commitStaged } from './commit.ts'
import type { Commit } from './commit-shape.ts'
import { importErrors } from './errors.ts'
import { eventsOf } from './events-of.ts'
import { withOwnership } from './ownership.ts'
import { storeRows } from './read-file.ts'
import { type ImportRow, mappingOf, setStatus } from './records.ts'
import { createStaging, dropStaging } from './staging.ts'
import { type Counts, type ImportSummary, newCounts, summaryOf } from './summary.ts'

export interface ImportDeps {
  ledger: Ledger
  warehouse: Warehouse
  vaultOf: VaultOf
  log: Log
}

export interface ImportInput {
  source: FileSource
  mapping: Mapping
  /** Where it was made before, by `begin`. */
  importId?: string
  fileId?: string | null
}

/** Imports this process works on. Their lock may be lost with its connection while the work goes on. */
const working = new Set<string>()

/** Puts an import on record as 'reading'. This process owns it until `runImport` has ended or `letGo` was called. */
export async function beginImport(
  { ledger }: ImportDeps,
  workspace: Workspace,
  input: Pick<ImportInput, 'source' | 'mapping' | 'fileId'>,
  id: string = newId(),
): Promise<string> {
  working.add(id)
  await ledger.db
    .insertInto('imports')
    .values({
      id,
      workspace_id: workspace.id,
      kind: input.mapping.kind,
      file_id: input.fileId ?? null,
      file_name: input.source.name,
      bytes: input.source.bytes,
      mapping: JSON.stringify(input.mapping),
      status: 'reading',
      created_at: workspace.clock.now(),
    })
    .execute()
  return id
}

/** Leaves an import that was begun and will not be run to the recovery. */
export function letGo(importId: string): void {
  working.delete(importId)
}

/**
 * Imports one file: read and check all of it, then store all that is new at once. Bad rows are kept beside, a bad file
 * is refused whole. A row stored by an earlier import is not stored again.
 * @throws import.*, common.cancelled; nothing of the file is stored then
 */
export async function runImport(
  deps: ImportDeps,
  workspace: Workspace,
  input: ImportInput,
  task: Task = noTask,
): Promise<ImportSummary & { importId: string }> {
  const importId = input.importId ?? newId()
  working.add(importId)
  try {
    return await withOwnership(deps.ledger, importId, async () => {
      // Locked before it is on record, so that nobody finds it without an owner.
      if (input.importId === undefined) await beginImport(deps, workspace, input, importId)
      try {
        const counts = await readAll(deps, workspace, importId, input, task)
        return { importId, ...(await finishImport(deps, workspace, importId, input.mapping, counts, task)) }
      } catch (error) {
        await patiently(() => abandon(deps, workspace, importId, error, task))
        throw task.signal.aborted && !isAppError(error)
          ? commonErrors.cancelled({ what: 'the import' })
          : error
      }
    })
  } finally {
    letGo(importId)
  }
}

const patienceMs = 30_000

/** Repeats what may be repeated while an engine restarts. What outlasts this is settled by `recoverImports`. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (const until = performance.now() + patienceMs; ; ) {
    try {
      return await work()
    } catch (error) {
      const passes = isAppError(error) && error.kind === 'unavailable'
      if (!passes || performance.now() > until) throw error
      await sleep(250)
    }
  }
}

async function readAll(
  deps: ImportDeps,
  workspace: Workspace,
  importId: string,
  input: ImportInput,
  task: Task,
): Promise<Counts> {
  const { mapping, source } = input
  const counts = newCounts(Date.now())
  const vault = await deps.vaultOf(workspace.id)
  const onHeader = async (header: string[]) => {
    await deps.ledger.db
      .updateTable('imports')
      .set({ header: JSON.stringify(header) })
      .where('id', '=', importId)
      .execute()
    await createStaging(deps.warehouse, importId, mapping.kind)
  }
  const events = eventsOf(workspace, mapping, vault, source, task.signal)
  await storeRows(
    { ...deps, vault, workspace, importId, mapping, file: source, counts, task, onHeader },
    events,
  )
  if (counts.read === 0) throw importErrors.noRows({ file: source.name })
  return counts
}

/** From here on the import will be finished, by this process or by the next. */
async function finishImport(
  deps: ImportDeps,
  workspace: Workspace,
  importId: string,
  mapping: Mapping,
  counts: Counts,
  task: Task,
): Promise<ImportSummary> {
  await setStatus(deps.ledger, importId, 'committing', { counts })
  task.report({ phase: 'committing', done: 0, total: null, unit: 'rows' })
  return patiently(() => commitImport(deps, workspace, importId, mapping, counts))
}

async function commitImport(
  deps: ImportDeps,
  workspace: Workspace,
  importId: string,
  mapping: Mapping,
  counts: Counts,
): Promise<ImportSummary> {
  const commit: Commit = {
    importId,
    workspaceId: workspace.id,
    kind: mapping.kind,
    source: mapping.source,
    repeats: mapping.repeats,
    nowMs: workspace.clock.now().getTime(),
    counted: counts.stored,
    remember: async (stored) => {
      counts.stored = stored
      await setStatus(deps.ledger, importId, 'committing', { counts })
    },
  }
  // A backup waits until both stores say the same, and this waits while one is taken.
  await withWriteGate(deps.ledger, async () => {
    counts.stored = await commitStaged(deps.warehouse, commit)
    const seconds = (Date.now() - counts.startedAt) / 1000
    counts.rowsPerSecond = seconds > 0 ? Math.round(counts.read / seconds) : null
    await setStatus(deps.ledger, importId, 'done', { counts, endedAt: workspace.clock.now() })
  })
  await dropStaging(deps.warehouse, importId)
  return summaryOf(counts, workspace.locale)
}

/** Takes out what an unfinished import left; one that was committing stays, to be rolled forward. */
async function abandon(
  deps: ImportDeps,
  workspace: Workspace,
  importId: string,
  error: unknown,
  task: Task,
): Promise<void> {
  const row = await deps.ledger.db
    .selectFrom('imports')
    .select('status')
    .where('id', '=', importId)
    .executeTakeFirst()
  if (row?.status !== 'reading') {
    deps.log.error(
      { err: error, import: importId },
      'an import stopped while committing; it is finished by the next recovery',
    )
    return
  }
  await clearImport(deps, importId)
  const said = isAppError(error)
    ? { code: error.code, message: error.in(workspace.locale) }
    : { code: 'common.internal', message: importId }
  await setStatus(deps.ledger, importId, task.signal.aborted ? 'cancelled' : 'failed', {
    error: said,
    endedAt: workspace.clock.now(),
  })
}

async function clearImport(deps: ImportDeps, importId: string): Promise<void> {
  await dropStaging(deps.warehouse, importId)
  await dropIdentifiers(deps.ledger, importId)
  await deps.ledger.db.deleteFrom('import_rejects').where('import_id', '=', importId).execute()
}

/** Identifiers that this import brought and no later one has seen. */
export async function dropIdentifiers(ledger: Ledger, importId: string): Promise<void> {
  await sql`DELETE FROM identifiers WHERE import_id = ${importId}::uuid AND last_import_id = ${importId}::uuid`.execute(
    ledger.db,
  )
}

/**
 * Settles the imports whose process is gone: those that were reading are cleared away and marked, those that were
 * committing are finished. Safe to call at any time and from several processes.
 * @returns ids by what became of them
 */
export async function recoverImports(
  deps: ImportDeps,
  workspaceOf: (id: number) => Promise<Workspace>,
): Promise<{ finished: string[]; interrupted: string[] }> {
  const open = await deps.ledger.db
    .selectFrom('imports')
    .selectAll()
    .where('status', 'in', ['reading', 'committing'])
    .execute()
  const finished: string[] = []
  const interrupted: string[] = []
  for (const row of open) {
    if (working.has(row.id)) continue
    await withOwnership(
      deps.ledger,
      row.id,
      async () => {
        const workspace = await workspaceOf(row.workspace_id)
        const done = await settle(deps, workspace, row)
        if (done !== null) (done ? finished : interrupted).push(row.id)
      },
      'skip',
    )
  }
  return { finished, interrupted }
}

async function settle(deps: ImportDeps, workspace: Workspace, seen: ImportRow): Promise<boolean | null> {
  const row = await deps.ledger.db
    .selectFrom('imports')
    .selectAll()
    .where('id', '=', seen.id)
    .executeTakeFirstOrThrow()
  if (row.status === 'committing' && row.summary) {
    await commitImport(deps, workspace, row.id, mappingOf(row), row.summary as Counts)
    return true
  }
  if (row.status !== 'reading') return null
  await clearImport(deps, row.id)
  const error = importErrors.interrupted({ file: row.file_name })
  await setStatus(deps.ledger, row.id, 'failed', {
    error: { code: error.code, message: error.in(workspace.locale) },
    endedAt: workspace.clock.now(),
  })
  return false
}
