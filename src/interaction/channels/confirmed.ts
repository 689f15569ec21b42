import type { Outcome } from './outcome.ts'

/** What came of handing one message to many over. */
export type HandOver =
  /** The platform took it. `refused`: addresses it left out. */
  | { kind: 'taken'; providerId: string; refused: readonly string[] }
  /** Nobody gets it. `strangers`: addresses it failed for; without them it may be handed over again. */
  | { kind: 'failed'; outcome: Extract<Outcome, { kind: 'failed' }>; strangers: readonly string[] }
  /** It may have been taken: it is looked for, and never handed over again. */
  | { kind: 'unknown' }

/** What the platform says of one recipient. */
export interface Told {
  address: string
  /** Null: nobody has confirmed it yet. */
  outcome: Exclude<Outcome, { kind: 'unknown' }> | null
  /** The machine's time; null where none is told. */
  at: Date | null
}

/** It could not be asked now; the code of a reason. */
export interface NotAsked {
  problem: string
}

/** Messages that somebody else sends by a touch of theirs, each to many: handed over at once, asked about later. */
export interface Confirmed<C> {
  /** Recipients of one hand-over. */
  mostAtOnce: number
  /** Reason of what fails because its address is not known any more. */
  stranger: string
  /** What nobody confirmed within so many days is taken back. */
  confirmDays: number
  /** Never throws for what a platform may do. */
  handOver(addresses: readonly string[], content: C): Promise<HandOver>
  /**
   * Looks for a hand-over that no answer came to. @param since the machine's time @param isOurs whether it went to us
   * @param known numbers that belong to others @returns null: there is none, as far as the platform shows
   */
  find(
    content: C,
    since: Date,
    isOurs: (address: string) => boolean,
    known: ReadonlySet<string>,
  ): Promise<{ providerId: string | null } | NotAsked>
  ask(providerId: string): Promise<{ told: Told[] } | NotAsked>
  /** Whoever has not confirmed it cannot any more. @returns null where that holds */
  cancel(providerId: string): Promise<NotAsked | null>
}
