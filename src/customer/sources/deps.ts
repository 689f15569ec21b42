import type { Clock } from '../../kit/clock.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { ImportDeps } from '../imports/deps.ts'
import type { Uploads } from '../imports/uploads.ts'
import type { Inbox, SourceContext } from './define-source.ts'
import type { Guard } from './network/guard.ts'
import { createGuard } from './network/guard.ts'
import { createHttp, type Http } from './network/http.ts'

export interface SourceDeps extends ImportDeps {
  uploads: Uploads
  workspaceOf(id: number): Promise<Workspace>
  clock: Clock
  /** Watched folders lie below it. */
  rootDir: string
  /** Hosts that sources may reach though they are private. */
  privateHosts: readonly string[]
}

/** What does not change from run to run. */
export interface Network {
  guard: Guard
  http: Http
}

export function openNetwork(deps: Pick<SourceDeps, 'privateHosts'>): Network {
  const guard = createGuard(deps.privateHosts)
  return { guard, http: createHttp(guard) }
}

export function contextOf(
  deps: Pick<SourceDeps, 'rootDir' | 'clock'>,
  network: Network,
  inbox: Inbox,
  signal: AbortSignal,
): SourceContext {
  return { ...network, rootDir: deps.rootDir, now: () => deps.clock.now(), inbox, signal }
}

/** Of a source that is not made yet. */
export const noInbox: Inbox = { waiting: async () => [], take: async () => {} }
