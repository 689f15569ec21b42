import { setTimeout as sleep } from 'node:timers/promises'
import { isAppError } from '../../kit/errors.ts'
import type { Log } from '../../kit/log.ts'
import { type Ledger, withWriteGate } from '../../stores/ledger/index.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import { collectionErrors } from './errors.ts'
import type { Journal } from './journal.ts'
import { withoutErased } from './left-out.ts'
import { limits } from './limits.ts'
import type { Quarantine } from './quarantine.ts'
import { rawText } from './raw-text.ts'
import type { People } from './resolve-people.ts'
import { writeMarks } from './trait-marks.ts'
import type { Waiting } from './waiting.ts'
import { MetCustomers, writeCustomers } from './write-customers.ts'
import { eventLine, writeEvents } from './write-events.ts'
import { writeOrders } from './write-orders.ts'
import { bySource, giveUpPlace, newWriting, note, settle, type Writing } from './writing.ts'

export interface FlusherDeps {
  ledger: Ledger
  warehouse: Warehouse
  people: People
  quarantine: Quarantine
  log: Log
  /** How long a flush is tried again while the stores do not answer. */
  patienceMs?: number
  /** Where a batch is made durable that the engine is slow to store; without it the engine is waited for. */
  journal?: Journal | null
}

const firstPauseMs = 100
const longestPauseMs = 2_000
const heartbeatMs = 2_000
/** The key of people who were erased. */
const nobody = 0

/**
 * Group commit. Each batch is written in two steps: identifiers, then customers and order lines, which may be written
 * again; and after them the events, whose senders are answered then. The first steps of batches follow one another, for
 * each reads what the last wrote; the next may begin while the events of the last are being stored, where enough wait
 * to be worth an insert of their own. An engine that merges or whose disk is busy may take its time: then the batch is
 * written to the journal and answered, and stored when the engine comes to it.
 */
export class Flusher {
  readonly #deps: FlusherDeps
  #waiting: Waiting[] = []
  #timer: NodeJS.Timeout | null = null
  #preparing = false
  /** Batches whose senders wait. */
  readonly #running = new Set<Promise<void>>()
  /** Batches that were answered from the journal. */
  readonly #answered = new Set<Promise<void>>()
  #closing = false
  /** The last batch was large: more is coming, and is worth waiting for. */
  #busy = false
  #startedAt = Number.NEGATIVE_INFINITY
  #cameAt = Number.NEGATIVE_INFINITY
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
    this.#cameAt = performance.now()
    this.#next()
  }

  /** Writes what waits, and takes nothing more. */
  async close(): Promise<void> {
    this.#closing = true
    this.#next()
    while (this.#running.size + this.#answered.size > 0)
      await Promise.all([...this.#running, ...this.#answered])
  }

  /** Begins the next batch if it is time, else sees to it that it is asked again. */
  #next(): void {
    const { length } = this.#waiting
    if (this.#preparing || length === 0 || this.#running.size >= limits.flushesAtOnce) return
    const isFull = length >= limits.flushRows
    // An insert of few rows costs nearly as much as one of many.
    if (this.#running.size > 0 && length < limits.worthAnInsert && !this.#closing) return
    if (!isFull && !this.#closing) {
      const due = this.#startedAt + (this.#busy ? limits.flushAfterMsBusy : limits.flushAfterMs)
      const wait = Math.max(due - performance.now(), this.#busy ? 0 : limits.flushAfterMs)
      this.#timer ??= setTimeout(() => this.#due(), wait)
      return
    }
    this.#start()
  }

  /**
   * Senders who wait for us have all sent by now, and the batch begins; those who keep their pace are still sending, and
   * fewer, larger inserts serve them better.
   */
  #due(): void {
    const now = performance.now()
    const left = this.#startedAt + limits.flushAfterMsComing - now
    const coming = this.#busy && left > 0 && now - this.#cameAt <= limits.stillComingMs
    if (coming) this.#timer = setTimeout(() => this.#due(), Math.min(left, limits.stillComingMs))
    else this.#start()
  }

  #start(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    if (this.#preparing || this.#waiting.length === 0 || this.#running.size >= limits.flushesAtOnce) return
    const batch = this.#take()
    this.#startedAt = performance.now()
    this.#busy = batch.length >= limits.worthWaitingFor
    this.#preparing = true
    const prepared = () => {
      this.#preparing = false
      this.#next()
    }
    const answered = () => {
      this.#running.delete(run)
      this.#answered.add(run)
      this.#next()
    }
    const run: Promise<void> = this.#flush(newWriting(batch, answered), prepared).finally(() => {
      this.#running.delete(run)
      this.#answered.delete(run)
      this.#next()
    })
    this.#running.add(run)
  }

  #take(): Waiting[] {
    if (this.#waiting.length > limits.flushRows) return this.#waiting.splice(0, limits.flushRows)
    const batch = this.#waiting
    this.#waiting = []
    return batch
  }

  /** Never rejects: whoever waits for the events is told. @param prepared called once, when the next batch may begin */
  async #flush(writing: Writing, prepared: () => void): Promise<void> {
    let left = prepared
    const once = () => {
      left()
      left = () => {}
    }
    try {
      await this.#write(writing, once)
      writing.over = true
      const refused = writing.refused.flatMap((i) => writing.ready[i] ?? [])
      if (!writing.answered) {
        for (const { ticket } of refused) ticket.refused++
        note(writing)
      }
      await this.#keepAside(refused)
      if (!writing.answered) settle(writing)
      await (await writing.kept)?.free()
    } catch (error) {
      // What was answered stays in the journal, and is stored at the next start.
      if (writing.answered) this.#deps.log.error({ err: error }, 'events stay in the journal')
      else this.#fail(writing.batch, error)
    } finally {
      once()
    }
  }

  #fail(batch: readonly Waiting[], error: unknown): void {
    this.#deps.log.error({ err: error, events: batch.length }, 'events could not be stored')
    const failure = collectionErrors.notStored({}, error)
    for (const { source, event, ticket } of batch) {
      source.inFlight.delete(event.messageId)
      source.forgetWhatIsStored()
      ticket.fail(failure)
    }
  }

  /** Tries again under the same token while a store is away for the moment; what was answered, until we close. */
  async #write(writing: Writing, prepared: () => void): Promise<void> {
    const { ledger, log } = this.#deps
    const until = performance.now() + (this.#deps.patienceMs ?? 20_000)
    for (let pause = firstPauseMs; ; pause = Math.min(pause * 2, longestPauseMs)) {
      try {
        return await withWriteGate(ledger, () => this.#steps(writing, prepared))
      } catch (error) {
        const passes = isAppError(error) && error.retryable && performance.now() + pause < until
        const again = writing.answered ? !this.#closing : passes
        if (!again) {
          await giveUpPlace(writing)
          throw error
        }
        log.warn({ err: error, events: writing.batch.length }, 'events wait for a store')
        await sleep(pause)
      }
    }
  }

  /** Both steps of a batch; repeated, it goes on where it failed. */
  async #steps(writing: Writing, prepared: () => void): Promise<void> {
    const { open, ready, keys, token } = writing
    for (let part = open[0]; part; part = open[0]) {
      try {
        const found = await this.#prepare(part, `${token}:${open.length}`)
        for (const [i, waiting] of part.entries()) {
          const key = found[i] ?? nobody
          // Of people who were erased nothing is stored again; who sends it is answered like all.
          if (key === nobody) {
            writing.dropped.push(waiting)
            continue
          }
          keys.push(key)
          ready.push(waiting)
        }
      } catch (error) {
        if (isAppError(error) && error.retryable) throw error
        // What one source sent costs the others nothing.
        this.#fail(part, error)
      }
      open.shift()
    }
    prepared()
    if (ready.length > 0) writing.refused = await this.#store(writing)
  }

  /** The second step. @returns places of events the engine refused */
  async #store(writing: Writing): Promise<number[]> {
    const { ledger, warehouse } = this.#deps
    const { ready, keys, token } = writing
    if (writing.lines === null) {
      writing.lines = ready.map((waiting, i) => eventLine(waiting, keys[i] ?? nobody))
      this.#keepLater(writing, writing.lines)
    } else writing.lines = await withoutErased(ledger, writing.lines, keys)
    const refused = await writeEvents(warehouse, writing.lines, token)
    clearTimeout(writing.timer)
    return refused
  }

  #keepLater(writing: Writing, lines: readonly string[]): void {
    const { journal } = this.#deps
    if (!journal) return
    const keep = async () => {
      const kept = await journal.keep(writing.token, Buffer.from(lines.join('')))
      if (kept && !writing.over) {
        writing.answered = true
        note(writing)
        settle(writing)
        writing.whenAnswered()
      }
      return kept
    }
    writing.timer = setTimeout(() => {
      writing.kept = keep()
    }, limits.journalAfterMs)
  }

  /** Everything of one source but its events. @returns the person key of each event, 0 of people who were erased */
  async #prepare(whole: readonly Waiting[], token: string): Promise<readonly number[]> {
    const { people, warehouse } = this.#deps
    const found = await people.resolve(whole)
    const part = found.includes(nobody) ? whole.filter((_, i) => found[i] !== nobody) : whole
    const keys = part === whole ? found : found.filter((key) => key !== nobody)
    if (part.length === 0) return found
    const reach = await people.keepIdentifiers(part, keys)
    await Promise.all([
      writeCustomers(warehouse, this.#met, part, keys, reach),
      writeMarks(warehouse, part, keys, people.markerOf),
    ])
    const lines = await writeOrders(warehouse, part, keys, token)
    await this.#beat(part, lines > 0)
    return found
  }

  async #keepAside(refused: readonly Waiting[]): Promise<void> {
    for (const part of bySource(refused)) {
      const [first] = part
      if (!first) continue
      const events = part.map(({ event, index, ticket }) => ({
        code: 'engine_refused' as const,
        field: 'properties',
        type: event.type,
        raw: rawText(ticket.rawAt(index)),
      }))
      await this.#deps.quarantine.keep(first.source, events, first.workspace.clock.now())
    }
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
