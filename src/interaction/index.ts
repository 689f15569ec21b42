/** How the company speaks: channels, delivery, content, what recipients do, who must not be written to. */

import type { Transaction } from 'kysely'
import { createGuard } from '../customer/index.ts'
import type { Actor, Route } from '../kit/api.ts'
import type { Log } from '../kit/log.ts'
import type { Workspace } from '../kit/workspace.ts'
import type { Ledger, LedgerSchema } from '../stores/ledger/index.ts'
import { assetRoutes } from './assets/routes.ts'
import type { AssetUses } from './assets/store.ts'
import { catcherRoutes } from './catcher/routes.ts'
import type { MailCatcher } from './catcher/server.ts'
import { smsCatcherRoutes } from './catcher/sms/routes.ts'
import type { SmsCatcher } from './catcher/sms/server.ts'
import type { Outcome } from './channels/channel.ts'
import { pushSiteRoutes } from './channels/push/site/routes.ts'
import { deliverOnce, sendTrial, type TrialMessage } from './connections/check.ts'
import { mailDomainRoutes } from './connections/mail-domain/routes.ts'
import { previewMessage } from './connections/preview-message.ts'
import { type PreviewSms, smsPreviewer } from './connections/preview-sms.ts'
import { channelRoutes, runningWay } from './connections/routes.ts'
import { lookOf } from './content/brand/apply.ts'
import { brandRoutes } from './content/brand/routes.ts'
import { type EmailPreview, previewEmail } from './content/preview.ts'
import { templates } from './content/templates/index.ts'
import { countByLanguage, type LanguageCounts } from './delivery/by-language.ts'
import { type DeliveryBatch, enqueueDeliveries } from './delivery/enqueue.ts'
import { type CampaignNames, countDeliveries, type DeliveryCounts } from './delivery/list.ts'
import type { WorkerOptions } from './delivery/options.ts'
import { reasonInWords } from './delivery/reasons.ts'
import { deliveryRoutes } from './delivery/routes.ts'
import { suppressPlanned } from './delivery/settle.ts'
import { type DeliveryWorker, startDeliveryWorker } from './delivery/worker.ts'
import { addressOf } from './do-not-send/addresses.ts'
import { createDoNotSend, type DoNotSend } from './do-not-send/service.ts'
import { type Inbound, type MeetFollower, openInbound } from './inbound/index.ts'
import { inboundRoutes } from './inbound/routes.ts'
import { answersOf } from './inbox/answers.ts'
import type { InboxDeps } from './inbox/deps.ts'
import { inboxRoutes } from './inbox/routes.ts'
import type {
  CampaignVariables,
  EmailSource,
  ForgetAddress,
  HearComplaint,
  MarketingChoices,
  PeopleAt,
  RecipientsOf,
  RecordWithdrawal,
  SiteOf,
} from './ports.ts'
import { preferenceRoutes } from './preferences/routes.ts'
import { quietHoursRoutes } from './quiet-hours/index.ts'
import type { RecordTouches } from './touch.ts'
import { trackingRoutes } from './tracking/routes.ts'
import type { VaultOf } from './tracking/tokens.ts'

export { type CatcherOptions, type MailCatcher, startMailCatcher } from './catcher/server.ts'
export { type SmsCatcher, startSmsCatcher } from './catcher/sms/server.ts'
export {
  type CampaignChannel,
  type CampaignChannelId,
  campaignChannel,
  campaignChannelIds,
  campaignChannelLabel,
  channelCreative,
  consentChannelOf,
  creativeSource,
  doNotSendOf,
  isSent,
  sendingChannelIds,
  type WrittenChannelId,
  writtenChannelIds,
} from './channels/campaign.ts'
export { type ChannelId, channelLabel } from './channels/index.ts'
export { baseCoder } from './coding/learn.ts'
export { type EmailPreview, errorsOfMail } from './content/preview.ts'
export { answerMail, answerText, answerWechat } from './content/templates/answer.ts'
export { complaintMail } from './content/templates/complaint.ts'
export { confirmationMail } from './content/templates/confirmation.ts'
export { followUpMail } from './content/templates/follow-up.ts'
export type { EmailTemplate } from './content/templates/index.ts'
export { variablesOn } from './content/variables.ts'
export type { LanguageCounts } from './delivery/by-language.ts'
export {
  answerStep,
  caseSurveyStep,
  complaintConfirmationStep,
  confirmationStep,
  type DeliveryBatch,
  serviceSteps,
} from './delivery/enqueue.ts'
export type { DeliveryCounts } from './delivery/list.ts'
export {
  isPaused,
  keptBackByStop,
  type Pause,
  pauseCampaign,
  pausesOf,
  resumeCampaign,
  underWay,
} from './delivery/pauses.ts'
export type { DeliveryWorker } from './delivery/worker.ts'
export type { CallBatch, CallCounts } from './desk/campaign.ts'
export { type CallCreative, callCreative } from './desk/creative.ts'
export { createDesk, type Desk } from './desk/index.ts'
export { reached, refusalLabel, unanswered } from './desk/outcomes.ts'
export type { CallBar, CallQuestion, DeskPorts } from './desk/ports.ts'
export type { DoNotSend } from './do-not-send/service.ts'
export {
  type InboundListener,
  type MeetFollower,
  startInboundListener,
  type WechatReceiver,
} from './inbound/index.ts'
export { writeLetter } from './letters/compose.ts'
export { letterRoutes } from './letters/index.ts'
export { printApart } from './letters/print/in-thread.ts'
export type { PrintJob } from './letters/print/job.ts'
export type {
  CampaignVariables,
  ChannelInbound,
  DueDelivery,
  EmailSource,
  MayContact,
  MessageFor,
  MessagePlan,
  PeopleAt,
  Recipient,
  RecipientsOf,
  RecordWithdrawal,
  SendVerdict,
} from './ports.ts'
export { contactTopicsOf, keysRefusingTopic, refusingTopic } from './preferences/topics.ts'
export { type ContactWish, daysBetween, wishesOf } from './preferences/wishes.ts'
export { firstQuietHours, waitingForMorning, type ZonesOf } from './quiet-hours/index.ts'
export {
  type CaseToOpen,
  createRecovery,
  type Recovery,
  withOpenCase,
} from './recovery/index.ts'
export { reviewRoutes } from './reviews/index.ts'
export { createSignUps, type SignUps } from './sign-up/index.ts'
export { createSurveys, type Surveys } from './surveys/index.ts'
export { linkedSurvey } from './surveys/linked.ts'
export type { DeliveryTouch, RecordTouches } from './touch.ts'
export { touchMapRoutes } from './touch-map/index.ts'

type Trx = Transaction<LedgerSchema>

export interface InteractionDeps {
  ledger: Ledger
  log: Log
  vaultOf: VaultOf
  workspaceOf(id: number): Promise<Workspace>
  /** All of them, with their clocks as they stand now. */
  workspaces(): Promise<readonly Workspace[]>
  recordTouches: RecordTouches
  recipientsOf: RecipientsOf
  recordWithdrawal: RecordWithdrawal
  /** Marketing by channel, as customers choose it themselves. */
  choices: MarketingChoices
  peopleAt: PeopleAt
  forgetAddress: ForgetAddress
  /** Whose site a write key stands on; null for one that opens nothing. */
  siteOf: SiteOf
  meetFollower: MeetFollower
  hearComplaint: HearComplaint
  /** Where customers reach us. */
  address(): string
  /** Masked names, by key. */
  labels: InboxDeps['labels']
  findPeople: InboxDeps['findPeople']
  prospects: InboxDeps['prospects']
  /** The campaigns are another room's. */
  campaignNames: CampaignNames
  /** Asked what domains say of their mail; '': those of the machine. */
  dnsServers: string
  /** Hosts of private networks that connections of workspaces may reach. */
  privateHosts: readonly string[]
  /** The catcher, where it runs; asked anew each time. */
  catcher(): MailCatcher | null
  smsCatcher(): SmsCatcher | null
  /** Where campaigns use pictures. */
  assetUses: AssetUses
}

/** What `startWorker` needs beyond the room itself: the mail server, and campaign's two answers. */
export type WorkerSettings = Pick<
  WorkerOptions,
  'mayContact' | 'messageFor' | 'smtpUrl' | 'mailFrom' | 'publicUrl' | 'sendConcurrency'
> &
  Partial<
    Pick<
      WorkerOptions,
      | 'inboundDomain'
      | 'leaseMs'
      | 'pollMs'
      | 'retryDelaysMs'
      | 'smtpTimeoutMs'
      | 'arrangeMs'
      | 'catching'
      | 'trySms'
    >
  >

export interface Interaction {
  deps: InteractionDeps
  delivery: {
    /** Plans one message a person, once per campaign, step and occurrence, in the caller's transaction. @returns newly planned */
    enqueue(trx: Trx, workspace: Workspace, batch: DeliveryBatch): Promise<number>
    /** Suppresses all that has not begun, in the caller's transaction. @returns how many were kept back */
    stop(trx: Trx, workspace: Workspace, campaignId: string): Promise<number>
    counts(workspace: Workspace, campaignId: string): Promise<DeliveryCounts>
    /** Of a campaign that is written in several. */
    byLanguage(workspace: Workspace, campaignId: string): Promise<LanguageCounts[]>
    reasonInWords: typeof reasonInWords
    /** Starts sending. @throws interaction.smtpUrl */
    startWorker(settings: WorkerSettings): DeliveryWorker
    /** What sends, from its start on. */
    worker(): DeliveryWorker | null
  }
  doNotSend: DoNotSend
  /** What comes back over the channels. */
  inbound: Inbound
  inbox: {
    /** The words of answers, by their number; those that are gone are missing. */
    answers(workspace: Workspace, ids: readonly string[]): ReturnType<typeof answersOf>
  }
  content: {
    templates: typeof templates
    /** Renders with the engine that sends, and names what is wrong. Never throws for what an author may write. */
    preview(
      workspace: Workspace,
      source: EmailSource,
      campaign: CampaignVariables,
      recipientName: string,
    ): Promise<EmailPreview>
    /** An SMS as the workspace sends it. */
    previewSms: PreviewSms
    /** A message made of texts. */
    previewMessage: typeof previewMessage
    /**
     * Sends what is written to an address typed in, outside of every report.
     * @throws interaction.noConnection, testAddress, testListed; errors of the creative
     */
    sendTest(
      workspace: Workspace,
      channel: string,
      trial: TrialMessage,
      by: Actor,
    ): ReturnType<typeof sendTrial>
    /**
     * Hands one transactional message to a person nobody knows yet, outside of the outbox. Whether the address may be
     * written to is asked before.
     * @throws interaction.noConnection
     */
    sendOnce(workspace: Workspace, channel: string, message: TrialMessage): Promise<Outcome>
  }
}

export function openInteraction(deps: InteractionDeps): Interaction {
  const guard = createGuard(deps.privateHosts)
  const inbound = openInbound(deps)
  let worker: DeliveryWorker | null = null
  return {
    deps,
    delivery: {
      enqueue: enqueueDeliveries,
      stop: (trx, workspace, campaignId) => suppressPlanned(trx, deps.recordTouches, workspace, campaignId),
      counts: (workspace, campaignId) => countDeliveries(deps.ledger, workspace, campaignId),
      byLanguage: (workspace, campaignId) => countByLanguage(deps.ledger, workspace, campaignId),
      reasonInWords,
      startWorker: (settings) => {
        worker = startDeliveryWorker({ ...deps, ...settings, guard, inbound })
        return worker
      },
      worker: () => worker,
    },
    doNotSend: createDoNotSend(deps.ledger, deps.vaultOf),
    inbound,
    inbox: { answers: (workspace, ids) => answersOf(deps, workspace, ids) },
    content: {
      templates,
      preview: (workspace, source, campaign, name) =>
        previewEmail(source, campaign, name, lookOf(workspace, worker?.options.publicUrl ?? '')),
      previewMessage,
      sendTest: async (workspace, channel, trial, by) => {
        const [running, way] = await runningWay(worker, workspace, channel)
        return sendTrial(running.options, way, workspace, trial, by)
      },
      sendOnce: async (workspace, channel, message) => {
        const [running, way] = await runningWay(worker, workspace, channel)
        const vault = await deps.vaultOf(workspace.id)
        const found = addressOf(way.channel, vault, workspace, message.address)
        if (!found) return { kind: 'failed', reason: 'address_unusable', params: {}, retry: false }
        return deliverOnce(running.options, way, workspace, found, message)
      },
      previewSms: smsPreviewer(deps, () => worker?.options ?? null),
    },
  }
}

/** Deliveries, do-not-send list, mail catcher, and what customers reach from a message. */
export function interactionRoutes({ deps, doNotSend, delivery }: Interaction): Route[] {
  return [
    ...deliveryRoutes({ ...deps, doNotSend }),
    ...trackingRoutes(deps),
    ...preferenceRoutes(deps),
    ...quietHoursRoutes(deps),
    ...inboundRoutes(deps),
    ...inboxRoutes(deps),
    ...catcherRoutes(deps.catcher),
    ...smsCatcherRoutes(deps.ledger, deps.smsCatcher),
    ...assetRoutes(deps),
    ...brandRoutes(deps, () => delivery.worker()?.options.publicUrl ?? ''),
    ...channelRoutes({ ...deps, guard: createGuard(deps.privateHosts) }, delivery.worker),
    ...mailDomainRoutes(deps),
    ...pushSiteRoutes(deps),
  ]
}
