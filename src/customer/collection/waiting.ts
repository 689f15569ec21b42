import type { Workspace } from '../../kit/workspace.ts'
import type { CheckedEvent } from './check-event.ts'
import type { SourceState } from './source-state.ts'

/** An event on its way to the stores. */
export interface Waiting {
  source: SourceState
  workspace: Workspace
  event: CheckedEvent
  ticket: Ticket
}

/** Resolves when all events of one request are stored, or rejects with the reason why they are not. */
export class Ticket {
  readonly done: Promise<void>
  /** Events the engine would not take; they are in quarantine by then. */
  refused = 0
  #open: number
  readonly #resolve: () => void
  readonly #reject: (reason: unknown) => void

  constructor(events: number) {
    this.#open = events
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
