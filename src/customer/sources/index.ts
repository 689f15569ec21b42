import type { Route } from '../../kit/api.ts'
import type { Collection } from '../collection/index.ts'
import { type Network, openNetwork, type SourceDeps } from './deps.ts'
import { type Receiver, receiver } from './push/receive.ts'
import { sourceRoutes } from './routes.ts'
import { openScheduler, type SourceScheduler } from './scheduler.ts'

export type { SourceDeps } from './deps.ts'
export type { Push, Receiver } from './push/receive.ts'

/** Where data comes from: connections, schedules, runs, and what is pushed to us. */
export interface SourceRoom {
  deps: SourceDeps
  network: Network
  scheduler: SourceScheduler
  /** Takes what other systems push. */
  receive: Receiver
  routes(): Route[]
}

export function openSources(deps: SourceDeps, collection: Collection): SourceRoom {
  const network = openNetwork(deps)
  const room: SourceRoom = {
    deps,
    network,
    scheduler: openScheduler(deps, network),
    receive: receiver(deps, collection),
    routes: () => sourceRoutes(room, collection),
  }
  return room
}
