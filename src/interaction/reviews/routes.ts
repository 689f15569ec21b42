import { type Route, route } from '../../kit/api.ts'
import { commonErrors } from '../../kit/errors.ts'
import * as api from './api.ts'
import { correctCoding, reviewImportsOf, undoImport } from './change.ts'
import type { ReviewDeps } from './deps.ts'
import { reviewFigures } from './figures.ts'
import { importReviewFile } from './import.ts'
import { reviewsPage } from './list.ts'

/** What people wrote elsewhere, for colleagues. */
export function reviewRoutes(deps: ReviewDeps): Route[] {
  return [
    route(api.listReviews, ({ workspace }, { query }) => reviewsPage(deps, workspace, query)),
    route(api.getReviewFigures, ({ workspace }, { query }) => reviewFigures(deps, workspace, query)),
    route(api.importReviews, async ({ workspace, actor }, { query, upload }) => {
      if (!upload) throw commonErrors.notFound({ what: 'file', id: '' })
      const chunks: Buffer[] = []
      for await (const chunk of upload.stream) chunks.push(chunk as Buffer)
      const file = { name: upload.fileName, content: Buffer.concat(chunks) }
      return importReviewFile(deps, workspace, actor, { file, source: query.source })
    }),
    route(api.listReviewImports, async ({ workspace }) => ({
      items: await reviewImportsOf(deps, workspace),
    })),
    route(api.undoReviewImport, async ({ workspace, actor }, { params }) => ({
      removed: await undoImport(deps, workspace, actor, params.id),
    })),
    route(api.correctReview, async ({ workspace, actor }, { params, body }) => {
      await correctCoding(deps, workspace, actor, params.id, body)
      return { id: params.id }
    }),
  ]
}
