import type { Route } from '../../kit/api.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { SignUpDeps } from './deps.ts'
import { signUpRoutes } from './routes.ts'
import { signUpRound } from './send.ts'

export type { SignUpDeps } from './deps.ts'

/** Strangers who want to hear from the company. */
export interface SignUps {
  /** Asks those who left their address and deletes what nobody confirmed. */
  round(workspace: Workspace): Promise<{ asked: number; expired: number }>
  routes(): Route[]
}

export function createSignUps(deps: SignUpDeps): SignUps {
  return {
    round: (workspace) => signUpRound(deps, workspace),
    routes: () => signUpRoutes(deps),
  }
}
