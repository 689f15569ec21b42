import { type Route, route } from '../../kit/api.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { DoNotSend } from '../do-not-send/service.ts'
import {
  addDoNotSend,
  listDeliveries as listDeliveriesEndpoint,
  listDoNotSend,
  removeDoNotSend,
} from './api.ts'
import { type CampaignNames, listDeliveries } from './list.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export function deliveryRoutes(deps: {
  ledger: Ledger
  campaignNames: CampaignNames
  doNotSend: DoNotSend
}): Route[] {
  return [
    route(listDeliveriesEndpoint, async ({ workspace }, { query }) => {
      // Not an id, so nothing carries it; a page never fails over what was typed into its address.
      const ids = [query.campaign, query.cursor].filter((id) => id !== undefined)
      if (ids.some((id) => !uuid.test(id))) return { items: [], nextCursor: null, total: 0 }
      return listDeliveries(deps.ledger, deps.campaignNames, workspace, query)
    }),
    route(listDoNotSend, async ({ workspace }, { body }) => {
      if (body.cursor !== undefined && !uuid.test(body.cursor))
        return { items: [], nextCursor: null, total: null }
      return deps.doNotSend.list(workspace, body)
    }),
    route(addDoNotSend, ({ workspace, actor }, { body }) =>
      deps.doNotSend.add(workspace, { ...body, source: 'staff' }, actor),
    ),
    route(removeDoNotSend, async ({ workspace, actor }, { params }) => ({
      removed: uuid.test(params.id) && (await deps.doNotSend.remove(workspace, params.id, actor)),
    })),
  ]
}
