import { type RequestContext, type Route, route } from '../kit/api.ts'
import { computedRoutes } from './computed/routes.ts'
import { publishedGrid, smallestCellFor } from './disclosure.ts'
import type { Insight } from './insight.ts'
import { getConcentration, getOverview, getRfm, previewRfm, saveRfmSettings } from './rfm/api.ts'
import type { RfmGrid } from './rfm/grid.ts'
import { actorId, segmentRoutes } from './segments/routes.ts'

export function insightRoutes(room: Insight): Route[] {
  const published = async (context: RequestContext, grid: RfmGrid | null) => {
    const k = await smallestCellFor(room.ledger, context)
    return grid === null || k === null ? grid : publishedGrid(grid, k)
  }
  return [
    route(getRfm, async (context) => published(context, await room.rfm.grid(context.workspace))),
    route(previewRfm, async (context, { body }) =>
      published(context, await room.rfm.preview(context.workspace, body)),
    ),
    route(saveRfmSettings, async (context, { body }) =>
      published(context, await room.rfm.save(context.workspace, body, actorId(context.actor))),
    ),
    route(getConcentration, ({ workspace }) => room.concentration(workspace)),
    route(getOverview, ({ workspace }) => room.overview(workspace)),
    ...segmentRoutes(room.segments, room.ledger),
    ...computedRoutes(room.computed),
  ]
}
