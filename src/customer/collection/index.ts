import type { Clock } from '../../kit/clock.ts'
import type { Log } from '../../kit/log.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import type { Persons, VaultOf } from '../identity/persons.ts'
import { createLiveContracts, type LiveContracts } from '../quality/contracts/live-checks.ts'
import { CatchUp } from './catch-up.ts'
import { Flusher } from './flusher.ts'
import { createIntake, type Parcel, type Received, type SensorsParcel } from './intake.ts'
import { openJournal } from './journal.ts'
import { limits } from './limits.ts'
import { createQuarantine, type Quarantine } from './quarantine.ts'
import { createPeople } from './resolve-people.ts'
import { createSources, type OpenSource, type Sources } from './sources.ts'
import { createTail, type Tail } from './tail.ts'

export { eventTypes } from './check-event.ts'
export { collectionErrors } from './errors.ts'
export type { Parcel, Received, SensorsParcel } from './intake.ts'
export { limits as collectionLimits } from './limits.ts'

export interface CollectionDeps {
  ledger: Ledger
  warehouse: Warehouse
  vaultOf: VaultOf
  persons: Persons
  workspaceOf(id: number): Promise<Workspace>
  clock: Clock
  log: Log
  /** Message ids remembered of each source. */
  messageWindow: number
  /** How long a write is tried again while a store is away. */
  patienceMs?: number
  /** Folder of the journal, this process's own; without one senders always wait for the engine. */
  journalDir?: string
}

/** Events as they happen: sources and their keys, intake, what is kept aside, and a look at the stream. */
export interface Collection {
  sources: Sources
  quarantine: Quarantine
  tail: Tail
  contracts: LiveContracts
  /**
   * Takes one request; resolves when all good events of it are stored durably.
   * @throws collection.*, warehouse.*, ledger.*
   */
  receive(parcel: Parcel): Promise<Received>
  /** As `receive`, of clients that speak the protocol of Sensors Analytics. @throws collection.*, warehouse.*, ledger.* */
  receiveSensors(parcel: SensorsParcel): Promise<Received>
  /**
   * Takes events whose sender is known already: repaired ones, and what a source pushes.
   * @throws collection.badEvent, collection.eventTooLarge where not one is good
   */
  takeEvents(
    workspace: Workspace,
    source: Pick<OpenSource, 'id' | 'name'>,
    events: readonly unknown[],
    locale: Parcel['locale'],
  ): Promise<Received>
  /** Stores what waits and takes nothing more. */
  close(): Promise<void>
}

export function openCollection(deps: CollectionDeps): Collection {
  const { ledger, vaultOf, log } = deps
  const sources = createSources(ledger, deps.clock)
  const quarantine = createQuarantine(ledger, vaultOf)
  const tail = createTail()
  const contracts = createLiveContracts(ledger, log)
  const people = createPeople({ ledger, vaultOf, persons: deps.persons })
  const { patienceMs, journalDir } = deps
  const size = { places: limits.journalPlaces, bytes: limits.journalBytes }
  const journal = journalDir === undefined ? null : openJournal(journalDir, size, log)
  const catchUp = new CatchUp({ ledger, warehouse: deps.warehouse, quarantine, clock: deps.clock, log })
  catchUp.start(journal?.left ?? [])
  const flusher = new Flusher({
    ledger,
    warehouse: deps.warehouse,
    people,
    quarantine,
    log,
    journal,
    ...(patienceMs === undefined ? {} : { patienceMs }),
  })
  const intake = createIntake({
    ledger,
    warehouse: deps.warehouse,
    vaultOf,
    workspaceOf: deps.workspaceOf,
    sources,
    quarantine,
    tail,
    flusher,
    contracts,
    window: deps.messageWindow,
    isCaughtUp: () => catchUp.done,
  })
  return {
    sources,
    quarantine,
    tail,
    contracts,
    receive: (parcel) => intake.receive(parcel),
    receiveSensors: (parcel) => intake.receiveSensors(parcel),
    takeEvents: (workspace, source, events, locale) =>
      intake.take({ ...source, workspaceId: workspace.id, enabled: true }, events, {
        forced: null,
        sentAt: undefined,
        bytes: Number.POSITIVE_INFINITY,
        locale,
        rawAt: (index) => events[index],
      }),
    close: async () => {
      await catchUp.close()
      await flusher.close()
      await journal?.close()
      await contracts.close()
    },
  }
}
