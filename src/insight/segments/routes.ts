import { type Actor, type Route, route } from '../../kit/api.ts'
import { commonErrors } from '../../kit/errors.ts'
import {
  createSegment,
  customerSegments,
  deleteSegment,
  exportSegment,
  getSegment,
  listSegments,
  previewSegment,
  restoreSegment,
  segmentMembers,
  segmentOperators,
  segmentValues,
  updateSegment,
} from './api.ts'
import type { Segments } from './index.ts'

export function actorId(actor: Actor): string {
  return `${actor.kind}:${actor.id}`
}

export function segmentRoutes(segments: Segments): Route[] {
  return [
    route(segmentOperators, async () => ({ operators: segments.operators() })),
    route(segmentValues, async ({ workspace }, { query }) => ({
      items: await segments.values(workspace, query.of, query.search, query.limit),
    })),
    route(customerSegments, async ({ workspace }, { params }) => ({
      items: await segments.stays(workspace, Number(params.id)),
    })),
    route(listSegments, async ({ workspace }, { query }) => ({
      items: await segments.list(workspace, {
        ...(query.search !== undefined && { search: query.search }),
        ...(query.deleted !== undefined && { deleted: query.deleted }),
      }),
    })),
    route(createSegment, ({ workspace, actor }, { body }) =>
      segments.create(workspace, body, actorId(actor)),
    ),
    route(getSegment, ({ workspace }, { params }) => segments.get(workspace, params.id)),
    route(updateSegment, ({ workspace, actor }, { params, body }) =>
      segments.update(workspace, params.id, body, actorId(actor)),
    ),
    route(deleteSegment, ({ workspace }, { params }) => segments.remove(workspace, params.id)),
    route(restoreSegment, ({ workspace }, { params }) => segments.restore(workspace, params.id)),
    route(previewSegment, ({ workspace }, { body }) => segments.preview(workspace, body.rule, body.sample)),
    route(segmentMembers, async ({ workspace }, { params, query }) => {
      const after = query.cursor === undefined ? 0 : Number(query.cursor)
      if (!Number.isSafeInteger(after) || after < 0)
        throw commonErrors.invalidInput({
          where: 'cursor',
          problem: 'take it from nextCursor of the page before',
        })
      const page = await segments.members(workspace, params.id, { after, limit: query.limit })
      return {
        items: page.items,
        nextCursor: page.next === null ? null : String(page.next),
        total: page.total,
      }
    }),
    route(exportSegment, async ({ workspace }, { params }) => ({
      raw: await segments.exportCsv(workspace, params.id),
      contentType: 'text/csv; charset=utf-8',
      fileName: `segment-${params.id}.csv`,
    })),
  ]
}
