import type { Log } from '../../kit/log.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { channels } from '../channels/index.ts'
import { parseMailbox } from '../channels/smtp/mime.ts'
import type { MayContact, MessageFor, RecipientsOf } from '../ports.ts'
import type { RecordTouches } from '../touch.ts'
import type { VaultOf } from '../tracking/tokens.ts'
import { createEmailComposer } from './compose-email.ts'
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
  const sender = channels.email.open(
    channels.email.settings.parse({
      url: options.smtpUrl,
      hostName: domainOf(options.mailFrom),
      ...(options.smtpTimeoutMs ? { timeoutMs: options.smtpTimeoutMs } : {}),
    }),
    { log, concurrency: options.sendConcurrency },
  )
  const compose = createEmailComposer(options)
  const lane: Lane = openLane({
    channel: channels.email.id,
    ledger,
    log,
    sender,
    recordTouches: options.recordTouches,
    workspaces: options.workspaces,
    prepare: (workspace, held) => prepareDeliveries({ ...options, compose }, workspace, held),
    window: options.sendConcurrency,
    perSecond: channels.email.limits.perSecond,
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

function domainOf(mailFrom: string): string {
  return parseMailbox(mailFrom)?.address.split('@')[1] ?? 'liangti.local'
}
