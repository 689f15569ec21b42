import type { Collection } from '../collection/index.ts'
import { openNetwork, type SourceDeps } from './deps.ts'
import { receiver } from './push/receive.ts'
import type { SourceRoom } from './room.ts'
import { openScheduler } from './scheduler.ts'

export type { SourceDeps } from './deps.ts'
export type { Receiver } from './push/receive.ts'
export type { SourceRoom } from './room.ts'
export { sourceRoutes } from './routes.ts'

export function openSources(deps: SourceDeps, collection: Collection): SourceRoom {
  const network = openNetwork(deps)
  return { deps, network, scheduler: openScheduler(deps, network), receive: receiver(deps, collection) }
}
