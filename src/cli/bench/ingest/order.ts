/** What a sender is told to do; plain data, for it is another process. */
export interface SendOrder {
  url: string
  secret: string
  /** Number of the first batch: no two orders of a run may send the same events. */
  first: number
  seconds: number
  /** Each connection sends its next batch when the last is answered; or so many events a second, answered or not. */
  pace: { connections: number } | { eventsPerSecond: number }
}

export interface Sent {
  batches: number
  events: number
  /** Batches that were answered with 503, for too many events wait; and those that could not be sent in time. */
  refused: number
  seconds: number
  /** Delay of each batch, sorted: from when it was due to when its answer was read. */
  ms: number[]
  /** Events answered in each second. */
  perSecond: number[]
  cpuMicros: number
}

export type FromSender = { sent: Sent } | { failed: string }
