import type { Clock } from '../../kit/clock.ts'
import { isAppError } from '../../kit/errors.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { getWorkspace, type Ledger, listWorkspaces } from '../../stores/ledger/index.ts'

/** Workspaces as the rooms ask for them: read anew each time, for the demo's clock moves. */
export interface WorkspaceBook {
  byId(id: number): Promise<Workspace>
  all(): Promise<Workspace[]>
  /** Null where there is none of that name. */
  named(slug: string): Promise<Workspace | null>
}

export function workspaceBook(ledger: Ledger, clock: Clock): WorkspaceBook {
  return {
    byId: (id) => getWorkspace(ledger, { id }, clock),
    all: () => listWorkspaces(ledger, clock),
    named: (slug) =>
      getWorkspace(ledger, { slug }, clock).catch((error: unknown) => {
        if (isAppError(error) && error.kind === 'not_found') return null
        throw error
      }),
  }
}
