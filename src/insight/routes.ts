import { type Route, route } from '../kit/api.ts'
import { computedRoutes } from './computed/routes.ts'
import type { Insight } from './insight.ts'
import { getConcentration, getOverview, getRfm, previewRfm, saveRfmSettings } from './rfm/api.ts'
import { actorId, segmentRoutes } from './segments/routes.ts'

export function insightRoutes(room: Insight): Route[] {
  return [
    route(getRfm, ({ workspace }) => room.rfm.grid(workspace)),
    route(previewRfm, ({ workspace }, { body }) => room.rfm.preview(workspace, body)),
    route(saveRfmSettings, ({ workspace, actor }, { body }) =>
      room.rfm.save(workspace, body, actorId(actor)),
    ),
    route(getConcentration, ({ workspace }) => room.concentration(workspace)),
    route(getOverview, ({ workspace }) => room.overview(workspace)),
    ...segmentRoutes(room.segments),
    ...computedRoutes(room.computed),
  ]
}
