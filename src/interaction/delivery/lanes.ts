import type { Log } from '../../kit/log.ts'
import type { Lane } from './lane.ts'

/** One way out as it should run now. */
export interface LanePlan {
  /** Names the way: a connection of a workspace, or the installation's own. */
  key: string
  channel: string
  /** Null: serves all workspaces that have no connection of their own. */
  workspaceId: number | null
  /** Another one, and the lane is opened anew. */
  fingerprint: string
  open(): OpenLane
}

export interface OpenLane {
  lane: Lane
  stop(): Promise<void>
}

export interface Lanes {
  /** Opens, closes and changes lanes until they are as planned. A lane that is slow to end keeps no other waiting. */
  arrange(plans: readonly LanePlan[]): void
  running(): readonly { plan: LanePlan; lane: Lane }[]
  /** Ends all. */
  stop(): Promise<void>
}

/** Lanes that come and go while the worker runs. */
export function createLanes(log: Log): Lanes {
  const running = new Map<string, { plan: LanePlan; open: OpenLane }>()
  const ending = new Map<string, Promise<void>>()

  const end = (key: string): void => {
    const known = running.get(key)
    if (!known) return
    running.delete(key)
    const over = known.open
      .stop()
      .catch((error: unknown) =>
        log.error({ err: error, channel: known.plan.channel }, 'a lane did not end well'),
      )
      .then(() => {
        ending.delete(key)
      })
    ending.set(key, over)
  }

  return {
    arrange: (plans) => {
      const wanted = new Map(plans.map((plan) => [plan.key, plan]))
      for (const [key, { plan }] of running) if (wanted.get(key)?.fingerprint !== plan.fingerprint) end(key)
      for (const [key, plan] of wanted) {
        // Two of one connection would be twice its window: the next round opens it, when the old one has ended.
        if (running.has(key) || ending.has(key)) continue
        try {
          running.set(key, { plan, open: plan.open() })
        } catch (error) {
          log.error({ err: error, channel: plan.channel }, 'a channel could not be opened; it is tried again')
        }
      }
    },
    running: () => [...running.values()].map(({ plan, open }) => ({ plan, lane: open.lane })),
    stop: async () => {
      for (const key of [...running.keys()]) end(key)
      await Promise.all(ending.values())
    },
  }
}
