import { type Route, route } from '../../../kit/api.ts'
import { currencyDigits } from '../../../kit/money.ts'
import type { ProfilePorts } from '../ports.ts'
import type { ProfileDeps } from '../rows.ts'
import { readSetting, saveSetting } from '../workspace-setting.ts'
import * as api from './api.ts'
import { comparedValue, deliveredTo, namedComponents } from './delivered-value.ts'

const stored = { name: 'deliveredValue', schema: api.deliveredValueSettings, absent: { components: [] } }
const mostSegments = 12

export function deliveredValueRoutes(deps: ProfileDeps, ports: ProfilePorts): Route[] {
  return [
    route(api.getDeliveredValueSettings, ({ workspace }) => readSetting(deps.ledger, workspace.id, stored)),
    route(api.saveDeliveredValueSettings, async ({ workspace, actor }, { body }) => {
      await namedComponents(deps, ports, workspace, body)
      return saveSetting(deps.ledger, workspace, actor, stored, body, 'delivered_value.settings')
    }),
    route(api.customerDeliveredValue, async ({ workspace }, { params }) => {
      const settings = await readSetting(deps.ledger, workspace.id, stored)
      return deliveredTo(deps, ports, workspace, params.id, settings, currencyDigits(workspace.currency))
    }),
    route(api.compareDeliveredValue, async ({ workspace }, { query }) => {
      const settings = await readSetting(deps.ledger, workspace.id, stored)
      const ids = [...new Set((query.segments ?? '').split(',').filter(Boolean))].slice(0, mostSegments)
      return comparedValue(deps, ports, workspace, settings, ids, currencyDigits(workspace.currency))
    }),
  ]
}
