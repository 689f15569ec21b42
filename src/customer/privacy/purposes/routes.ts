import { type Route, route } from '../../../kit/api.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Ledger } from '../../../stores/ledger/index.ts'
import { namesOf } from '../actor-names.ts'
import * as api from './api.ts'
import { changeLimit, limitsOf } from './limits.ts'
import { usesOf } from './uses.ts'

export function purposeRoutes(ledger: Ledger): Route[] {
  const shown = async (workspace: Workspace) => {
    const limits = await limitsOf(ledger.db, workspace.id)
    const names = await namesOf(
      ledger,
      limits.map(({ decidedBy }) => decidedBy),
    )
    return {
      uses: await usesOf(ledger.db, workspace.id),
      limits: limits.map(({ decidedBy, decidedAt, ...limit }) => ({
        ...limit,
        decidedBy: names.get(decidedBy) ?? decidedBy,
        decidedAt: decidedAt.toISOString(),
      })),
    }
  }
  return [
    route(api.getPurposes, ({ workspace }) => shown(workspace)),
    route(api.limitPurposes, async ({ workspace, actor }, { body }) => {
      await changeLimit(ledger, workspace, body, actor)
      return shown(workspace)
    }),
  ]
}
