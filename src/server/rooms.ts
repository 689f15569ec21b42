import { join } from 'node:path'
import {
  type CampaignRoom,
  campaignRoutes,
  mediaRoutes,
  mediaSpendRoutes,
  openCampaign,
} from '../campaign/index.ts'
import {
  type Collection,
  type Customer,
  customerRoutes,
  homesOf,
  marketingChoices,
  openCollection,
  openCustomer,
  openServedProfiles,
  openSourceRoom,
  privacySettingsOf,
  type Receiver,
  recordChoice,
  type ServedProfiles,
  servedProfileRoutes,
  sourceRoutes,
  streamRoutes,
  zonesOfPeople,
} from '../customer/index.ts'
import { type Insight, insightRoutes, openInsight } from '../insight/index.ts'
import {
  confirmationStep,
  createDesk,
  createRecovery,
  createSurveys,
  type Desk,
  type Interaction,
  interactionRoutes,
  letterRoutes,
  openInteraction,
  type PeopleAt,
  type Recovery,
  reviewRoutes,
  type SignUps,
  type Surveys,
  touchMapRoutes,
} from '../interaction/index.ts'
import type { Route } from '../kit/api.ts'
import type { Workspace } from '../kit/workspace.ts'
import { Demo, demoRoutes } from '../playbooks/demo/index.ts'
import { automatedRoutes } from './automated/routes.ts'
import { cardRoutes } from './card/routes.ts'
import { accessOfActor } from './fields/policy.ts'
import { assetUses } from './wiring/asset-uses.ts'
import { campaignNames, usesOfSegments } from './wiring/campaign-names.ts'
import { creativeToolRoutes, variablesOf } from './wiring/creative-tools.ts'
import { demoDeps } from './wiring/demo.ts'
import type { RoomDeps } from './wiring/deps.ts'
import { deskPorts } from './wiring/desk.ts'
import { meetFollowerOf } from './wiring/followers.ts'
import { createMail } from './wiring/mail.ts'
import { oldMails, outsidePlaces } from './wiring/outside-places.ts'
import { productNames } from './wiring/product-names.ts'
import { profilePorts } from './wiring/profile-ports.ts'
import { recipientsOf } from './wiring/recipients.ts'
import { membersAmong } from './wiring/segment-members.ts'
import { senders } from './wiring/senders.ts'
import { openSignUps } from './wiring/sign-ups.ts'
import { recordTouchesOf } from './wiring/touches.ts'
import { recordWithdrawalOf } from './wiring/withdrawals.ts'
import { startWorkers } from './wiring/workers.ts'
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
  desk: Desk
  recovery: Recovery
  surveys: Surveys
  signUps: SignUps
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

/** Furnishes the rooms from the ground up; ports point upwards and are handed over here. */
export async function openRooms(deps: RoomDeps): Promise<Rooms> {
  const { config, log, clock, stores } = deps
  const { ledger, warehouse, vault: vaultOf } = stores
  const workspaces = workspaceBook(ledger, clock)
  const mail = createMail({ config, log, clock })
  const privateHosts = config.sourcePrivateHosts.split(',')
  // Known once we listen; links in messages and the demo's shop lead there.
  let address = config.publicUrl ?? `http://${config.host}:${config.port}`

  const customer = openCustomer({
    ledger,
    warehouse,
    vaultOf,
    dataDir: config.dataDir,
    log,
    outside: outsidePlaces(mail),
    mails: oldMails(mail),
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
    ...(deps.ownsFolder ? { journalDir: join(config.dataDir, 'journal') } : {}),
  })
  const sources = openSourceRoom(customer, collection, {
    workspaceOf: workspaces.byId,
    clock,
    rootDir: config.sourceFolder ?? join(config.dataDir, 'inbox'),
    privateHosts,
  })
  const insight = openInsight({
    ledger,
    warehouse,
    log,
    rowsOf: (workspace, keys) => customer.profiles.rows(workspace, keys),
    usesOf: (workspace, ids) => usesOfSegments(ledger, workspace, ids),
    campaignNames: (workspace, ids) => campaignNames(ledger, workspace, ids),
  })
  const peopleAt: PeopleAt = (workspace, kind, address) => customer.persons.at(workspace, kind, address)
  const recovery = createRecovery({
    ...{ ledger, warehouse, vaultOf, consents: customer.consents, features: insight.features, peopleAt },
    ...{ workspaceOf: workspaces.byId, workspaceNamed: workspaces.named },
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
    choices: {
      of: (workspace, personKey) => marketingChoices(ledger, workspace, personKey),
      record: (trx, workspace, choice) => recordChoice(trx, workspace, vaultOf, choice),
    },
    peopleAt,
    forgetAddress: (workspace, channel, address) => customer.contacts.forget(workspace, channel, address),
    siteOf: async (writeKey) => {
      const source = await collection.sources.open(writeKey)
      return source?.enabled ? workspaces.byId(source.workspaceId) : null
    },
    meetFollower: meetFollowerOf(collection, vaultOf),
    hearComplaint: recovery.hear,
    address: () => address,
    labels: (workspace, keys) => customer.persons.labels(workspace, keys),
    ...senders(customer),
    campaignNames: (workspace, ids) => campaignNames(ledger, workspace, ids),
    privateHosts,
    dnsServers: config.dnsServers,
    catcher: mail.catcher,
    smsCatcher: mail.smsCatcher,
    assetUses: (workspace) => assetUses(ledger, workspace),
  })
  const campaign = openCampaign({
    ledger,
    warehouse,
    log,
    segments: insight.segments,
    features: insight.features,
    delivery: interaction.delivery,
    bestMoments: insight.reachHabits.bestMoments,
    zonesOf: (workspace, keys) => zonesOfPeople({ ledger, warehouse }, workspace, keys),
    // The desk asks this room who may be called, so it is opened after it.
    calls: {
      check: (...asked) => desk.calls.check(...asked),
      enqueue: (...batch) => desk.calls.enqueue(...batch),
      stop: (...which) => desk.calls.stop(...which),
      counts: (...which) => desk.calls.counts(...which),
    },
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
  const desk: Desk = createDesk({
    ...{ ledger, log, vaultOf },
    ...deskPorts({ ledger, warehouse, customer, insight, campaign, recovery, served: () => served }),
  })
  const surveys = createSurveys({
    ...{ ledger, vaultOf, workspaceOf: workspaces.byId, prepareCase: recovery.prepareCase },
    campaignNames: (workspace, ids) => campaignNames(ledger, workspace, ids),
    inSegment: (workspace, id, keys) => membersAmong(insight, warehouse, workspace, id, keys),
  })
  const signUps = openSignUps(
    { ledger, vault: vaultOf },
    { customer, interaction },
    workspaces,
    () => address,
  )
  const rooms = { customer, insight, interaction, campaign, recovery, surveys }
  const demo = new Demo(await demoDeps(deps, rooms, () => address))
  return {
    ...rooms,
    signUps,
    desk,
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
      ...desk.routes(),
      ...recovery.routes(),
      ...letterRoutes({
        ...interaction.deps,
        mayContact: campaign.mayContact,
        messageFor: campaign.messageFor,
        homesOf: (workspace, people) => homesOf(ledger, workspace, people),
        receipt: interaction.inbound.receipt,
        publicUrl: () => address,
        variablesOf: (workspace, offerId) => variablesOf(campaign, workspace, offerId),
      }),
      ...surveys.routes(),
      ...signUps.routes(),
      ...touchMapRoutes({ ledger, warehouse, features: insight.features, segments: insight.segments }),
      ...reviewRoutes({
        ...{ ledger, vaultOf, peopleAt },
        productNames: (workspace, ids) => productNames(warehouse, workspace, ids),
      }),
      ...campaignRoutes(campaign),
      ...mediaRoutes({
        ...campaign.deps,
        addressesOf: (workspace, people, key) => customer.persons.addresses(workspace, people, key),
        smallestGroup: async (workspace) => (await privacySettingsOf(ledger.db, workspace.id)).smallestCell,
      }),
      ...mediaSpendRoutes(campaign.deps),
      ...creativeToolRoutes(rooms),
      ...demoRoutes(demo),
    ],
    mail: mail.state,
    featuresAt: async (workspace) => (await insight.features.latest(workspace))?.computedAt ?? null,
    startWorkers: (reachedAt) => {
      address = reachedAt
      return startWorkers({
        ...deps,
        ...{ customer, insight, interaction, campaign, desk, recovery, served, signUps, sources, workspaces },
        startMail: () => mail.start(rooms, address),
        stopMail: () => mail.stop(),
      })
    },
    close: async () => {
      await collection.close()
      await demo.close()
    },
  }
}
