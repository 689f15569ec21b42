import type { Route } from '../kit/api.ts'
import type { Clock } from '../kit/clock.ts'
import type { Config } from '../kit/config.ts'
import type { Log } from '../kit/log.ts'
import type { Workspace } from '../kit/workspace.ts'
import type { OpenStores } from '../stores/index.ts'

export interface RoomDeps {
  config: Config
  log: Log
  clock: Clock
  stores: OpenStores
}

/** The four rooms, wired to each other. */
export interface Rooms {
  routes: Route[]
  mail(): Promise<{ mode: 'catcher' | 'smtp'; ok: boolean }>
  featuresAt(workspace: Workspace): Promise<Date | null>
  /** @returns what stops them again */
  startWorkers(address: string): Promise<() => Promise<void>>
  close(): Promise<void>
}

/** Furnishes the rooms from the ground up; ports point upwards and are wired last. */
export async function openRooms({ config }: RoomDeps): Promise<Rooms> {
  return {
    routes: [],
    mail: async () => ({ mode: config.smtpUrl === undefined ? 'catcher' : 'smtp', ok: false }),
    featuresAt: async () => null,
    startWorkers: async () => async () => {},
    close: async () => {},
  }
}
