/** What the mail server of the benchmark has counted. */
export interface Counted {
  /** Different messages. */
  taken: number
  /** Messages it took more than once. */
  repeated: number
  bytes: number
  /** Its clock at the first and the last, ms; 0 before any. */
  firstMs: number
  lastMs: number
}

export type FromSink = { port: number } | Counted
