import type { CampaignRoom } from '../../campaign/index.ts'
import type { Customer, openSourceRoom, ServedProfiles } from '../../customer/index.ts'
import type { Insight } from '../../insight/index.ts'
import {
  baseCoder,
  type Desk,
  type Interaction,
  type Recovery,
  type SignUps,
} from '../../interaction/index.ts'
import { noTask } from '../../kit/progress.ts'
import { continueRotations } from '../../stores/ledger/index.ts'
import { removeOldLinks } from '../card/links.ts'
import { type Closing, createClosing } from '../closing.ts'
import type { RoomDeps } from './deps.ts'
import { refreshBehind } from './freshness.ts'
import { repeat } from './repeat.ts'
import type { workspaceBook } from './workspaces.ts'

const pumpEveryMs = 1_000
const freshnessEveryMs = 3_000
const recoveryEveryMs = 5_000
const qualityEveryMs = 15_000
const namesEveryMs = 2_000
const erasuresEveryMs = 2_000
const sweepEveryMs = 60_000
const receiptsEveryMs = 5_000
const linksEveryMs = 600_000
const retentionEveryMs = 30_000
const keysEveryMs = 30_000
const deskEveryMs = 5_000
const casesEveryMs = 10_000
const signUpsEveryMs = 3_000
const rotationEveryMs = 5_000

/** Whose work goes on in the background. */
export interface Workers extends RoomDeps {
  customer: Customer
  insight: Insight
  interaction: Interaction
  campaign: CampaignRoom
  served: ServedProfiles
  desk: Desk
  recovery: Recovery
  signUps: SignUps
  sources: ReturnType<typeof openSourceRoom>
  workspaces: ReturnType<typeof workspaceBook>
  /** Messages go out from here on. */
  startMail(): Promise<void>
  stopMail(): Promise<void>
}

type Every = (name: string, everyMs: number, work: () => Promise<unknown>) => void

/** Settles what a crash left half done, then starts what goes on by itself. @returns what stops it again, last first */
export async function startWorkers(workers: Workers): Promise<() => Promise<void>> {
  const { customer, campaign, sources, workspaces, log } = workers
  const closing = createClosing(log)
  const every: Every = (name, everyMs, work) => {
    const round = repeat(name, everyMs, work, log)
    closing.add(name, () => round.stop())
  }
  try {
    await settle(workers)
    // And what an engine that was away too long left half done, of this process or of a command.
    every('imports', recoveryEveryMs, () => customer.imports.recover(workspaces.byId))
    closing.add('mail', () => workers.stopMail())
    await workers.startMail()
    startPumps(workers, every)
    every('early receipts', receiptsEveryMs, () => workers.interaction.inbound.round())
    startNames(customer, every, closing)
    startFigures(workers, every)
    sources.scheduler.start()
    closing.add('sources', () => sources.scheduler.stop())
    every('desk', deskEveryMs, async () => {
      for (const workspace of await workspaces.all()) await workers.desk.round(workspace)
    })
    every('cases', casesEveryMs, async () => {
      for (const workspace of await workspaces.all()) await workers.recovery.round(workspace)
    })
    every('sign-ups', signUpsEveryMs, async () => {
      for (const workspace of await workspaces.all()) await workers.signUps.round(workspace)
    })
    startKeeping(workers, every)
    // Before the first note, which would wait for it.
    baseCoder().catch((error: unknown) => log.warn({ err: error }, 'notes are coded later'))
    campaign.scheduler.start()
    closing.add('campaign scheduler', () => campaign.scheduler.stop())
  } catch (error) {
    await closing.close()
    throw error
  }
  return () => closing.close()
}

/** What a crash left half done comes first. */
async function settle({ customer, workspaces, log }: Workers): Promise<void> {
  await customer.persons.recover()
  // Nobody is shown or written to whom a restored backup brought back.
  await customer.privacy.runDue(workspaces.byId)
  const recovered = await customer.imports.recover(workspaces.byId)
  log.info(
    { finished: recovered.finished.length, interrupted: recovered.interrupted.length },
    'imports settled',
  )
}

/** What the ledger holds and queries read from the warehouse. */
function startPumps({ customer, served, workspaces }: Workers, every: Every): void {
  every('touch pump', pumpEveryMs, () => customer.touches.pump())
  every('merges', pumpEveryMs, () => customer.persons.pump())
  every('households', pumpEveryMs, () => customer.households.pump())
  every('consents', pumpEveryMs, () => customer.consents.pump())
  every('reach', pumpEveryMs, () => customer.contacts.pump())
  every('dates', pumpEveryMs, () => customer.dates.pump())
  every('needs', pumpEveryMs, () => customer.needs.pump())
  every('companies', pumpEveryMs, () => customer.companies.pump())
  every('prospects', pumpEveryMs, () => customer.prospects.pump())
  every('profiles', pumpEveryMs, () => served.pump(workspaces.byId))
}

/** Names of millions take a while: the round under way is told to end. */
function startNames(customer: Customer, every: Every, closing: Closing): void {
  const ending = new AbortController()
  every('names', namesEveryMs, () => customer.persons.indexNames(ending.signal))
  closing.add('names end', async () => ending.abort())
}

/** Features and the health of the data. */
function startFigures({ customer, insight, workspaces, stores, log }: Workers, every: Every): void {
  const { ledger, warehouse } = stores
  every('features', freshnessEveryMs, () => refreshBehind({ ledger, warehouse, log, workspaces, insight }))
  every('data quality', qualityEveryMs, async () => {
    for (const workspace of await workspaces.all()) await customer.quality.round(workspace)
  })
}

/** Keys, erasure, retention and links that ran out. */
function startKeeping({ customer, workspaces, stores, clock }: Workers, every: Every): void {
  const { ledger } = stores
  every('person keys', keysEveryMs, () => stores.personKeys.save())
  every('key rotation', rotationEveryMs, () => continueRotations(ledger, stores.masterKey, noTask))
  every('erasures', erasuresEveryMs, () => customer.privacy.runDue(workspaces.byId))
  every('retention', retentionEveryMs, async () => {
    for (const workspace of await workspaces.all()) await customer.privacy.retain(workspace)
  })
  every('card links', linksEveryMs, () => removeOldLinks(ledger, clock.now()))
  every('late rows', sweepEveryMs, () => customer.privacy.sweep(workspaces.byId))
}
