import type { Workspace } from '../../kit/workspace.ts'
import type { WayOptions } from '../connections/ways.ts'
import type { ChannelInbound, MayContact, MessageFor, RecipientsOf } from '../ports.ts'
import type { RecordTouches } from '../touch.ts'

/** What sending needs. */
export interface WorkerOptions extends WayOptions {
  workspaces(): Promise<readonly Workspace[]>
  recordTouches: RecordTouches
  recipientsOf: RecipientsOf
  mayContact: MayContact
  messageFor: MessageFor
  /** Takes what comes back over the channels. */
  inbound: ChannelInbound
  publicUrl: string
  /** Domain of the addresses mail comes back to; null where none receives it. */
  inboundDomain?: string | null
  /** For tests: shorter than a minute. */
  leaseMs?: number
  pollMs?: number
  retryDelaysMs?: readonly number[]
  /** For tests: waits between questions about what somebody is to confirm. */
  askDelaysMs?: readonly number[]
  arrangeMs?: number
}
