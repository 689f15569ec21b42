import type { z } from 'zod'
import type { Actor } from '../../kit/api.ts'
import { commonErrors } from '../../kit/errors.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { writeAudit } from '../../stores/ledger/index.ts'
import type { correctReview, listReviewImports } from './api.ts'
import type { ReviewDeps } from './deps.ts'
import { reviewErrors } from './errors.ts'

type Deps = Pick<ReviewDeps, 'ledger'>
const isUuid = (id: string) => /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(id)

/** Files of reviews, newest first. */
export async function reviewImportsOf(
  { ledger }: Deps,
  workspace: Workspace,
): Promise<z.output<typeof listReviewImports.response>['items']> {
  const rows = await ledger.db
    .selectFrom('review_imports')
    .selectAll()
    .where('workspace_id', '=', workspace.id)
    .orderBy('imported_at', 'desc')
    .orderBy('id', 'desc')
    .limit(200)
    .execute()
  return rows.map((row) => ({
    ...{ id: row.id, file: row.file, source: row.source, reviews: row.reviews },
    ...{ importedAt: row.imported_at.toISOString(), undoneAt: row.undone_at?.toISOString() ?? null },
  }))
}

/** Takes the reviews of a file out again. @throws common.notFound, review.alreadyUndone */
export function undoImport(deps: Deps, workspace: Workspace, actor: Actor, id: string): Promise<number> {
  return deps.ledger.transaction(async (trx) => {
    const row = isUuid(id)
      ? await trx
          .selectFrom('review_imports')
          .select(['file', 'undone_at'])
          .where('workspace_id', '=', workspace.id)
          .where('id', '=', id)
          .forUpdate()
          .executeTakeFirst()
      : undefined
    if (!row) throw commonErrors.notFound({ what: 'import', id })
    if (row.undone_at !== null) throw reviewErrors.alreadyUndone({ file: row.file })
    const { numDeletedRows } = await trx.deleteFrom('reviews').where('import_id', '=', id).executeTakeFirst()
    const removed = Number(numDeletedRows)
    await trx
      .updateTable('review_imports')
      .set({ undone_at: workspace.clock.now() })
      .where('id', '=', id)
      .execute()
    await writeAudit(trx, {
      ...{ workspaceId: workspace.id, actor, action: 'review.import_undone' },
      ...{ subject: { kind: 'review_import', id }, detail: { removed } },
    })
    return removed
  })
}

/** A colleague says what a review is about. @throws common.notFound */
export async function correctCoding(
  deps: Deps,
  workspace: Workspace,
  actor: Actor,
  id: string,
  { topics, sentiment }: z.output<NonNullable<typeof correctReview.body>>,
): Promise<void> {
  await deps.ledger.transaction(async (trx) => {
    const found = isUuid(id)
      ? await trx
          .updateTable('reviews')
          .set({ topics: [...new Set(topics)], sentiment, coded_by: `${actor.kind}:${actor.id}` })
          .where('workspace_id', '=', workspace.id)
          .where('id', '=', id)
          .returning('id')
          .executeTakeFirst()
      : undefined
    if (!found) throw commonErrors.notFound({ what: 'review', id })
    await writeAudit(trx, {
      ...{ workspaceId: workspace.id, actor, action: 'review.coded', subject: { kind: 'review', id } },
      detail: { topics: [...topics], sentiment },
    })
  })
}
