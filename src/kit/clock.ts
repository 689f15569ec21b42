/** Time is passed in: nothing below the composition roots reads the machine's clock. */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

/** A clock that stands still until told otherwise; for tests and the demo's time-lapse. */
export interface ManualClock extends Clock {
  set(at: Date): void
  advance(milliseconds: number): void
}

export function manualClock(start: Date): ManualClock {
  let at = start.getTime()
  return {
    now: () => new Date(at),
    set: (next) => {
      at = next.getTime()
    },
    advance: (milliseconds) => {
      at += milliseconds
    },
  }
}

/** A clock a fixed distance from another; the demo workspace lives at such an offset during its time-lapse. */
export function offsetClock(base: Clock, offsetMs: number): Clock {
  return { now: () => new Date(base.now().getTime() + offsetMs) }
}
