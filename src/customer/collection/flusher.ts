import { setTimeout as sleep } from 'node:timers/promises'
import { isAppError } from '../../kit/errors.ts'
import { newId } from '../../kit/ids.ts'
import type { Log } from '../../kit/log.ts'
import { type Ledger, withWriteGate } from '../../stores/ledger/index.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import { collectionErrors } from './errors.ts'
import { limits } from './limits.ts'
import type { Quarantine } from './quarantine.ts'
import { rawText } from './raw-text.ts'
import type { People } from './resolve-people.ts'
import type { Waiting } from './waiting.ts'
import { MetCustomers, writeCustomers } from './write-customers.ts'
import { writeEvents } from './write-events.ts'
import { writeOrders } from './write-orders.ts'

export interface FlusherDeps {
  ledger: Ledger
  warehouse: Warehouse
  people: People
  quarantine: Quarantine
  log: Log
  /** How long a flush is tried again while the stores do not answer. */
  patienceMs?: number
}

const firstPauseMs = 100
const longestPauseMs = 2_000
const heartbeatMs = 2_000

/**
 * Group commit: one writer, one batch at a time; what arrives meanwhile is the next. Identifiers go to the ledger first,
 * then customers and order lines, which may be written again, and the events last: whoever waits is answered after that.
 */
export class Flusher {
  readonly #deps: FlusherDeps
  #waiting: Waiting[] = []
  #timer: NodeJS.Timeout | null = null
  #running: Promise<void> | null = null
  #closing = false
  readonly #met = new MetCustomers()
  readonly #beats = new Map<string, number>()

  constructor(deps: FlusherDeps) {
    this.#deps = deps
  }

  /** Events that wait to be written. */
  get length(): number {
    return this.#waiting.length
  }

  /** @throws collection.busy, collection.closing; nothing is taken then */
  add(events: readonly Waiting[]): void {
    if (this.#closing) throw collectionErrors.closing({})
    if (this.#waiting.length + events.length > limits.waiting) throw collectionErrors.busy({})
    for (const event of events) this.#waiting.push(event)
    if (this.#running) return
    if (this.#waiting.length >= limits.flushRows) this.#start()
    else this.#timer ??= setTimeout(() => this.#start(), limits.flushAfterMs)
  }

  /** Writes what waits, and takes nothing more. */
  async close(): Promise<void> {
    this.#closing = true
    this.#start()
    await this.#running
  }

  #start(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    if (this.#running || this.#waiting.length === 0) return
    this.#running = this.#drain().finally(() => {
      this.#running = null
    })
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, limits.flushRows)
      for (const part of bySource(batch)) await this.#flush(part)
    }
  }

  async #flush(batch: readonly Waiting[]): Promise<void> {
    try {
      const refused = new Set(await this.#write(batch))
      for (const waiting of batch) {
        const { source, event, ticket } = waiting
        source.inFlight.delete(event.messageId)
        source.recent.add(event.messageId)
        if (refused.has(waiting)) ticket.refused++
      }
      await this.#keepAside([...refused])
      for (const { ticket } of batch) ticket.settle()
    } catch (error) {
      this.#deps.log.error({ err: error, events: batch.length }, 'events could not be stored')
      const failure = collectionErrors.notStored({}, error)
      for (const { source, event, ticket } of batch) {
        source.inFlight.delete(event.messageId)
        source.forgetWhatIsStored()
        ticket.fail(failure)
      }
    }
  }

  /** Tries again under the same token while a store is away for the moment. */
  async #write(batch: readonly Waiting[]): Promise<Waiting[]> {
    const token = newId()
    const until = performance.now() + (this.#deps.patienceMs ?? 20_000)
    for (let pause = firstPauseMs; ; pause = Math.min(pause * 2, longestPauseMs)) {
      try {
        return await withWriteGate(this.#deps.ledger, () => this.#writeOnce(batch, token))
      } catch (error) {
        const again = isAppError(error) && error.retryable && performance.now() + pause < until
        if (!again) throw error
        this.#deps.log.warn({ code: error.code, events: batch.length }, 'events wait for a store')
        await sleep(pause)
      }
    }
  }

  async #writeOnce(batch: readonly Waiting[], token: string): Promise<Waiting[]> {
    const { people, warehouse } = this.#deps
    const keys = await people.resolve(batch)
    const reach = await people.keepIdentifiers(batch, keys)
    await writeCustomers(warehouse, this.#met, batch, keys, reach)
    const lines = await writeOrders(warehouse, batch, keys, token)
    const refused = await writeEvents(warehouse, batch, keys, token)
    await this.#beat(batch, lines > 0)
    return refused
  }

  async #keepAside(refused: readonly Waiting[]): Promise<void> {
    const [first] = refused
    if (!first) return
    const events = refused.map(({ event }) => ({
      code: 'engine_refused' as const,
      field: 'properties',
      type: event.type,
      raw: rawText(event.raw),
    }))
    await this.#deps.quarantine.keep(first.source, events, first.workspace.clock.now())
  }

  /** When the source was last heard of, and when it last brought orders: features are renewed after that. */
  async #beat(batch: readonly Waiting[], orders: boolean): Promise<void> {
    const [first] = batch
    if (!first) return
    const { id } = first.source
    if (!orders && performance.now() - (this.#beats.get(id) ?? Number.NEGATIVE_INFINITY) < heartbeatMs) return
    this.#beats.set(id, performance.now())
    const at = first.workspace.clock.now()
    await this.#deps.ledger.db
      .updateTable('sources')
      .set(orders ? { last_event_at: at, last_order_at: at } : { last_event_at: at })
      .where('id', '=', id)
      .execute()
  }
}

function bySource(batch: readonly Waiting[]): Waiting[][] {
  const parts = new Map<Waiting['source'], Waiting[]>()
  for (const waiting of batch) {
    const part = parts.get(waiting.source)
    if (part) part.push(waiting)
    else parts.set(waiting.source, [waiting])
  }
  return [...parts.values()]
}
