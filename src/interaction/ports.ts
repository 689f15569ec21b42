import type { Transaction } from 'kysely'
import type { ContactChannel, MarketingChoice } from '../customer/index.ts'
import type { Workspace } from '../kit/workspace.ts'
import type { LedgerSchema } from '../stores/ledger/index.ts'

/** A delivery whose time has come, as `campaign` is asked about it. */
export interface DueDelivery {
  id: string
  campaignId: string
  step: string
  occurrence: string
  channel: string
  personKey: number
  offerId: string | null
  creativeId: string | null
  arm: string
  /** In which an earlier attempt was written; null or absent: none was, or there is one alone. */
  language?: string | null
}

export type ReasonParams = Record<string, string | number>

/**
 * `never` ends the delivery as suppressed with that reason; `later` asks again at that time of the workspace; its reason is
 * why it waits, for whoever looks meanwhile.
 */
export type SendVerdict =
  | { verdict: 'send' }
  | { verdict: 'never'; reason: string; params?: ReasonParams }
  | { verdict: 'later'; until: Date; reason?: string }

/**
 * Asked at the last moment, in batches: is the campaign live, is this the treatment arm, does the contact cap allow it?
 * Implemented by `campaign`. A delivery missing from the answer is suppressed: silence is not consent.
 * @param now the workspace's time
 */
export type MayContact = (
  workspace: Workspace,
  deliveries: readonly DueDelivery[],
  now: Date,
) => Promise<ReadonlyMap<string, SendVerdict>>

/** What every recipient of a campaign reads alike; `docs` of each variable are in `content/variables.ts`. */
export interface CampaignVariables {
  brand: { name: string }
  offer: {
    name: string
    words: string
    code: string
    validDays: number
    /** What has to be spent, in minor units of `currency`; 0: nothing. */
    minimumSpendMinor?: number
  }
  /** ISO 4217; what `money` writes amounts in. */
  currency?: string
  /** Pages of ours that know who comes from a message; absent or '': there is none to lead to. */
  pages?: { survey: string; complaint: string }
  /** Named addresses, `main` among them: what buttons lead to. */
  links: Readonly<Record<string, string>>
}

export interface EmailSource {
  /** A language tag. */
  language: string
  subject: string
  preheader: string
  mjml: string
}

export interface SmsSource {
  /** A language tag. */
  language: string
  text: string
  /** Number the text was filed under with the carrier; '' where none is asked for. */
  templateNumber: string
  /** JSON object of what the filed text is filled with; '' where nothing is. */
  params: string
}

export interface MessagePlan {
  /** Same key, same source and variables: it is compiled once. For instance creative id and version with offer version. */
  contentKey: string
  /** No marketing: links as they are, nothing followed, nothing to unsubscribe from. */
  transactional?: boolean
  /** Which of several languages it is, to be kept with the delivery; absent: it is written in one alone. */
  language?: string
  /** What the author wrote, as `creative` of its channel takes it. */
  source: object
  variables: CampaignVariables
}

/** Which words go to whom. Implemented by `campaign`; a delivery missing from the answer fails as `message_missing`. */
export type MessageFor = (
  workspace: Workspace,
  deliveries: readonly DueDelivery[],
) => Promise<ReadonlyMap<string, MessagePlan>>

export interface Recipient {
  address: string
  blindIndex: Buffer
  /** As the company may greet them; decrypted for this one message. */
  name?: string | null
}

/** Kinds of identifiers that channels write to. */
export const addressTypes = ['email', 'phone', 'openid', 'wecom', 'push', 'account', 'address'] as const
export type AddressType = (typeof addressTypes)[number]

/** Decrypted addresses, for the one moment they are needed. People without one are missing from the answer. */
export type RecipientsOf = (
  workspace: Workspace,
  personKeys: readonly number[],
  addressType: AddressType,
) => Promise<ReadonlyMap<number, Recipient>>

/** By what a customer's own word reached us. */
export type WithdrawalSource = 'unsubscribe_link' | 'stop_word' | 'complaint'

/** A customer's own word: marketing on its channel is taken back, in the caller's transaction. */
export type RecordWithdrawal = (
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  withdrawal: {
    personKey: number
    channel: string
    /** The message it answers; null where none is known. */
    deliveryId: string | null
    campaignId: string | null
    source: WithdrawalSource
  },
) => Promise<void>

/** Implemented by the customer room: what a customer chose on a page of ours. */
export interface MarketingChoices {
  /** Of each channel on which they can be reached, or said something once. */
  of(workspace: Workspace, personKey: number): Promise<MarketingChoice[]>
  record(
    trx: Transaction<LedgerSchema>,
    workspace: Workspace,
    choice: { personKey: number; channel: string; wants: boolean; deliveryId: string },
  ): Promise<void>
}

/** Keys of the people who carry an address today. */
export type PeopleAt = (
  workspace: Workspace,
  addressType: AddressType,
  address: string,
) => Promise<{ personKeys: number[]; blindIndex: Buffer | null }>

/** Gives up an address that is no more, of everybody who carries it. Implemented by the customer room. */
export type ForgetAddress = (
  workspace: Workspace,
  channel: ContactChannel,
  address: string,
) => Promise<number>

/** Whose site sends with a write key. Implemented by the collection. */
export type SiteOf = (writeKey: string) => Promise<Workspace | null>

/** A message as the inbox keeps it. */
export interface KeptMessage {
  id: string
  threadId: string
}

/**
 * Hears whether what a customer wrote is a complaint; null where it is none, else what opens its case in the transaction
 * that keeps the message. Implemented by the recovery room.
 */
export type HearComplaint = (
  workspace: Workspace,
  said: { personKey: number; channel: string; words: string; at: Date },
) => Promise<((trx: Transaction<LedgerSchema>, message: KeptMessage) => Promise<unknown>) | null>

/** What comes back over a channel. Implemented in `interaction/inbound`. Each call is safe to repeat. */
export interface ChannelInbound {
  /** A receipt for a message we sent, found by deliveryId, or by channel and the provider's id. */
  receipt(receipt: {
    workspaceId: number
    channel: string
    deliveryId: string | null
    providerId: string | null
    status: 'delivered' | 'bounced' | 'expired'
    kind: 'hard' | 'soft' | 'content' | 'policy' | null
    code: string
    at: Date
  }): Promise<void>
  /** What somebody wrote to us. Stop words withdraw consent on that channel at once. */
  reply(reply: {
    workspaceId: number
    channel: string
    messageId: string
    from: string
    to: string
    subject: string | null
    text: string
    deliveryId: string | null
    at: Date
  }): Promise<void>
  /** The provider says that an address is no more: it is forgotten, whoever carries it. */
  gone(gone: { workspaceId: number | null; channel: string; address: string }): Promise<void>
  /** A recipient reported our message as spam: as an opt-out, and counted. */
  complaint(complaint: {
    workspaceId: number
    channel: string
    deliveryId: string | null
    from: string | null
    at: Date
  }): Promise<void>
}
