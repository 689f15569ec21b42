import { Readable } from 'node:stream'
import { commonErrors, isAppError } from '../../kit/errors.ts'
import type { ProgressReport, Task } from '../../kit/progress.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { beginImport, runImport } from '../imports/run.ts'
import { letGo } from '../imports/working.ts'
import { type Mapping, mappingSchema } from '../mapping/mapping.schema.ts'
import { connectionOf, definitionOf, type SourceRecord } from './connections.ts'
import type { Parcel } from './define-source.ts'
import { contextOf, type Network, type SourceDeps } from './deps.ts'
import { sourceErrors } from './errors.ts'
import { openInbox } from './inbox.ts'
import { knownParts } from './known-parts.ts'
import { mappedColumns } from './mapped-columns.ts'
import { addToRun, type RunTotals } from './runs.ts'
import { getSource } from './store.ts'

export interface RunInput {
  runId: string
  source: SourceRecord
  /** By hand also what failed before is tried again. */
  byHand: boolean
}

/** Imports that are stored at once in this process; reading from a slow source takes none of these places. */
const storing = createPlaces(2)

/**
 * Reads what is new in a source, parcel by parcel: each is first fetched whole, then imported, and the cursor moves with
 * the import. What breaks off leaves everything as it was before its parcel.
 * @throws source.*, import.*, common.cancelled
 */
export async function pullSource(
  deps: SourceDeps,
  network: Network,
  workspace: Workspace,
  { runId, source, byHand }: RunInput,
  task: Task,
): Promise<RunTotals> {
  const definition = definitionOf(source)
  const parsed = mappingSchema.safeParse(source.mapping)
  if (!parsed.success) throw sourceErrors.noMapping({ source: source.name })
  const mapping = parsed.data
  const vault = await deps.vaultOf(workspace.id)
  const context = contextOf(deps, network, openInbox(deps.ledger, vault, source.id), task.signal)
  const known = knownParts(deps.ledger, source.id, byHand)
  const totals: RunTotals = { read: 0, stored: 0, repeated: 0, rejected: 0, bytes: 0 }
  let failure: unknown = null
  const parcels = definition.pull(context, await connectionOf(deps, source), {
    cursor: source.cursor,
    columns: mappedColumns(mapping),
    known: known.has,
    mostRows: Number.POSITIVE_INFINITY,
  })
  try {
    for await (const parcel of parcels) {
      if (task.signal.aborted) throw commonErrors.cancelled({ what: source.name })
      try {
        await takeParcel(deps, workspace, { runId, source, mapping, parcel, totals, known }, task)
      } catch (error) {
        // One file that is bad holds up no other; rows behind a cursor come in order or not at all.
        if (parcel.part === null || !isOfTheFile(error)) throw error
        failure ??= error
      }
      await addToRun(deps.ledger, runId, totals)
    }
  } catch (error) {
    throw task.signal.aborted ? commonErrors.cancelled({ what: source.name }) : error
  }
  if (failure !== null) throw failure
  return totals
}

interface ParcelWork {
  runId: string
  source: SourceRecord
  mapping: Mapping
  parcel: Parcel
  totals: RunTotals
  known: ReturnType<typeof knownParts>
}

async function takeParcel(
  deps: SourceDeps,
  workspace: Workspace,
  work: ParcelWork,
  task: Task,
): Promise<void> {
  const { parcel, known, totals } = work
  const report = (bytes: number) =>
    task.report({ phase: 'fetching', done: bytes, total: null, unit: 'bytes' })
  const file = await deps.uploads
    .store(workspace, parcel.name, Readable.from(counted(parcel.content(), report)))
    .catch((error: unknown) => {
      if (isAppError(error) && error.code === 'import.emptyFile') return null
      throw error
    })
  if (file === null) return
  try {
    totals.bytes += file.bytes
    const version = parcel.version === null ? null : `${parcel.version}#${file.sha256.slice(0, 16)}`
    if (parcel.part === null || version === null || !(await known.hasContent(parcel.part, version)))
      await importParcel(deps, workspace, work, { ...file, version }, task)
  } finally {
    await deps.uploads.remove(workspace, file.fileId)
  }
  await parcel.settled?.()
}

async function importParcel(
  deps: SourceDeps,
  workspace: Workspace,
  { runId, source, mapping, parcel, totals }: ParcelWork,
  file: { fileId: string; version: string | null },
  task: Task,
): Promise<void> {
  const input = {
    source: await deps.uploads.open(workspace, file.fileId),
    mapping,
    fileId: file.fileId,
    origin: {
      sourceId: source.id,
      runId,
      parcel: parcel.part,
      version: file.version,
      // As it stands now: the parcel before has moved it.
      cursorBefore: (await getSource(deps.ledger, workspace.id, source.id)).cursor,
      cursorAfter: parcel.cursorAfter(),
    },
  }
  await storing(async () => {
    const importId = await beginImport(deps, workspace, input)
    try {
      await parcel.taken?.(importId)
      const watched: Task = {
        signal: task.signal,
        report: (progress: ProgressReport) => task.report(progress),
      }
      const summary = await runImport(deps, workspace, { ...input, importId }, watched)
      totals.read += summary.read
      totals.stored += summary.stored
      totals.repeated += summary.repeated
      totals.rejected += summary.rejected
    } catch (error) {
      // A file with its header and nothing below is a quiet day, not a mistake.
      if (!isAppError(error) || error.code !== 'import.noRows') throw error
    } finally {
      letGo(importId)
    }
  })
}

/** Whether another file may be fine. */
function isOfTheFile(error: unknown): boolean {
  return isAppError(error) && error.code.startsWith('import.') && error.kind === 'invalid'
}

async function* counted(
  content: AsyncIterable<Uint8Array>,
  report: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const part of content) {
    bytes += part.length
    report(bytes)
    yield part
  }
}

/** Lets so many pass at once, the others in their order. */
function createPlaces(most: number) {
  const waiting: (() => void)[] = []
  let taken = 0
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (taken >= most) await new Promise<void>((resolve) => waiting.push(resolve))
    else taken++
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else taken--
    }
  }
}
