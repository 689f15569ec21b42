import { join } from 'node:path'
import { type CampaignRoom, campaignRoutes, openCampaign } from '../campaign/index.ts'
import {
  type Collection,
  type Customer,
  customerRoutes,
  openCollection,
  openCustomer,
  openServedProfiles,
  openSourceRoom,
  type Receiver,
  type ServedProfiles,
  servedProfileRoutes,
  sourceRoutes,
  streamRoutes,
} from '../customer/index.ts'
import { type Insight, insightRoutes, openInsight } from '../insight/index.ts'
import {
  confirmationStep,
  type Interaction,
  interactionRoutes,
  openInteraction,
} from '../interaction/index.ts'
import type { Route } from '../kit/api.ts'
import { noTask } from '../kit/progress.ts'
import type { Workspace } from '../kit/workspace.ts'
import { Demo, demoRoutes } from '../playbooks/demo/index.ts'
import { continueRotations } from '../stores/ledger/index.ts'
import { automatedRoutes } from './automated/routes.ts'
import { removeOldLinks } from './card/links.ts'
import { cardRoutes } from './card/routes.ts'
import { createClosing } from './closing.ts'
import { accessOfActor } from './fields/policy.ts'
import { campaignNames, usesOfSegments } from './wiring/campaign-names.ts'
import { creativeToolRoutes } from './wiring/creative-tools.ts'
import { demoDeps } from './wiring/demo.ts'
import type { RoomDeps } from './wiring/deps.ts'
import { refreshBehind } from './wiring/freshness.ts'
import { createMail } from './wiring/mail.ts'
import { oldMails, outsidePlaces } from './wiring/outside-places.ts'
import { profilePorts } from './wiring/profile-ports.ts'
import { recipientsOf } from './wiring/recipients.ts'
import { repeat } from './wiring/repeat.ts'
import { recordTouchesOf } from './wiring/touches.ts'
import { recordWithdrawalOf } from './wiring/withdrawals.ts'
import { workspaceBook } from './wiring/workspaces.ts'

/** The four rooms, wired to each other, and the demo business that lives outside of them. */
export interface Rooms {
  customer: Customer
  collection: Collection
  /** Takes what other systems push. */
  receivePush: Receiver
  served: ServedProfiles
  insight: Insight
  interaction: Interaction
  campaign: CampaignRoom
  demo: Demo
  /** A workspace with its clock as it stands now; the demo's moves. */
  workspaceNow(id: number): Promise<Workspace>
  routes: Route[]
  mail(): Promise<{ mode: 'catcher' | 'smtp'; ok: boolean }>
  featuresAt(workspace: Workspace): Promise<Date | null>
  /** @returns what stops them again */
  startWorkers(address: string): Promise<() => Promise<void>>
  close(): Promise<void>
}

const pumpEveryMs = 1_000
const freshnessEveryMs = 3_000
const recoveryEveryMs = 5_000
const qualityEveryMs = 15_000
const namesEveryMs = 2_000
const erasuresEveryMs = 2_000
const sweepEveryMs = 60_000
const linksEveryMs = 600_000
const retentionEveryMs = 30_000
const keysEveryMs = 30_000
const rotationEveryMs = 5_000

/** Furnishes the rooms from the ground up; ports point upwards and are handed over here. */
export async function openRooms(deps: RoomDeps): Promise<Rooms> {
  const { config, log, clock, stores } = deps
  const { ledger, warehouse, vault: vaultOf } = stores
  const workspaces = workspaceBook(ledger, clock)
  const mail = createMail({ config, log, clock })
  // Known once we listen; links in messages and the demo's shop lead there.
  let address = config.publicUrl ?? `http://${config.host}:${config.port}`

  const customer = openCustomer({
    ledger,
    warehouse,
    vaultOf,
    dataDir: config.dataDir,
    log,
    outside: outsidePlaces(() => mail.catcher()),
    mails: oldMails(() => mail.catcher()),
    saveKeys: () => stores.personKeys.save(),
    confirmations: {
      workspaceOf: workspaces.byId,
      send: async (trx, workspace, { requestId, personKey }) => {
        await interaction.delivery.enqueue(trx, workspace, {
          campaignId: requestId,
          step: confirmationStep,
          channel: 'email',
          rows: [{ personKey }],
        })
      },
    },
  })
  const collection = openCollection({
    ledger,
    warehouse,
    vaultOf,
    persons: customer.persons,
    workspaceOf: workspaces.byId,
    clock,
    log,
    messageWindow: config.messageWindow,
  })
  const sources = openSourceRoom(customer, collection, {
    workspaceOf: workspaces.byId,
    clock,
    rootDir: config.sourceFolder ?? join(config.dataDir, 'inbox'),
    privateHosts: config.sourcePrivateHosts.split(','),
  })
  const insight = openInsight({
    ledger,
    warehouse,
    log,
    rowsOf: (workspace, keys) => customer.profiles.rows(workspace, keys),
    usesOf: (workspace, ids) => usesOfSegments(ledger, workspace, ids),
    campaignNames: (workspace, ids) => campaignNames(ledger, workspace, ids),
  })
  const interaction = openInteraction({
    ledger,
    log,
    vaultOf,
    workspaceOf: workspaces.byId,
    workspaces: workspaces.all,
    recordTouches: recordTouchesOf(customer),
    recipientsOf: recipientsOf(customer),
    recordWithdrawal: recordWithdrawalOf(customer),
    campaignNames: (workspace, ids) => campaignNames(ledger, workspace, ids),
    catcher: mail.catcher,
  })
  const campaign = openCampaign({
    ledger,
    warehouse,
    log,
    segments: insight.segments,
    features: insight.features,
    delivery: interaction.delivery,
    get defaultLandingUrl() {
      return address
    },
    workspaces: workspaces.all,
    persons: customer.persons,
    consents: customer.consents,
    templates: interaction.content.templates,
    attention: customer.quality.attention,
  })
  const ports = profilePorts(stores, insight)
  const served = openServedProfiles(customer, ports)
  const rooms = { customer, insight, interaction, campaign }
  const demo = new Demo(await demoDeps(deps, rooms, () => address))
  return {
    ...rooms,
    collection,
    receivePush: sources.receive,
    served,
    demo,
    workspaceNow: workspaces.byId,
    routes: [
      ...customerRoutes(customer, ports),
      ...servedProfileRoutes(served),
      ...automatedRoutes(),
      ...cardRoutes({
        ...{ ledger, vaultOf, served, workspaceOf: workspaces.byId, clock, address: () => address },
        accessOf: (workspaceId, actor) => accessOfActor(ledger, workspaceId, actor),
      }),
      ...streamRoutes(customer, collection),
      ...sourceRoutes(sources, collection),
      ...insightRoutes(insight),
      ...interactionRoutes(interaction),
      ...campaignRoutes(campaign),
      ...creativeToolRoutes(rooms),
      ...demoRoutes(demo),
    ],
    mail: mail.state,
    featuresAt: async (workspace) => (await insight.features.latest(workspace))?.computedAt ?? null,
    startWorkers: async (reachedAt) => {
      address = reachedAt
      const closing = createClosing(log)
      try {
        // What a crash left half done comes first.
        await customer.persons.recover()
        // Nobody is shown or written to whom a restored backup brought back.
        await customer.privacy.runDue(workspaces.byId)
        const recovered = await customer.imports.recover(workspaces.byId)
        log.info(
          { finished: recovered.finished.length, interrupted: recovered.interrupted.length },
          'imports settled',
        )
        // And what an engine that was away too long left half done, of this process or of a command.
        const recovery = repeat(
          'imports',
          recoveryEveryMs,
          () => customer.imports.recover(workspaces.byId),
          log,
        )
        closing.add('imports', () => recovery.stop())
        closing.add('mail', () => mail.stop())
        await mail.start(rooms, address)
        const pump = repeat('touch pump', pumpEveryMs, () => customer.touches.pump(), log)
        closing.add('touch pump', () => pump.stop())
        const merges = repeat('merges', pumpEveryMs, () => customer.persons.pump(), log)
        closing.add('merges', () => merges.stop())
        const homes = repeat('households', pumpEveryMs, () => customer.households.pump(), log)
        closing.add('households', () => homes.stop())
        const yes = repeat('consents', pumpEveryMs, () => customer.consents.pump(), log)
        closing.add('consents', () => yes.stop())
        const dates = repeat('dates', pumpEveryMs, () => customer.dates.pump(), log)
        closing.add('dates', () => dates.stop())
        const needs = repeat('needs', pumpEveryMs, () => customer.needs.pump(), log)
        closing.add('needs', () => needs.stop())
        const companies = repeat('companies', pumpEveryMs, () => customer.companies.pump(), log)
        closing.add('companies', () => companies.stop())
        const prospects = repeat('prospects', pumpEveryMs, () => customer.prospects.pump(), log)
        closing.add('prospects', () => prospects.stop())
        const ending = new AbortController()
        const names = repeat('names', namesEveryMs, () => customer.persons.indexNames(ending.signal), log)
        closing.add('names', () => {
          ending.abort()
          return names.stop()
        })
        const profiles = repeat('profiles', pumpEveryMs, () => served.pump(workspaces.byId), log)
        closing.add('profiles', () => profiles.stop())
        const freshness = repeat(
          'features',
          freshnessEveryMs,
          () => refreshBehind({ ledger, warehouse, log, workspaces, insight }),
          log,
        )
        closing.add('features', () => freshness.stop())
        const quality = repeat(
          'data quality',
          qualityEveryMs,
          async () => {
            for (const workspace of await workspaces.all()) await customer.quality.round(workspace)
          },
          log,
        )
        closing.add('data quality', () => quality.stop())
        sources.scheduler.start()
        closing.add('sources', () => sources.scheduler.stop())
        const keys = repeat('person keys', keysEveryMs, () => stores.personKeys.save(), log)
        closing.add('person keys', () => keys.stop())
        const rotations = repeat(
          'key rotation',
          rotationEveryMs,
          async () => {
            await continueRotations(ledger, stores.masterKey, noTask)
          },
          log,
        )
        closing.add('key rotation', () => rotations.stop())
        const erasures = repeat(
          'erasures',
          erasuresEveryMs,
          () => customer.privacy.runDue(workspaces.byId),
          log,
        )
        closing.add('erasures', () => erasures.stop())
        const retention = repeat(
          'retention',
          retentionEveryMs,
          async () => {
            for (const workspace of await workspaces.all()) await customer.privacy.retain(workspace)
          },
          log,
        )
        closing.add('retention', () => retention.stop())
        const links = repeat('card links', linksEveryMs, () => removeOldLinks(ledger, clock.now()), log)
        closing.add('card links', () => links.stop())
        const sweeps = repeat('late rows', sweepEveryMs, () => customer.privacy.sweep(workspaces.byId), log)
        closing.add('late rows', () => sweeps.stop())
        campaign.scheduler.start()
        closing.add('campaign scheduler', () => campaign.scheduler.stop())
      } catch (error) {
        await closing.close()
        throw error
      }
      return () => closing.close()
    },
    close: async () => {
      await collection.close()
      await demo.close()
    },
  }
}
