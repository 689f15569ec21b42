import type { Actor, Route } from '../../kit/api.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Persons } from '../identity/persons.ts'
import type { ErasureDeps } from './erasure/erase.ts'
import { runDue, sweepErased } from './erasure/worker.ts'
import { type Asked, approve, receive } from './requests.ts'
import { privacyRoutes } from './routes.ts'

export type { OutsidePlace } from './outside.ts'
export type { NamedBy, Subject } from './subject.ts'

/** What customers may ask for, and how it is done. */
export interface Privacy {
  /** Writes a request down and approves it. @returns its id @throws privacy.*, common.notFound */
  ask(workspace: Workspace, asked: Asked, actor: Pick<Actor, 'kind' | 'id'>): Promise<string>
  /** Erases what is due, and goes on where a crash left it. @returns people erased */
  runDue(workspaceOf: (id: number) => Promise<Workspace>): Promise<number>
  /** Removes what writers that were under way at an erasure brought in after it. @returns rows found */
  sweep(workspaceOf: (id: number) => Promise<Workspace>): Promise<number>
  routes(): Route[]
}

export function openPrivacy(deps: ErasureDeps & { persons: Persons }): Privacy {
  return {
    ask: async (workspace, asked, actor) => {
      const { id } = await receive(deps, workspace, asked, actor)
      await approve(deps, workspace, id, actor)
      return id
    },
    runDue: (workspaceOf) => runDue(deps, workspaceOf),
    sweep: (workspaceOf) => sweepErased(deps, workspaceOf),
    routes: () => privacyRoutes(deps),
  }
}
