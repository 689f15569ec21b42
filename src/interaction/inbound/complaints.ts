import type { ChannelInbound } from '../ports.ts'
import type { InboundDeps } from './deps.ts'
import { optOut } from './opt-out.ts'
import { speakerOf } from './replies.ts'

export type Complaint = Parameters<ChannelInbound['complaint']>[0]

/** Whoever calls a message spam wants no more of them, and it counts against the campaign. Safe to repeat. */
export async function recordComplaint(deps: InboundDeps, complaint: Complaint): Promise<void> {
  const workspace = await deps.workspaceOf(complaint.workspaceId)
  const speaker = await speakerOf(deps, workspace, complaint)
  if (!speaker.delivery && speaker.personKeys.length === 0 && !speaker.entry) return
  await deps.ledger.transaction((trx) =>
    optOut(deps, trx, workspace, speaker, {
      channel: complaint.channel,
      source: 'complaint',
      at: complaint.at,
    }),
  )
}
