import { smallestCellFor } from '../../insight/index.ts'
import { type Route, route } from '../../kit/api.ts'
import { getTouchMap } from './api.ts'
import { type TouchMapDeps, touchMap } from './map.ts'

/** Where customers and company meet, stage by stage. */
export function touchMapRoutes(deps: TouchMapDeps): Route[] {
  return [
    route(getTouchMap, async (context, { query }) =>
      touchMap(deps, context.workspace, query, await smallestCellFor(deps.ledger, context)),
    ),
  ]
}
