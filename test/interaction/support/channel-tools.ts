import { createGuard } from '../../../src/customer/index.ts'
import type { ChannelTools } from '../../../src/interaction/channels/channel.ts'
import type { ChannelInbound } from '../../../src/interaction/ports.ts'
import { silentLog } from '../../../src/kit/log.ts'

type Heard = { [K in keyof ChannelInbound]: Parameters<ChannelInbound[K]>[0][] }

/** Keeps what comes back over a channel, for a look at it. */
export function listening(): { inbound: ChannelInbound; heard: Heard } {
  const heard: Heard = { receipt: [], reply: [], complaint: [], gone: [] }
  return {
    heard,
    inbound: {
      receipt: async (each) => void heard.receipt.push(each),
      reply: async (each) => void heard.reply.push(each),
      complaint: async (each) => void heard.complaint.push(each),
      gone: async (each) => void heard.gone.push(each),
    },
  }
}

/** Tools of a channel whose counterpart runs on this machine. */
export function channelTools(more: Partial<ChannelTools> = {}): ChannelTools {
  return {
    log: silentLog,
    concurrency: 4,
    guard: createGuard(['127.0.0.0/8', '::1', 'localhost']),
    workspaceId: 7,
    inbound: listening().inbound,
    now: () => new Date('2026-11-21T04:00:00Z'),
    stopChannel: async () => undefined,
    ...more,
  }
}
