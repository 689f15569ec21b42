import type { Transaction } from 'kysely'
import type {
  CallBatch,
  CallCounts,
  CallCreative,
  ChannelId,
  LanguageCounts,
  ZonesOf,
} from '../interaction/index.ts'
import type { Localized } from '../kit/api-shapes.ts'
import type { Log } from '../kit/log.ts'
import type { Task } from '../kit/progress.ts'
import type { SqlFragment } from '../kit/sql.ts'
import type { Workspace } from '../kit/workspace.ts'
import type { Ledger, LedgerSchema } from '../stores/ledger/index.ts'
import type { Warehouse } from '../stores/warehouse/types.ts'
import type { CampaignInput } from './plans/api.ts'

/** A segment as this room needs it. */
export interface AudienceSegment {
  id: string
  name: string
  /** The rule tree; opaque here, `insight` knows it. */
  rule: unknown
  words: Localized
  /** What it is for. */
  purpose: string
  /** When it was put into the bin; a campaign cannot begin with it then. */
  deletedAt: string | null
}

export interface DeliveryCounts {
  planned: number
  /** Of them, what waits until the quiet hours are over. */
  quiet: number
  sending: number
  sent: number
  failed: number
  unknown: number
  suppressed: number
  delivered: number
  bounced: number
  opened: number
  clicked: number
  replied: number
  unsubscribed: number
  complained: number
}

export interface ConsentQuestion {
  channel: string
  purpose: string
}

/** The rooms below, as far as this one uses them; `server/compose.ts` hands over their faces. */
export interface CampaignDeps {
  ledger: Ledger
  warehouse: Warehouse
  log: Log
  segments: {
    /**
     * SELECT of one column `person_key`: who fulfils the rule at the workspace's clock. Called with a workspace whose
     * clock stands in the past, it answers who did then.
     */
    compile(
      workspace: Workspace,
      rule: unknown,
      /** Of parameter names, where a statement holds several rules. */
      options?: { prefix?: string },
    ): Promise<SqlFragment> | SqlFragment
    /** @throws common.notFound */
    get(workspace: Workspace, id: string): Promise<AudienceSegment>
    create(
      workspace: Workspace,
      input: { name: string; description: string; rule: unknown },
      actorId: string,
    ): Promise<{ id: string }>
    /** The rule as a sentence. */
    words(workspace: Workspace, rule: unknown): Promise<Localized> | Localized
    /** Whether the rule looks at personal characteristics or behaviour; everybody is no selection. */
    selectsByProfile(rule: unknown): boolean
    /** @throws privacy.purposeLimited where the rule looks at what may not be used for it */
    requireUse(workspace: Workspace, rule: unknown, use: string): Promise<void>
  }
  features: {
    /** Makes sure there is a snapshot for a day; cheap when it stands already. */
    ensure(workspace: Workspace, asOf: Date, task?: Task): Promise<void>
  }
  delivery: {
    /** Adds outbox rows; the key (person, campaign, step, occurrence) makes a repetition harmless. */
    enqueue(
      trx: Transaction<LedgerSchema>,
      workspace: Workspace,
      batch: {
        campaignId: string
        channel: ChannelId
        offerId: string | null
        creativeId: string | null
        arm: string
        costMinor: number
        currency: string
        /** `notBefore`: the workspace's time; at once where absent. */
        rows: readonly { personKey: number; notBefore?: Date }[]
      },
    ): Promise<unknown>
    /** Keeps back everything that has not begun, in the caller's transaction. */
    stop(trx: Transaction<LedgerSchema>, workspace: Workspace, campaignId: string): Promise<number>
    counts(workspace: Workspace, campaignId: string): Promise<DeliveryCounts>
    /** Of a campaign that is written in several languages. */
    byLanguage(workspace: Workspace, campaignId: string): Promise<LanguageCounts[]>
  }
  /** When each of these people is most likely to act, of the hours to come; everybody asked about is in the answer. */
  bestMoments(
    workspace: Workspace,
    personKeys: readonly number[],
    window: NonNullable<CampaignInput['bestHour']>,
  ): Promise<Map<number, Date>>
  /** Where people's clocks stand, as far as it is known. */
  zonesOf: ZonesOf
  /** Campaigns by call: tasks at the desk instead of messages. */
  calls: {
    /** @throws desk.unknownTeam, desk.unknownScript */
    check(workspace: Workspace, call: CallCreative): Promise<void>
    /** Adds tasks; the key (person, campaign, step, occurrence) makes a repetition harmless. */
    enqueue(trx: Transaction<LedgerSchema>, workspace: Workspace, batch: CallBatch): Promise<unknown>
    /** Ends every task nobody has ended, in the caller's transaction. */
    stop(trx: Transaction<LedgerSchema>, workspace: Workspace, campaignId: string): Promise<number>
    counts(workspace: Workspace, campaignId: string): Promise<CallCounts>
  }
  /** Where buttons lead while a plan names no page. */
  defaultLandingUrl: string
  /** All workspaces, each with its own clock; the scheduler goes round them. */
  workspaces(): Promise<Workspace[]>
  /** What people agreed to; folded by the customer room. */
  consents: {
    /** `reason` is the state on record. */
    mayContact(
      workspace: Workspace,
      personKeys: readonly number[],
      question: ConsentQuestion,
    ): Promise<Map<number, { allowed: boolean; reason: string }>>
  }
  persons: {
    labels(workspace: Workspace, keys: readonly number[]): Promise<Map<number, string>>
    /** The company's own customer numbers, for lists handed to it. */
    accounts(workspace: Workspace, keys: readonly number[]): Promise<Map<number, string>>
  }
  /** What looks wrong with the data, for Home's list. */
  attention?(workspace: Workspace): Promise<{ text: Localized; link: string }[]>
  /** The creatives that come with the product. */
  templates: readonly {
    id: string
    objective: 'acquire' | 'retain' | 'grow' | 'return' | 'any'
    language: 'zh-CN' | 'en'
    subject: string
    preheader: string
    mjml: string
  }[]
}
