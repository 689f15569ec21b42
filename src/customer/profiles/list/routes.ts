import { type Route, route } from '../../../kit/api.ts'
import type { ProfilePorts } from '../ports.ts'
import type { ProfileDeps } from '../rows.ts'
import * as api from './api.ts'
import { columnsOf, standardColumns } from './columns.ts'
import { exportCsv } from './export.ts'
import { answered, checkGroups } from './groups.ts'
import { listPage } from './list.ts'
import { chooseDefault, createView, deleteView, listViews, updateView } from './views.ts'

export function listRoutes(deps: ProfileDeps, ports: ProfilePorts): Route[] {
  const { ledger } = deps
  return [
    route(api.listColumns, async ({ workspace }) => ({
      columns: await columnsOf(deps, ports, workspace),
      standard: [...standardColumns],
    })),
    route(api.searchCustomers, ({ workspace, fields }, { body }) =>
      listPage(deps, ports, workspace, { ...body, see: fields }),
    ),
    route(api.exportCustomers, async ({ workspace, actor, locale, fields }, { body }) => ({
      ...(await exportCsv(deps, ports, workspace, { ...body, see: fields }, { actor, locale })),
      contentType: 'text/csv; charset=utf-8',
    })),
    route(api.checkExport, async ({ workspace, fields }, { body }) =>
      answered(await checkGroups(deps, ports, workspace, { ...body, see: fields })),
    ),
    route(api.listViews, async ({ workspace, actor }) => ({
      items: await listViews(ledger, workspace, actor),
    })),
    route(api.createView, ({ workspace, actor }, { body }) => createView(ledger, workspace, actor, body)),
    route(api.updateView, ({ workspace, actor }, { params, body }) =>
      updateView(ledger, workspace, actor, params.id, body),
    ),
    route(api.deleteView, async ({ workspace, actor }, { params }) => {
      await deleteView(ledger, workspace, actor, params.id)
      return { deleted: true as const }
    }),
    route(api.chooseDefaultView, async ({ workspace, actor }, { body }) => ({
      items: await chooseDefault(ledger, workspace, actor, body.id),
    })),
  ]
}
