import type { z } from 'zod'
import type { Actor } from '../../../kit/api.ts'
import { commonErrors } from '../../../kit/errors.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { type Ledger, writeAudit } from '../../../stores/ledger/index.ts'
import type { listSpendImports } from './api.ts'
import { mediaErrors } from './errors.ts'

type Deps = { ledger: Ledger }

/** Reports that were taken in, newest first. */
export async function spendImportsOf(
  { ledger }: Deps,
  workspace: Workspace,
): Promise<z.output<typeof listSpendImports.response>['items']> {
  const rows = await ledger.db
    .selectFrom('media_imports as i')
    .innerJoin('media_days as d', 'd.import_id', 'i.id')
    .select(({ fn }) => [
      ...(['i.id', 'i.file', 'i.format', 'i.currency', 'i.days', 'i.imported_at', 'i.undone_at'] as const),
      fn.sum<string>('d.home_minor').as('home'),
    ])
    .where('i.workspace_id', '=', workspace.id)
    .groupBy('i.id')
    .orderBy('i.number', 'desc')
    .limit(200)
    .execute()
  return rows.map((row) => ({
    ...{ id: row.id, file: row.file, format: row.format, currency: row.currency, days: row.days },
    spendMinor: Number(row.home),
    ...{ importedAt: row.imported_at.toISOString(), undoneAt: row.undone_at?.toISOString() ?? null },
  }))
}

/** Takes a report out again: of its days the word before it counts, where there is one. @throws common.notFound, media.alreadyUndone */
export function undoSpendImport(
  { ledger }: Deps,
  workspace: Workspace,
  actor: Actor,
  id: string,
): Promise<number> {
  return ledger.transaction(async (trx) => {
    const row = await trx
      .selectFrom('media_imports')
      .select(['file', 'days', 'undone_at'])
      .where('workspace_id', '=', workspace.id)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (!row) throw commonErrors.notFound({ what: 'import', id })
    if (row.undone_at !== null) throw mediaErrors.alreadyUndone({ file: row.file })
    await trx
      .updateTable('media_imports')
      .set({ undone_at: workspace.clock.now() })
      .where('id', '=', id)
      .execute()
    await writeAudit(trx, {
      ...{ workspaceId: workspace.id, actor, action: 'media.spend_undone' },
      ...{ subject: { kind: 'media_import', id }, detail: { days: row.days } },
    })
    return row.days
  })
}
