import type { Network, SourceDeps } from './deps.ts'
import type { Receiver } from './push/receive.ts'
import type { SourceScheduler } from './scheduler.ts'

/** Where data comes from: connections, schedules, runs, and what is pushed to us. */
export interface SourceRoom {
  deps: SourceDeps
  network: Network
  scheduler: SourceScheduler
  /** Takes what other systems push. */
  receive: Receiver
}
