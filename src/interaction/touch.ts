import { createHash } from 'node:crypto'
import type { Transaction } from 'kysely'
import type { Workspace } from '../kit/workspace.ts'
import type { LedgerSchema } from '../stores/ledger/index.ts'

/** A contact or an answer to one, as the warehouse's `touches` keeps it. */
export interface DeliveryTouch {
  touchId: string
  campaignId: string
  deliveryId: string
  personKey: number
  /** The workspace's time. */
  at: Date
  kind:
    | 'sent'
    | 'failed'
    | 'unknown'
    | 'suppressed'
    | 'delivered'
    | 'bounced'
    | 'opened'
    | 'clicked'
    | 'replied'
    | 'unsubscribed'
    | 'complained'
  step: string
  channel: string
  offerId: string | null
  creativeId: string | null
  arm: string
  costMinor: number
  currency: string
  outcome: string
  reason: string
  isBot: boolean
}

/** Writes touches in the caller's transaction, so that a status and its touch stand or fall together. */
export type RecordTouches = (
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  touches: readonly DeliveryTouch[],
) => Promise<void>

/** What a touch repeats of its delivery. */
export interface TouchContext {
  id: string
  campaign_id: string
  person_key: string
  step: string
  channel: string
  offer_id: string | null
  creative_id: string | null
  arm: string
  cost_minor: string
  currency: string
}

export const touchContextColumns = [
  'id',
  'campaign_id',
  'person_key',
  'step',
  'channel',
  'offer_id',
  'creative_id',
  'arm',
  'cost_minor',
  'currency',
] as const

/** Only what was handed over costs the contact; a repeat of the same fact has the same id, so it counts once. */
export function touchOf(
  delivery: TouchContext,
  fact: { kind: DeliveryTouch['kind']; at: Date; reason?: string; outcome?: string; isBot?: boolean },
): DeliveryTouch {
  const paid = fact.kind === 'sent' || fact.kind === 'unknown'
  return {
    touchId: stableId(delivery.id, fact.kind, fact.outcome ?? '', fact.isBot ? 'bot' : ''),
    campaignId: delivery.campaign_id,
    deliveryId: delivery.id,
    personKey: Number(delivery.person_key),
    at: fact.at,
    kind: fact.kind,
    step: delivery.step,
    channel: delivery.channel,
    offerId: delivery.offer_id,
    creativeId: delivery.creative_id,
    arm: delivery.arm,
    costMinor: paid ? Number(delivery.cost_minor) : 0,
    currency: delivery.currency,
    outcome: fact.outcome ?? '',
    reason: fact.reason ?? '',
    isBot: fact.isBot ?? false,
  }
}

/** A fact about somebody's words that answer no message we know of. */
export function touchWithoutDelivery(
  workspace: Pick<Workspace, 'currency'>,
  fact: Pick<DeliveryTouch, 'personKey' | 'kind' | 'channel' | 'at' | 'outcome'>,
): DeliveryTouch {
  const none = '00000000-0000-0000-0000-000000000000'
  const { personKey, kind, channel, at, outcome } = fact
  return {
    touchId: stableId(String(personKey), kind, channel, at.toISOString()),
    campaignId: none,
    deliveryId: none,
    personKey,
    at,
    kind,
    step: '',
    channel,
    offerId: null,
    creativeId: null,
    arm: '',
    costMinor: 0,
    currency: workspace.currency,
    outcome,
    reason: '',
    isBot: false,
  }
}

/** UUID (version 8, RFC 9562: our own making) from what it names. */
function stableId(...parts: readonly string[]): string {
  const hash = createHash('sha256').update(parts.join('\u0000')).digest()
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x80
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80
  const hex = hash.toString('hex', 0, 16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
