import type { Workspace } from '../../kit/workspace.ts'
import type { CheckedEvent } from './check-event.ts'
import type { SourceState } from './source-state.ts'

/** An event on its way to the stores. */
export interface Waiting {
  source: SourceState
  workspace: Workspace
  event: CheckedEvent
  /** Its place in the request. */
  index: number
  ticket: Ticket
}

/** Resolves when all events of one request are stored, or rejects with the reason why they are not. */
export class Ticket {
  readonly done: Promise<void>
  /** Events the engine would not take; they are in quarantine by then. */
  refused = 0
  /**
   * The event at a place of the request as it came. It is read anew, for almost none is asked for, and thousands of
   * objects that wait to be written are what the garbage collector would be busy with.
   */
  readonly rawAt: (index: number) => unknown
  #open: number
  readonly #resolve: () => void
  readonly #reject: (reason: unknown) => void

  constructor(events: number, rawAt: (index: number) => unknown) {
    this.#open = events
    this.rawAt = rawAt
    const { promise, resolve, reject } = withResolvers()
    this.done = promise
    this.#resolve = resolve
    this.#reject = reject
    // Whoever waits is told; where nobody does, the failure has been logged.
    promise.catch(() => {})
  }

  settle(): void {
    if (--this.#open === 0) this.#resolve()
  }

  fail(reason: unknown): void {
    this.#reject(reason)
  }
}

function withResolvers() {
  let resolve: () => void = () => {}
  let reject: (reason: unknown) => void = () => {}
  const promise = new Promise<void>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}
