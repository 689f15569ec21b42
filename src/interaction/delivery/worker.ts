import { installationSettings } from '../connections/installation.ts'
import type { LastAnswer } from './gauge.ts'
import { createLanes } from './lanes.ts'
import type { WorkerOptions } from './options.ts'
import { lanePlans } from './plans.ts'
import { settleAbandoned } from './settle.ts'
import { createWake } from './wake.ts'

/** One way out as it runs. */
export interface LaneState {
  channel: string
  /** Null: serves all workspaces that have no connection of their own. */
  workspaceId: number | null
  inFlight: number
  perMinute: number
  last: LastAnswer | null
  /** Code of the reason why nothing is sent at the moment. */
  waitingFor: string | null
}

export interface DeliveryWorker {
  /** Something was planned, or a connection changed: look now instead of at the next round. */
  nudge(): void
  stop(): Promise<void>
  /** Whether a server of the installation answers; null when it does, else the code of a reason. */
  check(channel: string): Promise<string | null>
  lanes(): LaneState[]
  /** What it was started with: how messages leave that no lane sends, such as tests. */
  readonly options: WorkerOptions
  readonly inFlight: number
}

const arrangeEveryMs = 2_000

/**
 * Starts sending: one lane for each connection, so that a slow channel delays no other. Lanes come and go as connections
 * are made, changed and removed. Several workers, in several processes, share the work.
 * @throws interaction.smtpUrl
 */
export function startDeliveryWorker(options: WorkerOptions): DeliveryWorker {
  const { ledger, log } = options
  const lanes = createLanes(log)
  const wake = createWake()
  let running = true
  installationSettings(options, 'email')

  const arranging = (async () => {
    while (running) {
      try {
        const plans = await lanePlans(options)
        if (running) lanes.arrange(plans)
      } catch (error) {
        log.error({ err: error }, 'lanes could not be arranged; it is repeated')
      }
      await wake.wait(options.arrangeMs ?? arrangeEveryMs)
    }
  })()
  const tending = setInterval(
    () => {
      options
        .workspaces()
        .then((workspaces) => settleAbandoned(ledger, options.recordTouches, workspaces))
        .then((count) => count > 0 && log.warn({ count }, 'deliveries of an ended worker are unknown'))
        .catch((error: unknown) => log.error({ err: error }, 'tending of abandoned deliveries failed'))
    },
    (options.leaseMs ?? 30_000) / 3,
  )

  return {
    options,
    nudge: () => {
      wake.notify()
      for (const { lane } of lanes.running()) lane.nudge()
    },
    stop: async () => {
      running = false
      wake.notify()
      clearInterval(tending)
      await arranging
      await lanes.stop()
    },
    check: async (channel) => {
      const found = lanes.running().find(({ plan }) => plan.channel === channel && plan.workspaceId === null)
      return found ? found.lane.check() : 'channel_not_open'
    },
    lanes: () =>
      lanes.running().map(({ plan, lane }) => ({
        channel: plan.channel,
        workspaceId: plan.workspaceId,
        inFlight: lane.inFlight,
        perMinute: lane.gauge.perMinute(),
        last: lane.gauge.last,
        waitingFor: lane.waitingFor,
      })),
    get inFlight() {
      return lanes.running().reduce((sum, { lane }) => sum + lane.inFlight, 0)
    },
  }
}
