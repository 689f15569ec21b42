import type { ColumnType, Generated } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>
/** 64-bit: read as decimal text. */
type BigInteger = ColumnType<string, number | string, number | string>

export interface InteractionTables {
  deliveries: {
    id: string
    workspace_id: number
    campaign_id: string
    step: Generated<string>
    occurrence: Generated<string>
    person_key: BigInteger
    channel: string
    status: Generated<'planned' | 'sending' | 'sent' | 'failed' | 'unknown' | 'suppressed'>
    reason: string | null
    reason_params: Generated<Record<string, string | number>>
    offer_id: string | null
    creative_id: string | null
    arm: Generated<string>
    cost_minor: ColumnType<string, number | string | undefined, number | string>
    currency: Generated<string>
    attempts: Generated<number>
    not_before: Timestamp
    retry_at: Timestamp | null
    lease_id: string | null
    lease_until: Timestamp | null
    address_index: Buffer | null
    /** A language tag; null: what was written is in one language alone. */
    language: string | null
    provider_id: string | null
    planned_at: Timestamp
    sending_at: Timestamp | null
    ended_at: Timestamp | null
    settled_at: Timestamp | null
  }
  /** Messages to many that advisers confirm, as they were handed over. */
  adviser_batches: {
    id: string
    workspace_id: number
    channel: string
    campaign_id: string
    state: 'handing' | 'waiting' | 'closed'
    provider_id: string | null
    content: ColumnType<unknown, string, string>
    customers: number
    is_cancelled: Generated<boolean>
    handed_at: Generated<Date>
    ask_at: Timestamp
    asks: Generated<number>
    closed_at: Timestamp | null
  }
  campaign_links: { workspace_id: number; campaign_id: string; link_no: number; url: string }
  engagements: {
    delivery_id: string
    kind: 'opened' | 'clicked' | 'unsubscribed' | 'replied' | 'complained'
    link_no: Generated<number>
    is_bot: Generated<boolean>
    at: Timestamp
    seen_at: ColumnType<Date, Date | string | undefined, Date | string>
  }
  delivery_receipts: {
    delivery_id: string
    status: 'delivered' | 'bounced' | 'expired'
    kind: 'hard' | 'soft' | 'content' | 'policy' | null
    code: Generated<string>
    at: Timestamp
    seen_at: ColumnType<Date, Date | string | undefined, Date | string>
  }
  early_receipts: {
    workspace_id: number
    channel: string
    provider_id: string
    status: 'delivered' | 'bounced' | 'expired'
    kind: 'hard' | 'soft' | 'content' | 'policy' | null
    code: string
    at: Timestamp
    seen_at: ColumnType<Date, Date | string | undefined, Date | string>
  }
  inbound_seen: {
    workspace_id: number
    message_index: Buffer
    seen_at: ColumnType<Date, Date | string | undefined, Date | string>
  }
  do_not_send: {
    id: string
    workspace_id: number
    channel: string
    blind_index: Buffer
    ciphertext: Buffer | null
    reason: Generated<string>
    source: 'customer' | 'staff' | 'bounce'
    at: Timestamp
  }
}
