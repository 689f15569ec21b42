import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../../kit/clock.ts'
import type { Log } from '../../kit/log.ts'
import { type Ledger, withWriteGate } from '../../stores/ledger/index.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import { fromTsv } from '../mapping/tsv.ts'
import type { Kept } from './journal.ts'
import { withoutErased } from './left-out.ts'
import type { Quarantine } from './quarantine.ts'
import { eventColumns, writeEvents } from './write-events.ts'

export interface CatchUpDeps {
  ledger: Ledger
  warehouse: Warehouse
  quarantine: Quarantine
  clock: Clock
  log: Log
}

const pauseMs = 500
const keyColumn = eventColumns.indexOf('person_key')

/**
 * Stores the batches an earlier life of this process answered and could not store any more. Until it is done nothing is
 * taken in: who sends such an event again would have it stored twice.
 */
export class CatchUp {
  readonly #deps: CatchUpDeps
  #left = 0
  #closing = false
  #running: Promise<unknown> = Promise.resolve()

  constructor(deps: CatchUpDeps) {
    this.#deps = deps
  }

  get done(): boolean {
    return this.#left === 0
  }

  start(left: readonly Kept[]): void {
    this.#left = left.length
    this.#running = Promise.all(left.map((batch) => this.#until(batch)))
  }

  /** What is not stored by then stays in the journal. */
  async close(): Promise<void> {
    this.#closing = true
    await this.#running
  }

  async #until(batch: Kept): Promise<void> {
    const { ledger, log } = this.#deps
    while (!this.#closing) {
      try {
        await withWriteGate(ledger, () => this.#store(batch))
        await batch.free()
        this.#left--
        return
      } catch (error) {
        log.error({ err: error }, 'events of the journal wait for a store')
        await sleep(pauseMs)
      }
    }
  }

  async #store({ token, body }: Kept): Promise<void> {
    const { ledger, warehouse } = this.#deps
    const lines = body.toString().split(/(?<=\n)/)
    const keys = lines.map((line) => Number(line.split('\t', keyColumn + 1)[keyColumn]))
    const living = await withoutErased(ledger, lines, keys)
    const refused = await writeEvents(warehouse, living, token)
    for (const i of refused) await this.#keepAside(living[i] ?? '')
  }

  /** What came is gone by now; what was made of it says enough for whoever repairs it. */
  async #keepAside(line: string): Promise<void> {
    const cells = line.trimEnd().split('\t')
    const cell = (name: (typeof eventColumns)[number]) => fromTsv(cells[eventColumns.indexOf(name)] ?? '')
    const event = { type: 'track', event: cell('name'), messageId: cell('message_id'), timestamp: cell('ts') }
    const raw = JSON.stringify({ ...event, properties: JSON.parse(cell('properties')) as unknown })
    await this.#deps.quarantine.keep(
      { id: cell('source'), workspaceId: Number(cell('workspace_id')) },
      [{ code: 'engine_refused', field: 'properties', type: 'track', raw }],
      this.#deps.clock.now(),
    )
  }
}
