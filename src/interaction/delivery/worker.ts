import { createGuard } from '../../customer/index.ts'
import type { Log } from '../../kit/log.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { AnyChannel } from '../channels/channel.ts'
import { channels } from '../channels/index.ts'
import { smtpAddress } from '../channels/smtp/address.ts'
import { parseMailbox } from '../channels/smtp/mime.ts'
import type { ChannelInbound, MayContact, MessageFor, RecipientsOf } from '../ports.ts'
import type { RecordTouches } from '../touch.ts'
import type { VaultOf } from '../tracking/tokens.ts'
import { type Lane, openLane } from './lane.ts'
import { prepareDeliveries } from './prepare.ts'

export interface WorkerOptions {
  ledger: Ledger
  log: Log
  vaultOf: VaultOf
  workspaces(): Promise<readonly Workspace[]>
  recordTouches: RecordTouches
  recipientsOf: RecipientsOf
  mayContact: MayContact
  messageFor: MessageFor
  inbound?: ChannelInbound
  smtpUrl: string
  mailFrom: string
  publicUrl: string
  sendConcurrency: number
  /** For tests: shorter than a minute. */
  leaseMs?: number
  pollMs?: number
  retryDelaysMs?: readonly number[]
  smtpTimeoutMs?: number
}

export interface DeliveryWorker {
  /** Something was planned: look now instead of at the next round. */
  nudge(): void
  stop(): Promise<void>
  /** Whether the mail server answers; null when it does, else why not, in a word. */
  checkMail(): Promise<string | null>
  readonly inFlight: number
}

/**
 * Starts sending: one lane per channel, so that a slow channel delays no other. Several workers, in several processes,
 * share the work.
 * @throws interaction.smtpUrl
 */
export function startDeliveryWorker(options: WorkerOptions): DeliveryWorker {
  const { ledger, log } = options
  const channel = channels.email as unknown as AnyChannel
  const settings = channel.settings.parse({
    ...smtpAddress(options.smtpUrl),
    hostName: domainOf(options.mailFrom),
    ...(options.smtpTimeoutMs ? { timeoutMs: options.smtpTimeoutMs } : {}),
  })
  const sender = channel.open(settings, {
    log,
    concurrency: options.sendConcurrency,
    guard: createGuard(anywhere),
    workspaceId: null,
    inbound: options.inbound ?? unheard(log),
    now: () => new Date(),
  })
  const compose = channel.compose(settings, options)
  const lane: Lane = openLane({
    channel: channel.id,
    ledger,
    log,
    sender,
    recordTouches: options.recordTouches,
    workspaces: options.workspaces,
    prepare: (workspace, held) => prepareDeliveries({ ...options, channel, compose }, workspace, held),
    window: options.sendConcurrency,
    perSecond: channel.limits.perSecond,
    leaseMs: options.leaseMs ?? 30_000,
    pollMs: options.pollMs ?? 500,
    ...(options.retryDelaysMs ? { retryDelaysMs: options.retryDelaysMs } : {}),
  })
  return {
    nudge: () => lane.nudge(),
    stop: async () => {
      await lane.stop()
      await sender.close()
    },
    checkMail: () => sender.check(),
    get inFlight() {
      return lane.inFlight
    },
  }
}

/** What the administrator of the installation names may be anywhere. */
const anywhere = ['0.0.0.0/0', '::/0']

/** Where nothing takes what comes back, the log at least says that something came. */
function unheard(log: Log): ChannelInbound {
  const note = (what: string) => async (each: { workspaceId: number; channel: string }) =>
    log.warn({ what, workspaceId: each.workspaceId, channel: each.channel }, 'nobody takes what came back')
  return { receipt: note('receipt'), reply: note('reply'), complaint: note('complaint') }
}

function domainOf(mailFrom: string): string {
  return parseMailbox(mailFrom)?.address.split('@')[1] ?? 'liangti.local'
}
