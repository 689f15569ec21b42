import { type Route, route } from '../../kit/api.ts'
import * as api from './api.ts'
import { attributeFieldsOf } from './attribute-fields.ts'
import { deliveredValueRoutes } from './delivered-value/routes.ts'
import { profileErrors } from './errors.ts'
import * as holdings from './holdings/api.ts'
import { holdingsOf } from './holdings/holdings.ts'
import { storedHoldings } from './holdings/settings.ts'
import { knowledgeRoutes } from './knowledge/routes.ts'
import { listRoutes } from './list/routes.ts'
import type { ProfilePorts } from './ports.ts'
import { getProfile, unmask } from './profile.ts'
import { listCustomers, type ProfileDeps } from './rows.ts'
import { timelineOf } from './timeline/timeline.ts'
import { readSetting, saveSetting } from './workspace-setting.ts'

export function profileRoutes(deps: ProfileDeps, ports: ProfilePorts): Route[] {
  return [
    route(api.listCustomers, ({ workspace }, { query: { search, ...query } }) => {
      // Left unsaid, a program would take the first of everybody for the one it asked for.
      if (search !== undefined) throw profileErrors.searchInAddress({})
      return listCustomers(deps, ports, workspace, query)
    }),
    ...listRoutes(deps, ports),
    ...deliveredValueRoutes(deps, ports),
    ...knowledgeRoutes(deps),
    route(api.getCustomer, ({ workspace }, { params }) => getProfile(deps, ports, workspace, params.id)),
    route(api.unmaskCustomer, ({ workspace, actor, fields }, { params, body }) =>
      unmask(deps, workspace, params.id, {
        ...{ actorKind: actor.kind, actorId: actor.id, reason: body.reason },
        see: fields,
      }),
    ),
    route(api.customerTimeline, ({ workspace }, { params, query }) =>
      timelineOf(deps, workspace, params.id, query),
    ),
    route(holdings.customerHoldings, ({ workspace }, { params }) => holdingsOf(deps, workspace, params.id)),
    route(holdings.getHoldingSettings, ({ workspace }) =>
      readSetting(deps.ledger, workspace.id, storedHoldings),
    ),
    route(holdings.saveHoldingSettings, ({ workspace, actor }, { body }) =>
      saveSetting(
        deps.ledger,
        workspace,
        actor,
        storedHoldings,
        { attributes: [...new Set(body.attributes)] },
        'holdings.settings',
      ),
    ),
    route(api.attributeFields, ({ workspace }) => attributeFieldsOf(deps.warehouse, workspace)),
  ]
}
