import type { Route } from '../../kit/api.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Basis } from './figures.ts'
import { type ListQuery, listPage } from './list.ts'
import { pumpCompanies } from './pump.ts'
import type { CompanyDeps } from './room.ts'
import { companyRoutes } from './routes.ts'
import { type CompanyDetail, companyOf } from './view.ts'

export interface Companies {
  /** Tells the warehouse what was decided and not yet told. @returns rows copied */
  pump(): Promise<number>
  /** One page of the list. */
  list(workspace: Workspace, query: ListQuery): ReturnType<typeof listPage>
  /** A company as its page shows it. @throws company.notFound */
  one(workspace: Workspace, id: string, basis: Basis): Promise<CompanyDetail>
  routes(): Route[]
}

/** Companies, their departments, and the customers who work there. */
export function createCompanies(deps: CompanyDeps): Companies {
  const pump = () => pumpCompanies(deps.ledger, deps.warehouse)
  return {
    pump,
    list: (workspace, query) => listPage(deps, workspace, query),
    one: (workspace, id, basis) => companyOf(deps, workspace, id, basis),
    routes: () => companyRoutes(deps, { pump }),
  }
}
