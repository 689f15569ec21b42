import type { Log } from '../../../kit/log.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Ledger } from '../../../stores/ledger/index.ts'
import type { Confirmed } from '../../channels/confirmed.ts'
import type { AddressType, ChannelInbound } from '../../ports.ts'
import type { RecordTouches } from '../../touch.ts'
import type { VaultOf } from '../../tracking/tokens.ts'
import type { HeldDelivery } from '../lease.ts'
import type { PreparedBatch } from '../prepare.ts'

/** What handing over and asking later stand on. */
export interface BatchDeps {
  channel: string
  addressType: AddressType
  ledger: Ledger
  log: Log
  vaultOf: VaultOf
  confirmed: Confirmed<unknown>
  recordTouches: RecordTouches
  prepare(workspace: Workspace, held: readonly HeldDelivery[]): Promise<PreparedBatch>
  /** An address that its platform does not know any more. */
  gone: ChannelInbound['gone']
  /** How long a hand-over may take before somebody else looks for it. */
  leaseMs: number
  retryDelaysMs: readonly number[]
  /** Waits between questions about one batch, the last one again and again. */
  askDelaysMs: readonly number[]
}
