import { newId } from '../../../kit/ids.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { createGauge } from '../gauge.ts'
import type { Lane } from '../lane.ts'
import { createPace } from '../pace.ts'
import { createWake } from '../wake.ts'
import { askDue } from './ask.ts'
import type { BatchDeps } from './deps.ts'
import { handOverDue } from './hand-over.ts'

export interface BatchLaneOptions extends BatchDeps {
  /** Workspaces with their clocks, asked anew each round. */
  workspaces(): Promise<readonly Workspace[]>
  check(): Promise<string | null>
  pollMs: number
}

/** One, two, five minutes and so on: most advisers confirm within the first hour, the last ones after days. */
export const askDelaysMs: readonly number[] = [1, 2, 5, 10, 20, 30, 60].map((minutes) => minutes * 60_000)

/**
 * The way out of messages that somebody confirms: one loop that hands over what is due and asks about what was handed over
 * before. Several workers share the work: a lease holds what is handed over, a time what is asked about.
 */
export function openBatchLane(options: BatchLaneOptions): Lane {
  const { log, channel } = options
  const gauge = createGauge(() => Date.now())
  const pace = createPace(1, null, () => performance.now())
  const wake = createWake()
  let running = true
  let inFlight = 0

  /** @returns whether there was anything to do */
  const serve = async (workspace: Workspace): Promise<boolean> => {
    const asked = await askDue(options, workspace)
    if (pace.allowance(0) === 0) return asked > 0
    inFlight = 1
    try {
      const found = await handOverDue(options, workspace, newId(), (outcome) => {
        gauge.observe(outcome)
        const pauseMs = pace.observe(outcome)
        if (pauseMs !== null) log.warn({ channel, pauseMs }, 'channel pauses')
      })
      return asked + found > 0
    } finally {
      inFlight = 0
    }
  }

  const working = (async () => {
    while (running) {
      let found = false
      try {
        for (const workspace of await options.workspaces())
          if (running) found = (await serve(workspace)) || found
      } catch (error) {
        log.error({ err: error, channel }, 'handing over failed; it is repeated')
        found = false
      }
      if (running && !found) await wake.wait(options.pollMs)
    }
  })()

  return {
    stop: async () => {
      running = false
      wake.notify()
      await working
    },
    nudge: () => wake.notify(),
    gauge,
    check: () => options.check(),
    get inFlight() {
      return inFlight
    },
    get waitingFor() {
      return pace.waitingFor
    },
  }
}
