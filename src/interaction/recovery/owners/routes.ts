import { type Route, route } from '../../../kit/api.ts'
import type { RecoveryDeps } from '../deps.ts'
import { changeCase } from '../handling/change.ts'
import { recoveryOf } from '../settings.ts'
import { changeCaseOwner, listCaseOwners } from './api.ts'
import { changeOwner, ownersOf } from './assign.ts'

/** Who answers for a case. */
export function ownerRoutes(deps: RecoveryDeps): Route[] {
  return [
    route(listCaseOwners, async ({ workspace }) => ({
      items: await ownersOf(deps.ledger.db, workspace, await recoveryOf(deps.ledger, workspace)),
    })),
    route(changeCaseOwner, async ({ workspace, actor }, { params, body }) => {
      await changeCase(deps, workspace, params.id, actor, (work) => changeOwner(work, body.userId))
      return { id: params.id }
    }),
  ]
}
