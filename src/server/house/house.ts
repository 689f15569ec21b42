import type { Clock } from '../../kit/clock.ts'
import type { Locale } from '../../kit/errors.ts'
import type { Log } from '../../kit/log.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Stores } from '../../stores/index.ts'
import type { KeyMemory } from '../auth/key-memory.ts'
import type { SignInThrottle } from '../auth/throttle.ts'

/** What the routes of the house work with; made by the composition root. */
export interface House extends Stores {
  clock: Clock
  log: Log
  throttle: SignInThrottle
  /** What the door remembers of keys; forgotten where one ends or a workspace changes. */
  keyMemory: KeyMemory
  /** Cookies go over TLS only, where the published address does. */
  secureCookies: boolean
  locale: Locale
  /** Gives a new workspace its keys. */
  prepareWorkspace(workspaceId: number): Promise<void>
  mail(): Promise<{ mode: 'catcher' | 'smtp'; ok: boolean }>
  /** When features of the workspace were last computed. */
  featuresAt(workspace: Workspace): Promise<Date | null>
}
