import { type Route, route } from '../../../kit/api.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import type { QualityDeps } from '../deps.ts'
import * as api from './api.ts'
import { fieldMapOf } from './field-map.ts'
import { heldFields } from './held.ts'
import { lackingFor } from './lacking.ts'
import {
  closeArrived,
  createRequest,
  listRequests,
  requestsAsCsv,
  requestsAsText,
  updateRequest,
} from './requests.ts'

export function fieldMapRoutes(deps: QualityDeps): Route[] {
  const { ledger } = deps
  /** As they stand now: what arrived since the last look is closed first. */
  const requests = async (workspace: Workspace) => {
    await closeArrived(ledger, workspace, await fieldMapOf(deps, workspace))
    return listRequests(ledger, workspace.id)
  }
  return [
    route(api.getFieldMap, ({ workspace }) => fieldMapOf(deps, workspace)),
    route(api.getLacking, async ({ workspace }, { params }) => {
      const [map, held] = await Promise.all([
        fieldMapOf(deps, workspace),
        heldFields(deps.warehouse, workspace),
      ])
      return lackingFor(map, held, params.objective)
    }),
    route(api.listDataRequests, async ({ workspace }) => ({ items: await requests(workspace) })),
    route(api.createDataRequest, ({ workspace, actor }, { body }) =>
      createRequest(ledger, workspace, body, actor),
    ),
    route(api.updateDataRequest, ({ workspace, actor }, { params, body }) =>
      updateRequest(ledger, workspace, params.id, body, actor),
    ),
    route(api.downloadDataRequests, async ({ workspace, locale }) => ({
      raw: requestsAsCsv(await requests(workspace), locale),
      contentType: 'text/csv; charset=utf-8',
      fileName: 'data-requests.csv',
    })),
    route(api.writeDataRequests, async ({ workspace, locale }, { query }) => {
      const open = (await requests(workspace)).filter(
        ({ status, owner }) =>
          (status === 'open' || status === 'asked') && (query.owner === undefined || owner === query.owner),
      )
      return { text: requestsAsText(open, workspace.name, locale), requests: open.length }
    }),
  ]
}
