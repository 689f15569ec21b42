import { Readable } from 'node:stream'
import { type Route, route } from '../../kit/api.ts'
import type { Localized } from '../../kit/api-shapes.ts'
import { csvLine } from '../../kit/csv.ts'
import { commonErrors } from '../../kit/errors.ts'
import { startTask, writeAudit } from '../../stores/ledger/index.ts'
import { checkMapping } from '../mapping/check-mapping.ts'
import { rowProblemText } from '../mapping/row-problems.ts'
import { openTable } from '../reading/open-table.ts'
import * as api from './api.ts'
import type { ImportDeps } from './deps.ts'
import { inspectFile, previewMapping } from './inspect.ts'
import { getImportRow, type ImportRow, listImportRows, toImportRecord } from './records.ts'
import { eachReject } from './rejects.ts'
import { rememberMapping } from './remembered-mappings.ts'
import { repairRoutes } from './repair/routes.ts'
import { beginImport, runImport } from './run.ts'
import type { Counts } from './summary.ts'
import { undoImport } from './undo.ts'
import type { Uploads } from './uploads.ts'
import { letGo } from './working.ts'

export function importRoutes(deps: ImportDeps, uploads: Uploads): Route[] {
  const { ledger, vaultOf, log } = deps
  return [
    route(api.uploadFile, async ({ workspace }, { upload }) => {
      if (!upload) throw commonErrors.invalidInput({ where: 'file', problem: 'no file was sent' })
      const { fileId } = await uploads.store(workspace, upload.fileName, Readable.from(upload.stream))
      const source = await uploads.open(workspace, fileId)
      return { fileId, ...(await inspectFile(ledger, await vaultOf(workspace.id), workspace, source)) }
    }),
    route(api.previewImport, async ({ workspace, locale }, { params, body }) => {
      const source = await uploads.open(workspace, params.id)
      return previewMapping(ledger, source, body.mapping, await vaultOf(workspace.id), workspace, locale)
    }),
    route(api.startImport, async ({ workspace, actor }, { body }) => {
      const source = await uploads.open(workspace, body.fileId)
      const { mapping } = body
      // Wrong mappings are answered at once, not by a task that fails.
      const { encoding, delimiter, sheet } = mapping
      const { header, batches } = await openTable(source, { encoding, delimiter, sheet })
      await batches.return(undefined)
      checkMapping(mapping, header, source.name)
      await rememberMapping(ledger, workspace, header, mapping)
      const importId = await beginImport(deps, workspace, { source, mapping, fileId: body.fileId })
      const task = await startTask(
        { ledger, log, clock: workspace.clock },
        {
          workspaceId: workspace.id,
          kind: 'import',
          subjectId: importId,
          createdBy: `${actor.kind}:${actor.id}`,
        },
        (watched) => runImport(deps, workspace, { source, mapping, importId }, watched),
      ).catch((error: unknown) => {
        letGo(importId)
        throw error
      })
      await ledger.db.updateTable('imports').set({ task_id: task.id }).where('id', '=', importId).execute()
      return { importId, taskId: task.id }
    }),
    route(api.listImports, async ({ workspace, locale }, { query }) => {
      const rows = await listImportRows(ledger, workspace.id, query.cursor, query.limit + 1)
      const items = rows.slice(0, query.limit)
      return {
        items: items.map((row) => toImportRecord(row, locale)),
        nextCursor: rows.length > query.limit ? (items.at(-1)?.id ?? null) : null,
        total: null,
      }
    }),
    route(api.getImport, async ({ workspace, locale }, { params }) =>
      toImportRecord(await getImportRow(ledger, workspace.id, params.id), locale),
    ),
    route(api.downloadRejects, async ({ workspace, locale, actor }, { params }) => {
      const row = await getImportRow(ledger, workspace.id, params.id)
      // Rows as they came, of people one by one: on record before the first leaves.
      await writeAudit(ledger.db, {
        workspaceId: workspace.id,
        actor,
        action: 'imports.rejects',
        subject: { kind: 'import', id: row.id },
      })
      return {
        raw: Readable.from(rejectsCsv(deps, workspace.id, row.id, row.header, locale, allowedOf(row))),
        contentType: 'text/csv; charset=utf-8',
        fileName: `${row.file_name.replace(/\.(csv|tsv|txt|xlsx|ndjson|jsonl|parquet)?(\.gz)?$/i, '')}-rejects.csv`,
      }
    }),
    route(api.undoImport, ({ workspace }, { params }) => undoImport(deps, workspace, params.id)),
    ...repairRoutes(deps),
  ]
}

/** What might stand in fields whose values the workspace decides, when the file was read. */
const allowedOf = ({ summary }: Pick<ImportRow, 'summary'>) => (summary as Counts | null)?.allowed ?? {}

/** The rows that still are to be repaired, as they are now: the file's own columns, then where and why; those last two are ignored when it is imported again. */
export async function* rejectsCsv(
  { ledger, vaultOf }: Pick<ImportDeps, 'ledger' | 'vaultOf'>,
  workspaceId: number,
  importId: string,
  header: readonly string[],
  locale: 'zh-CN' | 'en',
  allowed: Readonly<Record<string, Localized>> = {},
): AsyncGenerator<string> {
  const vault = await vaultOf(workspaceId)
  yield `\uFEFF${csvLine([...header, 'liangti_row', 'liangti_problem'])}`
  for await (const rows of eachReject({ db: ledger.db }, vault, importId, { state: 'open' })) {
    for (const { row, field, code, cells } of rows) {
      const filled = header.map((_, i) => cells[i] ?? '')
      yield csvLine([...filled, String(row), `${field}: ${rowProblemText(code, locale, allowed[field])}`])
    }
  }
}
