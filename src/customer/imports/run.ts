import { commonErrors, isAppError } from '../../kit/errors.ts'
import { newId } from '../../kit/ids.ts'
import { noTask, type Task } from '../../kit/progress.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { patiently } from '../../stores/patiently.ts'
import { policyOf, requireCell } from '../consent/policy.ts'
import { dateErrors } from '../dates/errors.ts'
import { mappedKinds } from '../mapping/days.ts'
import type { Mapping } from '../mapping/mapping.schema.ts'
import { needErrors } from '../needs/errors.ts'
import { contractFor, contractsForFile } from '../quality/contracts/contract-of-file.ts'
import type { FileSource } from '../reading/source.ts'
import type { ImportDeps } from './deps.ts'
import { importErrors } from './errors.ts'
import { eventsOf, readSetup, settingsOf } from './events-of.ts'
import { finishImport } from './finish.ts'
import { type ImportOrigin, joinUploadSource, originColumns } from './origin.ts'
import { type Owner, withOwnership } from './ownership.ts'
import { eventsOfRows } from './read-events.ts'
import { storeRows } from './read-file.ts'
import { importRowNow, setStatus } from './records.ts'
import { createStaging } from './staging.ts'
import { type Counts, type ImportSummary, newCounts } from './summary.ts'
import { clearImport } from './take-out.ts'
import { letGo, takeOn } from './working.ts'

export interface ImportInput {
  source: FileSource
  mapping: Mapping
  /** Where it was made before, by `begin`. */
  importId?: string
  fileId?: string | null
  /** The run that fetched it; without one the file belongs to the uploads with its columns. */
  origin?: ImportOrigin
  /** One row somebody typed in: it belongs to no source and stands in no list of files. */
  byHand?: boolean
  /** Rejected rows of an import that are read in place of a file. */
  repairs?: RepairedRows
  /** Who began it, as `user:<id>` or `key:<id>`; kept of repairs and of what was typed in. */
  createdBy?: string
}

export interface RepairedRows {
  /** The import that rejected them. */
  importId: string
  sourceId: string | null
  header: string[]
  /** Takes those that fit, for this repair. */
  rows(repairId: string): AsyncIterable<{ row: number; cells: readonly string[] }>
}

/** Puts an import on record as 'reading'. This process owns it until `runImport` has ended or `letGo` was called. */
export async function beginImport(
  { ledger }: ImportDeps,
  workspace: Workspace,
  input: Omit<ImportInput, 'importId'>,
  id: string = newId(),
): Promise<string> {
  takeOn(id)
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
      created_by: input.createdBy ?? null,
      by_hand: input.byHand ?? false,
      ...originColumns(input.origin),
      ...(input.repairs ? { repairs: input.repairs.importId, source_id: input.repairs.sourceId } : {}),
    })
    .execute()
  return id
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
  takeOn(importId)
  try {
    return await withOwnership(deps.ledger, importId, async (owner) => {
      // Locked before it is on record, so that nobody finds it without an owner.
      if (input.importId === undefined) await beginImport(deps, workspace, input, importId)
      try {
        const counts = await readAll(deps, workspace, importId, input, task)
        return { importId, ...(await finish(deps, owner, workspace, importId, counts, task)) }
      } catch (error) {
        // What outlasts this is settled by `recoverImports`.
        const abandoned = await patiently(() => abandon(deps, owner, workspace, importId, error, task))
        if (abandoned === 'by another') throw importErrors.interrupted({ file: input.source.name })
        throw task.signal.aborted && !isAppError(error)
          ? commonErrors.cancelled({ what: 'the import' })
          : error
      }
    })
  } finally {
    letGo(importId)
  }
}

async function readAll(
  deps: ImportDeps,
  workspace: Workspace,
  importId: string,
  input: ImportInput,
  task: Task,
): Promise<Counts> {
  const { mapping, source, origin, repairs } = input
  const counts = newCounts(Date.now())
  const vault = await deps.vaultOf(workspace.id)
  if (mapping.consents?.length) {
    const policy = await policyOf(deps.ledger.db, workspace.id)
    for (const { purpose, channel } of mapping.consents) requireCell(policy, purpose, channel)
  }
  const contracts = await contractsForFile(
    deps.ledger,
    workspace.id,
    mapping,
    (origin ?? repairs)?.sourceId ?? null,
  )
  const settings = await settingsOf(deps.ledger, workspace, mapping)
  for (const kind of mappedKinds(mapping))
    if (settings.dateKinds?.[kind] === undefined) throw dateErrors.unknownKind({ kind })
  for (const { topic } of mapping.needs ?? [])
    if (settings.topics?.[topic] === undefined) throw needErrors.unknownTopic({ topic })
  if (settings.leads) counts.allowed = settings.leads.allowed
  const onHeader = async (header: string[]) => {
    const contract = contractFor(contracts, header)
    await deps.ledger.db
      .updateTable('imports')
      .set({
        header: JSON.stringify(header),
        contract_id: contract?.id ?? null,
        contract_version: contract?.version ?? null,
      })
      .where('id', '=', importId)
      .execute()
    if (!origin && !repairs && !input.byHand)
      await joinUploadSource(deps.ledger, workspace, importId, { name: source.name, header, mapping })
    await createStaging(deps.warehouse, importId, mapping.kind)
  }
  const events = repairs
    ? eventsOfRows(readSetup(settings, mapping, vault, contracts), repairs.header, repairs.rows(importId))
    : eventsOf(settings, mapping, vault, source, task.signal, contracts)
  await storeRows(
    { ...deps, vault, workspace, importId, mapping, settings, file: source, counts, task, onHeader },
    events,
  )
  if (counts.read === 0)
    throw repairs
      ? importErrors.nothingFits({ file: source.name })
      : importErrors.noRows({ file: source.name })
  return counts
}

/** From here on the import will be finished, by this process or by the next. */
async function finish(
  deps: ImportDeps,
  owner: Owner,
  workspace: Workspace,
  importId: string,
  counts: Counts,
  task: Task,
): Promise<ImportSummary> {
  await patiently(async () => {
    await owner.hold()
    await setStatus(deps.ledger, owner, importId, 'reading', 'committing', { counts })
  })
  task.report({ phase: 'committing', done: 0, total: null, unit: 'rows' })
  // Null too where our lock was lost while reading, and another process took the import for abandoned.
  const summary = await patiently(() => finishImport(deps, owner, workspace, importId))
  if (summary === null)
    throw importErrors.interrupted({ file: (await importRowNow(deps.ledger, importId)).file_name })
  return summary
}

/**
 * Takes out what an unfinished import left; one that was committing stays, to be rolled forward.
 * @returns 'by another' where our lock was lost and another process had settled it before
 */
async function abandon(
  deps: ImportDeps,
  owner: Owner,
  workspace: Workspace,
  importId: string,
  error: unknown,
  task: Task,
): Promise<'by another' | 'by us'> {
  await owner.hold()
  const { status } = await importRowNow(deps.ledger, importId)
  if (status === 'committing') {
    deps.log.error(
      { err: error, import: importId },
      'an import stopped while committing; it is finished by the next recovery',
    )
    return 'by us'
  }
  if (status === 'done') return 'by us' // stored, and only tidying up failed, which the recovery repeats
  // Where another process has cleared it away, what we wrote after that is still there.
  await clearImport(deps, importId, workspace.clock.now())
  const said = isAppError(error)
    ? { code: error.code, message: error.in(workspace.locale) }
    : { code: 'common.internal', message: importId }
  const end = task.signal.aborted ? 'cancelled' : 'failed'
  const ours = await setStatus(deps.ledger, owner, importId, 'reading', end, {
    error: said,
    endedAt: workspace.clock.now(),
  })
  return ours ? 'by us' : 'by another'
}
