import type { Outcome } from '../channels/channel.ts'

/** How fast a channel may go now: its window, its rate, and pauses while its provider cannot be reached. */
export interface Pace {
  /** Learns from an ended attempt. @returns how long a pause begins with it, null for none */
  observe(outcome: Outcome): number | null
  /** How many may start while `busy` are under way. */
  allowance(busy: number): number
  spend(count: number): void
  readonly paused: boolean
  /** Why nothing is sent at the moment, or null. */
  readonly waitingFor: string | null
}

const longestPauseMs = 60_000

/** @param now milliseconds that only rise; not the time of day */
export function createPace(window: number, perSecond: number | null, now: () => number): Pace {
  let pause = { until: 0, failures: 0, reason: '' }
  let credit = { at: now(), left: perSecond ?? 0 }
  return {
    observe: (outcome) => {
      if (outcome.kind === 'unknown') return null
      if (outcome.kind === 'accepted' || outcome.retry !== 'connection') {
        pause = { until: 0, failures: 0, reason: '' }
        return null
      }
      // The others of the same window fail with it; they do not make the pause longer.
      if (now() < pause.until) return null
      const failures = pause.failures + 1
      const ms = Math.min(longestPauseMs, 250 * 2 ** failures)
      pause = { until: now() + ms, failures, reason: outcome.reason }
      return ms
    },
    allowance: (busy) => {
      if (now() < pause.until) return 0
      // After a failure one message at a time finds out whether the provider is back.
      const room = Math.max(0, (pause.failures > 0 ? 1 : window) - busy)
      if (perSecond === null) return room
      const earned = ((now() - credit.at) / 1_000) * perSecond
      credit = { at: now(), left: Math.min(perSecond, credit.left + earned) }
      return Math.min(room, Math.floor(credit.left))
    },
    spend: (count) => {
      credit.left -= count
    },
    get paused() {
      return now() < pause.until
    },
    get waitingFor() {
      return now() < pause.until ? pause.reason : null
    },
  }
}
