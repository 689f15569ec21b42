import type { Actor } from '../../../kit/api.ts'
import { type Route, route } from '../../../kit/api.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { startTask, writeAudit } from '../../../stores/ledger/index.ts'
import type { ImportDeps } from '../deps.ts'
import { settingsOf } from '../events-of.ts'
import { inspectRows, previewRowsOf } from '../inspect.ts'
import { getImportRow, mappingOf, type NamedImportRow } from '../records.ts'
import { eachReject, type RejectsWanted, readRejects } from '../rejects.ts'
import { runImport } from '../run.ts'
import { letGo } from '../working.ts'
import * as api from './api.ts'
import { beginRepair } from './begin.ts'
import { changeRejects, dropRejects, repairable, replaceInRejects } from './edit.ts'
import { cellsToRead, openLook, toRejectedRow } from './look.ts'
import { actorNames } from './names.ts'
import { repairOverview } from './overview.ts'

const previewed = 2_000

/** Rejected rows of an import, and how they are repaired in place. */
export function repairRoutes(deps: ImportDeps): Route[] {
  const { ledger, vaultOf, log } = deps
  const shown = async (
    workspace: Workspace,
    row: NamedImportRow,
    wanted: RejectsWanted,
    locale: Workspace['locale'],
  ) => {
    const look = await openLook(deps, workspace, row)
    const mapping = mappingOf(row)
    const found = await readRejects(ledger, await vaultOf(workspace.id), row.id, wanted)
    const nameOf = await actorNames(
      ledger,
      found.flatMap(({ edited }) => edited?.by ?? []),
    )
    return found.map(({ edited, ...one }) => {
      const named = { ...one, edited: edited && { ...edited, by: nameOf(edited.by) } }
      return toRejectedRow(named, look(named), mapping, row.header, locale)
    })
  }
  const edit = async (workspace: Workspace, actor: Actor, id: string) => ({
    deps,
    workspace,
    actor,
    row: await repairable(deps, workspace, id),
  })
  return [
    route(api.listRejects, async ({ workspace, locale }, { params, query }) => {
      const row = await getImportRow(ledger, workspace.id, params.id)
      const after = Number(query.cursor ?? 0)
      const wanted = {
        after: Number.isSafeInteger(after) ? after : 0,
        limit: query.limit + 1,
        state: query.state,
      }
      const found = await shown(workspace, row, wanted, locale)
      const items = found.slice(0, query.limit)
      return {
        items,
        nextCursor: found.length > query.limit ? String(items.at(-1)?.row ?? '') : null,
        total: null,
      }
    }),
    route(api.getRepair, async ({ workspace }, { params }) =>
      repairOverview(deps, workspace, await getImportRow(ledger, workspace.id, params.id)),
    ),
    route(api.changeRejects, async ({ workspace, actor, locale }, { params, body }) => {
      const one = await edit(workspace, actor, params.id)
      await changeRejects(one, body.rows)
      const rows = body.rows.map(({ row }) => row)
      return { items: await shown(workspace, one.row, { rows, limit: rows.length }, locale) }
    }),
    route(api.replaceInRejects, async ({ workspace, actor }, { params, body }) => ({
      changed: await replaceInRejects(await edit(workspace, actor, params.id), body),
    })),
    route(api.dropRejects, async ({ workspace, actor }, { params, body }) => ({
      changed: await dropRejects(await edit(workspace, actor, params.id), body.rows, body.dropped),
    })),
    route(api.rejectsMapping, async ({ workspace, locale }, { params }) => {
      const row = await repairable(deps, workspace, params.id)
      const rows = await cellsOf(deps, workspace, row)
      const vault = await vaultOf(workspace.id)
      return {
        fileId: row.id,
        ...inspectRows(
          { file: row.file_name, header: row.header, ...rows },
          mappingOf(row),
          vault,
          await settingsOf(ledger, workspace, mappingOf(row)),
          locale,
        ),
      }
    }),
    route(api.previewRejects, async ({ workspace, locale }, { params, body }) => {
      const row = await repairable(deps, workspace, params.id)
      const rows = await cellsOf(deps, workspace, row)
      const head = { file: row.file_name, header: row.header, ...rows }
      const settings = await settingsOf(ledger, workspace, body.mapping)
      return previewRowsOf(head, body.mapping, await vaultOf(workspace.id), settings, locale)
    }),
    route(api.startRepair, async ({ workspace, actor }, { params, body }) => {
      const input = await beginRepair(deps, workspace, actor, params.id, body.mapping)
      const { importId } = input
      const createdBy = `${actor.kind}:${actor.id}`
      const task = await startTask(
        { ledger, log, clock: workspace.clock },
        { workspaceId: workspace.id, kind: 'import', subjectId: importId, createdBy },
        (watched) => runImport(deps, workspace, input, watched),
      ).catch((error: unknown) => {
        letGo(importId)
        throw error
      })
      await ledger.transaction(async (trx) => {
        await trx.updateTable('imports').set({ task_id: task.id }).where('id', '=', importId).execute()
        await writeAudit(trx, {
          workspaceId: workspace.id,
          actor,
          action: 'import.repair',
          subject: { kind: 'import', id: params.id },
          detail: { repair: importId, otherMapping: body.mapping !== undefined },
        })
      })
      return { importId, taskId: task.id }
    }),
  ]
}

/** The first open rows, as the import reads them. */
async function cellsOf(
  deps: ImportDeps,
  workspace: Workspace,
  row: NamedImportRow,
): Promise<{ rows: string[][]; numbers: number[] }> {
  const rows: string[][] = []
  const numbers: number[] = []
  for await (const page of eachReject(deps.ledger, await deps.vaultOf(workspace.id), row.id, {
    state: 'open',
  })) {
    for (const reject of page) {
      rows.push(cellsToRead(reject, row.header))
      numbers.push(reject.row)
    }
    if (rows.length >= previewed) break
  }
  return { rows, numbers }
}
