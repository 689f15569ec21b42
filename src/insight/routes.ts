import { factsSubject, requireAllowed, requireLiving } from '../customer/index.ts'
import { type RequestContext, type Route, route } from '../kit/api.ts'
import type { Workspace } from '../kit/workspace.ts'
import { computedRoutes } from './computed/routes.ts'
import { publishedGrid, smallestCellFor } from './disclosure.ts'
import type { Insight } from './insight.ts'
import { customerReachHabits } from './reach-habits/api.ts'
import { getConcentration, getOverview, getRfm, previewRfm, saveRfmSettings } from './rfm/api.ts'
import type { RfmGrid } from './rfm/grid.ts'
import { actorId, segmentRoutes } from './segments/routes.ts'

export function insightRoutes(room: Insight): Route[] {
  const published = async (context: RequestContext, grid: RfmGrid | null) => {
    const k = await smallestCellFor(room.ledger, context)
    return grid === null || k === null ? grid : publishedGrid(grid, k)
  }
  /** @throws privacy.purposeLimited where orders were collected for something else than figures of everybody */
  const ofOrders = (workspace: Workspace) =>
    requireAllowed(room, workspace.id, [factsSubject('orders')], 'analysis')
  return [
    route(getRfm, async (context) => {
      await ofOrders(context.workspace)
      return published(context, await room.rfm.grid(context.workspace))
    }),
    route(previewRfm, async (context, { body }) => {
      await ofOrders(context.workspace)
      return published(context, await room.rfm.preview(context.workspace, body))
    }),
    route(saveRfmSettings, async (context, { body }) =>
      published(context, await room.rfm.save(context.workspace, body, actorId(context.actor))),
    ),
    route(getConcentration, async ({ workspace }) => {
      await ofOrders(workspace)
      return room.concentration(workspace)
    }),
    route(getOverview, async ({ workspace }) => {
      await ofOrders(workspace)
      return room.overview(workspace)
    }),
    route(customerReachHabits, async ({ workspace }, { params }) => {
      const person = await requireLiving(room.ledger, workspace, params.id)
      return room.reachHabits.ofCustomer(workspace, person)
    }),
    ...segmentRoutes(room.segments, room.ledger),
    ...computedRoutes(room.computed),
  ]
}
