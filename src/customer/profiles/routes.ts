import { type Route, route } from '../../kit/api.ts'
import * as api from './api.ts'
import { attributeFieldsOf } from './attribute-fields.ts'
import * as holdings from './holdings/api.ts'
import { holdingsOf } from './holdings/holdings.ts'
import { holdingSettingsOf, saveHoldingSettings } from './holdings/settings.ts'
import { listRoutes } from './list/routes.ts'
import type { ProfilePorts } from './ports.ts'
import { getProfile, unmask } from './profile.ts'
import { listCustomers, type ProfileDeps } from './rows.ts'
import { timelineOf } from './timeline.ts'

export function profileRoutes(deps: ProfileDeps, ports: ProfilePorts): Route[] {
  return [
    route(api.listCustomers, ({ workspace }, { query }) => listCustomers(deps, ports, workspace, query)),
    ...listRoutes(deps, ports),
    route(api.getCustomer, ({ workspace }, { params }) => getProfile(deps, ports, workspace, params.id)),
    route(api.unmaskCustomer, ({ workspace, actor }, { params, body }) =>
      unmask(deps, workspace, params.id, { actorKind: actor.kind, actorId: actor.id, reason: body.reason }),
    ),
    route(api.customerTimeline, ({ workspace }, { params, query }) =>
      timelineOf(deps, workspace, params.id, query),
    ),
    route(holdings.customerHoldings, ({ workspace }, { params }) => holdingsOf(deps, workspace, params.id)),
    route(holdings.getHoldingSettings, ({ workspace }) => holdingSettingsOf(deps.ledger, workspace.id)),
    route(holdings.saveHoldingSettings, ({ workspace, actor }, { body }) =>
      saveHoldingSettings(deps.ledger, workspace, actor, body),
    ),
    route(api.attributeFields, ({ workspace }) => attributeFieldsOf(deps.warehouse, workspace)),
  ]
}
