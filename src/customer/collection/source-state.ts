import type { Warehouse } from '../../stores/warehouse/index.ts'
import { RecentIds } from './message-ids.ts'
import { recentMessageIds } from './queries/recent-message-ids.query.ts'
import type { OpenSource } from './sources.ts'

const dayMs = 24 * 3_600_000

/**
 * Which messages of a source are known: those stored lately, and those on their way. What was stored by an earlier
 * life of this process, or by an insert whose answer was lost, is asked of the warehouse.
 */
export class SourceState {
  readonly id: string
  readonly workspaceId: number
  /** Messages on their way, and what tells how they end. */
  readonly inFlight = new Map<string, Promise<void>>()
  recent: RecentIds
  readonly #window: number
  #loaded: Promise<void> | null = null

  constructor(source: OpenSource, window: number) {
    this.id = source.id
    this.workspaceId = source.workspaceId
    this.#window = window
    this.recent = new RecentIds(window)
  }

  /** @throws warehouse.*; the next caller asks again */
  load(warehouse: Warehouse, now: Date): Promise<void> {
    this.#loaded ??= this.#read(warehouse, now).catch((error: unknown) => {
      this.#loaded = null
      throw error
    })
    return this.#loaded
  }

  /** An insert ended without an answer: it may have been stored or not. */
  forgetWhatIsStored(): void {
    this.#loaded = null
  }

  async #read(warehouse: Warehouse, now: Date): Promise<void> {
    const rows = await warehouse.query(recentMessageIds, {
      workspaceId: this.workspaceId,
      source: this.id,
      since: new Date(now.getTime() - dayMs).toISOString().slice(0, 19).replace('T', ' '),
      limit: this.#window,
    })
    // Newest first in the answer; the oldest is to be forgotten first.
    for (const { messageId } of rows.reverse()) if (!this.recent.has(messageId)) this.recent.add(messageId)
  }
}
