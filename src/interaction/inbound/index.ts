import type { ChannelInbound } from '../ports.ts'
import { recordComplaint } from './complaints.ts'
import type { InboundDeps } from './deps.ts'
import { matchEarlyReceipts, recordReceipt } from './receipts.ts'
import { recordReply } from './replies.ts'

export type { InboundDeps } from './deps.ts'

/** What comes back over the channels. */
export interface Inbound extends ChannelInbound {
  /** Gives receipts that came too early another try. @returns how many found their message */
  round(): Promise<number>
}

export function openInbound(deps: InboundDeps): Inbound {
  return {
    receipt: (receipt) => recordReceipt(deps, receipt),
    reply: (reply) => recordReply(deps, reply),
    complaint: (complaint) => recordComplaint(deps, complaint),
    round: () => matchEarlyReceipts(deps),
  }
}
