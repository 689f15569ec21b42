import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Actor } from '../../../kit/api.ts'
import { isAppError } from '../../../kit/errors.ts'
import { newId } from '../../../kit/ids.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { checkMapping } from '../../mapping/check-mapping.ts'
import type { Mapping } from '../../mapping/mapping.schema.ts'
import type { ImportDeps } from '../deps.ts'
import { importErrors } from '../errors.ts'
import { withOwnership } from '../ownership.ts'
import { mappingOf, type NamedImportRow } from '../records.ts'
import { eachReject } from '../rejects.ts'
import { beginImport, type ImportInput } from '../run.ts'
import { letGo } from '../working.ts'
import { repairable } from './edit.ts'
import { cellsToRead, openLook } from './look.ts'

/** How long somebody who owns the import is waited for. */
const ownerMs = 2_000

/**
 * Puts a repair on record: an import of its own that reads the rejected rows which fit now, in place of a file. So it is
 * checked, stored once and recovered like any other, and the rows are settled in the statement that ends it.
 * @param corrected instead of the mapping of the import; of the same kind and source
 * @throws import.beingRepaired, import.notRepairable, import.otherKind, import.* of a mapping that does not fit
 */
export async function beginRepair(
  deps: ImportDeps,
  workspace: Workspace,
  actor: Pick<Actor, 'kind' | 'id'>,
  importId: string,
  corrected?: Mapping,
): Promise<ImportInput & { importId: string }> {
  const begin = async () => {
    const row = await repairable(deps, workspace, importId)
    if (corrected) checkCorrected(row, corrected)
    const mapping = corrected ?? mappingOf(row)
    const input = inputOf(deps, workspace, row, mapping, corrected)
    const id = newId()
    await beginImport(deps, workspace, { ...input, createdBy: `${actor.kind}:${actor.id}` }, id).catch(
      (error: unknown) => {
        letGo(id)
        const twice = isAppError(error) && error.code === 'ledger.conflict'
        throw twice ? importErrors.beingRepaired({ file: row.file_name }) : error
      },
    )
    return { ...input, importId: id }
  }
  // Whoever takes the import out owns it meanwhile; an owner of just before may still be on its way out.
  for (const until = performance.now() + ownerMs; ; await sleep(50)) {
    const begun = await withOwnership(deps.ledger, importId, begin, 'skip')
    if (begun) return begun
    if (performance.now() > until) break
  }
  const { file_name } = await repairable(deps, workspace, importId)
  throw importErrors.beingRepaired({ file: file_name })
}

function checkCorrected(row: NamedImportRow, corrected: Mapping): void {
  const { kind, source, repeats } = mappingOf(row)
  // They are part of what makes a row the same row.
  if (corrected.kind !== kind || corrected.source !== source || corrected.repeats !== repeats)
    throw importErrors.otherKind({ file: row.file_name })
  checkMapping(corrected, row.header, row.file_name)
}

function inputOf(
  deps: ImportDeps,
  workspace: Workspace,
  row: NamedImportRow,
  mapping: Mapping,
  corrected: Mapping | undefined,
): ImportInput {
  return {
    source: { name: row.file_name, bytes: 0, open: () => neverOpened(row.file_name) },
    mapping,
    repairs: {
      importId: row.id,
      sourceId: row.source_id,
      header: row.header,
      rows: (repairId) => takeFitting(deps, workspace, row, repairId, corrected),
    },
  }
}

function neverOpened(file: string): never {
  throw importErrors.notReadable({ file, reason: 'a repair reads rejected rows, not the file' })
}

/** Takes the open rows that fit, page by page, and gives their cells as the import reads them. */
async function* takeFitting(
  deps: ImportDeps,
  workspace: Workspace,
  row: NamedImportRow,
  repairId: string,
  corrected: Mapping | undefined,
): AsyncGenerator<{ row: number; cells: string[] }> {
  const vault = await deps.vaultOf(workspace.id)
  const look = await openLook(deps, workspace, row, corrected)
  for await (const page of eachReject(deps.ledger, vault, row.id, { state: 'open' })) {
    const fitting = page.filter((reject) => look(reject).fits)
    await sql`UPDATE import_rejects SET taken_by = ${repairId}
      WHERE import_id = ${row.id} AND row = ANY(${fitting.map((one) => one.row)}::bigint[])`.execute(
      deps.ledger.db,
    )
    for (const reject of fitting) yield { row: reject.row, cells: cellsToRead(reject, row.header) }
  }
}
