import type { Log } from '../../kit/log.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { VaultOf } from '../tracking/tokens.ts'
import type { DeskPorts } from './ports.ts'

/** What the desk stands on, and what it asks of the rooms around it. */
export interface DeskDeps extends DeskPorts {
  ledger: Ledger
  log: Log
  vaultOf: VaultOf
}
