import type { WeekBlock } from '@liangti/models'
import type { Transaction } from 'kysely'
import type { ServedProfile } from '../../customer/index.ts'
import type { Actor } from '../../kit/api.ts'
import type { FieldAccess } from '../../kit/fields.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { LedgerSchema } from '../../stores/ledger/index.ts'
import type { ZonesOf } from '../quiet-hours/index.ts'

type Trx = Transaction<LedgerSchema>

/** A task about to be opened, as the rooms above are asked about it. */
export interface CallQuestion {
  taskId: string
  personKey: number
  kind: 'call' | 'shop'
  origin: 'campaign' | 'rule' | 'person'
  /** Campaign or rule. */
  originId: string
  arm: string
  /** The customer agreed to be called at a minute: what they asked for needs no consent to marketing. */
  isPromised: boolean
  step: string
  occurrence: string
  offerId: string | null
  creativeId: string | null
}

/** Why somebody is not called, ever. */
export const callBars = [
  'consent',
  'no_profiling',
  'do_not_send',
  'open_complaint',
  'topic_refused',
  'paused',
  'own_pace',
  'campaign_stopped',
  'control_group',
  'contact_cap',
  'same_person',
] as const
export type CallBar = (typeof callBars)[number]

/**
 * Asked when a task is opened, not only when it was made: what holds now counts. Null: they may be called; `later`: asked
 * again in a moment, for something else is on its way to them. Who is missing from the answer is not called.
 */
export type MayCall = (
  workspace: Workspace,
  questions: readonly CallQuestion[],
) => Promise<ReadonlyMap<string, CallBar | 'later' | null>>

/** A call, as the warehouse's `touches` keeps it. */
export interface CallTouch {
  touchId: string
  personKey: number
  at: Date
  kind: 'called'
  channel: 'phone' | 'shop'
  campaignId: string | null
  deliveryId: string | null
  step: string
  offerId: string | null
  creativeId: string | null
  arm: string
  agent: string
  costMinor: number
  currency: string
  outcome: string
  reason: string
}

/** What a note says, as a model codes it; null where it cannot tell. */
export interface CodedNote {
  reason: string | null
  topics: readonly string[]
  sentiment: -1 | 0 | 1 | null
}

/** Counts of what was asked and answered, and days and hours that hold most of what they did; null: no pattern. */
export interface AnswerHabits {
  channels: readonly { channel: string; asked: number; answered: number }[]
  acts: number
  usual: WeekBlock | null
}

/** What the desk asks of the rooms around it. */
export interface DeskPorts {
  mayCall: MayCall
  /** Where people's clocks stand, as far as it is known. */
  zonesOf: ZonesOf
  /** In the caller's transaction; for `holdMs` they can be taken back. */
  recordCalls(trx: Trx, workspace: Workspace, touches: readonly CallTouch[], holdMs: number): Promise<void>
  /** @returns how many could still be taken back */
  takeBack(trx: Trx, workspace: Workspace, touchIds: readonly string[]): Promise<number>
  /** The customer's own word: not to be called for marketing again. */
  optOut(
    trx: Trx,
    workspace: Workspace,
    said: { personKey: number; taskId: string; actor: Actor },
  ): Promise<void>
  /** Who fulfils the rule of a segment and may be called, at most `limit`, without `except`; a fixed order that says nothing of them. */
  peopleOf(
    workspace: Workspace,
    segmentId: string,
    choice: { limit: number; except: readonly number[]; channel: 'phone' | 'shop' },
  ): Promise<number[]>
  /** What is known of them for service, as far as the reader may know it; null where nobody is there. */
  profileOf(workspace: Workspace, personKey: number, see: FieldAccess): Promise<ServedProfile | null>
  /** By which channel and when they answer, of the last year. */
  habitsOf(workspace: Workspace, personKey: number): Promise<AnswerHabits>
  /** The newest telephone number in clear. */
  phonesOf(workspace: Workspace, personKeys: readonly number[]): Promise<ReadonlyMap<number, string>>
  /** How they are greeted, in clear. */
  greetingsOf(workspace: Workspace, personKeys: readonly number[]): Promise<ReadonlyMap<number, string>>
  /** Masked names. */
  labelsOf(workspace: Workspace, personKeys: readonly number[]): Promise<ReadonlyMap<number, string>>
  campaignNames(workspace: Workspace, ids: readonly string[]): Promise<ReadonlyMap<string, string>>
  offersOf(
    workspace: Workspace,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, { name: string; words: string; code: string; validDays: number }>>
  /** What opens the case of a call in which the customer complained, in the transaction that keeps its outcome. */
  complaintOf(
    workspace: Workspace,
    said: { personKey: number; words: string; at: Date; actor: Actor },
  ): Promise<(trx: Trx, call: { id: string; taskId: string }) => Promise<void>>
  /** @returns false where somebody has worked on the case since */
  takeBackComplaint(trx: Trx, workspace: Workspace, callId: string, actor: Actor): Promise<boolean>
  /** Null where there is no model. */
  codeNote: ((workspace: Workspace, note: string, isRefusal: boolean) => Promise<CodedNote>) | null
}
