import { type Route, route } from '../../kit/api.ts'
import { commonErrors } from '../../kit/errors.ts'
import { countOpen, keepAlerts, listAlerts, settleAlert } from './anomalies/alerts.ts'
import * as api from './api.ts'
import { todayOf } from './days.ts'
import type { QualityDeps } from './deps.ts'
import { fieldMapRoutes } from './field-map/routes.ts'
import { healthOf, oneHealthOf } from './health.ts'
import { knownSources } from './known-sources.ts'
import { measureStream } from './measure/measure-stream.ts'
import { findingsOf } from './watch.ts'

export function qualityRoutes(deps: QualityDeps): Route[] {
  const { ledger } = deps
  return [
    ...fieldMapRoutes(deps),
    route(api.getHealth, ({ workspace }) => healthOf(deps, workspace)),
    route(api.getSourceHealth, ({ workspace }, { params }) => oneHealthOf(deps, workspace, params.id)),
    route(api.getHealthCount, async ({ workspace }) => ({ open: await countOpen(ledger, workspace.id) })),
    route(api.listQualityAlerts, async ({ workspace }) => ({ items: await listAlerts(ledger, workspace) })),
    route(api.settleQualityAlert, ({ workspace, actor }, { params, body }) =>
      settleAlert(ledger, workspace, params.id, body.status, actor),
    ),
    route(api.measureHealth, async ({ workspace }, { params }) => {
      const source = (await knownSources(ledger, workspace.id)).find(({ id }) => id === params.id)
      if (!source) throw commonErrors.notFound({ what: 'source', id: params.id })
      const { today } = todayOf(workspace)
      if (source.kind === 'stream')
        await measureStream(deps, workspace, source.id, { from: today, to: today })
      return {
        alerts: await keepAlerts(ledger, workspace, source.id, await findingsOf(deps, workspace, source)),
      }
    }),
  ]
}
