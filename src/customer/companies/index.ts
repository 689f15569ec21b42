import type { Route } from '../../kit/api.ts'
import { pumpCompanies } from './pump.ts'
import type { CompanyDeps } from './room.ts'
import { companyRoutes } from './routes.ts'

export interface Companies {
  /** Tells the warehouse what was decided and not yet told. @returns rows copied */
  pump(): Promise<number>
  routes(): Route[]
}

/** Companies, their departments, and the customers who work there. */
export function createCompanies(deps: CompanyDeps): Companies {
  const pump = () => pumpCompanies(deps.ledger, deps.warehouse)
  return { pump, routes: () => companyRoutes(deps, { pump }) }
}
