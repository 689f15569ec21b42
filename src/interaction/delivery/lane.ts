import { setTimeout as sleep } from 'node:timers/promises'
import { newId } from '../../kit/ids.ts'
import type { Log } from '../../kit/log.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { Outcome, Sender } from '../channels/channel.ts'
import type { RecordTouches } from '../touch.ts'
import { createGauge, type Gauge } from './gauge.ts'
import { type HeldDelivery, leaseDue, markSending, releaseLeases } from './lease.ts'
import { createPace } from './pace.ts'
import type { PreparedBatch, ReadyDelivery } from './prepare.ts'
import { retryDelaysMs, type Settlement, settle, settlementOf } from './settle.ts'
import { tendLeases } from './tend-leases.ts'
import { createWake } from './wake.ts'

export interface LaneOptions {
  channel: string
  ledger: Ledger
  log: Log
  sender: Sender<unknown>
  recordTouches: RecordTouches
  /** Workspaces with their clocks, asked anew each round: the demo's clock moves. */
  workspaces(): Promise<readonly Workspace[]>
  prepare(workspace: Workspace, held: readonly HeldDelivery[]): Promise<PreparedBatch>
  /** Messages in flight at most, and so the most a crash can leave unknown. */
  window: number
  perSecond: number | null
  /** How long a crash keeps rows in doubt. */
  leaseMs: number
  pollMs: number
  retryDelaysMs?: readonly number[]
}

export interface Lane {
  /** Finishes what is in flight, records it, gives the rest back. */
  stop(): Promise<void>
  nudge(): void
  readonly inFlight: number
  /** Why nothing is sent at the moment, or null. */
  readonly waitingFor: string | null
  readonly gauge: Gauge
  /** Whether the provider answers now; null when it does, else the code of a reason. */
  check(): Promise<string | null>
}

const batchSize = 200
const staleMs = 20_000
/** Between two turns: a transaction for each message that ends would cost more than the message. */
const turnPauseMs = 5
/** A ledger that is gone must not keep the program from ending; what could not be recorded becomes unknown. */
const stopPatienceMs = 20_000

/**
 * One channel's way out. Two loops: one leases and prepares ahead, one turns — a turn is a single transaction that
 * records what has ended and marks what goes out next, so a row is `sending` exactly from the commit before its
 * conversation to the commit after, and never more than `window` are.
 */
export function openLane(options: LaneOptions): Lane {
  const { ledger, log, window, leaseMs } = options
  const leaseId = newId()
  const delays = options.retryDelaysMs ?? retryDelaysMs
  const pace = createPace(window, options.perSecond, () => performance.now())
  const gauge = createGauge(() => Date.now())
  const ready: ReadyDelivery[] = []
  const done: Settlement[] = []
  const sending = new Map<string, ReadyDelivery>()
  const fillWake = createWake()
  const turnWake = createWake()
  const ahead = Math.min(batchSize, Math.ceil((options.perSecond ?? batchSize) * 10))
  let running = true
  let giveUpAt = Number.POSITIVE_INFINITY
  let oldestReadyAt = 0

  const deliver = (item: ReadyDelivery): void => {
    // Rows are marked with this moment too, so status and touch tell one time.
    const { workspace, delivery, address, content, at } = item
    options.sender
      .deliver({ deliveryId: delivery.id, address, content })
      .catch((error: unknown): Outcome => {
        // A channel must not throw; when it does, nobody knows how far it came.
        log.error({ err: error, channel: options.channel }, 'channel broke its word')
        return { kind: 'unknown', reason: 'connection_lost_after_data', params: {} }
      })
      .then((outcome) => {
        gauge.observe(outcome)
        const pauseMs = pace.observe(outcome)
        if (pauseMs !== null) log.warn({ channel: options.channel, pauseMs }, 'channel pauses')
        const attempt = delivery.attempts + 1
        done.push(settlementOf(outcome, { workspace, context: delivery.context, at, attempt }, delays))
        turnWake.notify()
      })
  }

  const commit = (outcomes: readonly Settlement[], next: readonly ReadyDelivery[]): Promise<Set<string>> =>
    ledger.transaction(async (trx) => {
      await settle(trx, options.recordTouches, leaseId, 'sending', outcomes)
      const rows = next.map(({ delivery, ...row }) => ({ ...row, id: delivery.id }))
      return markSending(trx, leaseId, leaseMs, rows)
    })

  /** @returns whether there was anything to do */
  const turn = async (): Promise<boolean> => {
    const outcomes = [...done]
    // What ends in this very turn makes room for the next.
    const next = ready.splice(0, running ? pace.allowance(sending.size - outcomes.length) : 0)
    if (outcomes.length === 0 && next.length === 0) return false
    const marked = await commit(outcomes, next).catch((error: unknown) => {
      ready.unshift(...next)
      throw error
    })
    done.splice(0, outcomes.length)
    for (const outcome of outcomes) sending.delete(outcome.context.id)
    pace.spend(next.length)
    const kept = next.filter((item) => !marked.has(item.delivery.id)).map((item) => item.delivery.id)
    // Stopped in the meantime, or with another worker: what is still ours is anybody's again.
    await releaseLeases(ledger, leaseId, kept)
    for (const item of next) {
      // Each once, whatever is held: a second copy of it finds the mark gone.
      if (!marked.delete(item.delivery.id)) continue
      sending.set(item.delivery.id, item)
      deliver(item)
    }
    if (ready.length < ahead) fillWake.notify()
    return true
  }

  const turning = (async () => {
    while (running || (sending.size > 0 && performance.now() < giveUpAt)) {
      try {
        if (await turn()) await sleep(turnPauseMs)
        else await turnWake.wait(Math.min(options.pollMs, 250))
      } catch (error) {
        log.error({ err: error, channel: options.channel }, 'delivery turn failed; it is repeated')
        await turnWake.wait(500)
      }
    }
  })()

  /** @returns whether rows were found */
  const fillFrom = async (workspace: Workspace): Promise<boolean> => {
    const leased = await leaseDue(ledger, {
      workspace,
      channel: options.channel,
      leaseId,
      leaseMs,
      limit: ahead,
    })
    // After a sleep of the machine longer than a lease, what waits here ready is due for anybody, and so for us.
    const here = new Set([...ready.map((item) => item.delivery.id), ...sending.keys()])
    const held = leased.filter(({ id }) => !here.has(id))
    if (held.length === 0) return false
    try {
      const { ready: prepared, settlements } = await options.prepare(workspace, held)
      await ledger.transaction((trx) => settle(trx, options.recordTouches, leaseId, 'planned', settlements))
      if (ready.length === 0) oldestReadyAt = performance.now()
      ready.push(...prepared)
      turnWake.notify()
      return true
    } catch (error) {
      await releaseLeases(
        ledger,
        leaseId,
        held.map((each) => each.id),
      )
      throw error
    }
  }

  /** One workspace in trouble keeps no other waiting. */
  const fill = async (): Promise<boolean> => {
    let found = false
    for (const workspace of await options.workspaces()) {
      if (!running) return false
      try {
        found = (await fillFrom(workspace)) || found
      } catch (error) {
        log.error({ err: error, workspaceId: workspace.id }, 'preparing deliveries failed; it is repeated')
      }
    }
    return found
  }

  const giveBack = async (): Promise<void> => {
    const items = ready.splice(0)
    await releaseLeases(
      ledger,
      leaseId,
      items.map((item) => item.delivery.id),
    )
  }

  const filling = (async () => {
    while (running) {
      try {
        const now = performance.now()
        // What has waited is checked and written anew: wishes, stops and caps may have changed meanwhile.
        if (ready.length > 0 && now - oldestReadyAt > staleMs) await giveBack()
        const wanted = !pace.paused && ready.length < ahead
        if (!wanted || !(await fill())) await fillWake.wait(options.pollMs)
      } catch (error) {
        log.error({ err: error, channel: options.channel }, 'preparing deliveries failed; it is repeated')
        await fillWake.wait(1_000)
      }
    }
  })()

  const endTending = tendLeases(options, leaseId, leaseMs, () => [
    ...sending.keys(),
    ...ready.map((item) => item.delivery.id),
  ])

  return {
    stop: async () => {
      running = false
      giveUpAt = performance.now() + stopPatienceMs
      fillWake.notify()
      turnWake.notify()
      await Promise.all([turning, filling])
      endTending()
      await giveBack()
    },
    nudge: () => fillWake.notify(),
    gauge,
    check: () => options.sender.check(),
    get inFlight() {
      return sending.size
    },
    get waitingFor() {
      return pace.waitingFor
    },
  }
}
