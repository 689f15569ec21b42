/** What an asker is told to do; plain data, for it is another process. */
export interface AskOrder {
  url: string
  secret: string
  /** `nothing` asks the same server for an answer without content: what the machine itself takes at that moment. */
  what: 'profiles' | 'nothing'
  /** Keys 1 … n exist; which is asked for next follows a skewed law with a fixed seed. */
  people: number
  seconds: number
  /** Requests leave at their time whether the ones before are answered or not. */
  requestsPerSecond: number
}

export interface Asked {
  answers: number
  failures: number
  seconds: number
  /** Delay of each request, sorted: from when it was due to when its answer was read. */
  ms: number[]
  /** How late the asker itself was to ask, sorted: contained in `ms`, and not the server's doing. */
  lateMs: number[]
}

export type FromAsker = { asked: Asked } | { failed: string }
