import type { Outcome } from '../channels/channel.ts'
import type { ReasonParams } from '../ports.ts'

/** What a lane did lately, for people who look. */
export interface Gauge {
  observe(outcome: Outcome): void
  /** Messages the provider took during the last minute. */
  perMinute(): number
  readonly last: LastAnswer | null
}

export interface LastAnswer {
  /** The machine's time. */
  at: Date
  reason: string | null
  params: ReasonParams
}

const minuteMs = 60_000

/** @param now milliseconds since the epoch, of the machine */
export function createGauge(now: () => number): Gauge {
  const taken = new Map<number, number>()
  let last: LastAnswer | null = null
  return {
    observe: (outcome) => {
      const ms = now()
      last =
        outcome.kind === 'accepted'
          ? { at: new Date(ms), reason: null, params: {} }
          : { at: new Date(ms), reason: outcome.reason, params: outcome.params }
      if (outcome.kind !== 'accepted') return
      const second = Math.floor(ms / 1_000)
      taken.set(second, (taken.get(second) ?? 0) + 1)
      for (const each of taken.keys()) if (each * 1_000 < ms - minuteMs) taken.delete(each)
    },
    perMinute: () => {
      const since = now() - minuteMs
      let sum = 0
      for (const [second, count] of taken) if (second * 1_000 >= since) sum += count
      return sum
    },
    get last() {
      return last
    },
  }
}
