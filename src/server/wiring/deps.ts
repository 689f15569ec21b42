import type { Clock } from '../../kit/clock.ts'
import type { Config } from '../../kit/config.ts'
import type { Log } from '../../kit/log.ts'
import type { OpenStores } from '../../stores/index.ts'

/** What the rooms stand on. */
export interface RoomDeps {
  config: Config
  log: Log
  clock: Clock
  stores: OpenStores
  /** No other process works on the data folder: ours may be the journal of events. */
  ownsFolder: boolean
}
