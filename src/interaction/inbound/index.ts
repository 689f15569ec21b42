import { systemClock } from '../../kit/clock.ts'
import type { ChannelInbound } from '../ports.ts'
import { recordComplaint } from './complaints.ts'
import type { InboundDeps } from './deps.ts'
import { forgetGone } from './gone.ts'
import { createMailReceiver, type MailReceiver } from './mail/receive.ts'
import { matchEarlyReceipts, recordReceipt } from './receipts.ts'
import { recordReply } from './replies.ts'
import { createWechatReceiver, type MeetFollower, type WechatReceiver } from './wechat/receive.ts'

export type { InboundDeps } from './deps.ts'
export { type InboundListener, startInboundListener } from './mail/listener.ts'
export type { MeetFollower, WechatReceiver } from './wechat/receive.ts'

/** What comes back over the channels. */
export interface Inbound extends ChannelInbound {
  /** Gives receipts that came too early another try. @returns how many found their message */
  round(): Promise<number>
  /** Bounces, complaints and answers that come as mail. */
  mail: MailReceiver
  /** What an official account hears of its followers. */
  wechat: WechatReceiver
}

export function openInbound(deps: InboundDeps & { meetFollower?: MeetFollower }): Inbound {
  const channel: ChannelInbound = {
    receipt: (receipt) => recordReceipt(deps, receipt),
    reply: (reply) => recordReply(deps, reply),
    gone: (gone) => forgetGone(deps, gone),
    complaint: (complaint) => recordComplaint(deps, complaint),
  }
  const { meetFollower = async () => {} } = deps
  return {
    ...channel,
    round: () => matchEarlyReceipts(deps),
    mail: createMailReceiver(deps, channel),
    wechat: createWechatReceiver({ ...deps, meetFollower }, channel, () => systemClock.now()),
  }
}
