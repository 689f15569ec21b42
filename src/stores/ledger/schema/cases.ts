import type { ColumnType, Generated } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>
/** 64-bit: text when read, number or text when written. */
type BigInteger = ColumnType<string, string | number, string | number>

/** How a complaint reached us, in the order of the forms. */
export const caseChannels = ['form', 'mail', 'sms', 'call', 'shop', 'chat', 'survey', 'import'] as const
export type CaseChannel = (typeof caseChannels)[number]

/** Where it was said: a thread of the inbox, a task of the desk, an answer to a survey. */
export interface CaseOrigin {
  kind: 'thread' | 'call' | 'survey'
  id: string
}

export interface CaseTables {
  cases: {
    id: string
    workspace_id: number
    person_key: BigInteger
    channel: CaseChannel
    ref: string | null
    words: Buffer
    topics: string[]
    sentiment: number
    severity: number
    coded_by: string
    tier: 'none' | 'low' | 'middle' | 'high' | null
    priority: number
    arm: 'full' | 'standard' | null
    round: Generated<number>
    received_at: Timestamp
    due_at: Timestamp
    answered_at: Timestamp | null
    closed_at: Timestamp | null
    outcome: 'recovered' | 'lost' | 'unfounded' | null
    satisfaction: number | null
    origin_kind: CaseOrigin['kind'] | null
    origin_id: string | null
    owner: string | null
    owned_at: Timestamp | null
    escalation: Generated<number>
    escalated_at: Timestamp | null
    escalated_to: string | null
  }
  case_remedies: {
    id: string
    case_id: string
    round: number
    remedy: string
    label: string
    cost_minor: BigInteger
    state: 'waiting' | 'ready' | 'given' | 'refused' | 'withdrawn'
    is_prepared: boolean
    proposed_by: string
    proposed_at: Timestamp
    decided_by: string | null
    decided_at: Timestamp | null
    given_by: string | null
    given_at: Timestamp | null
  }
  case_steps: {
    id: Generated<string>
    case_id: string
    what: string
    detail: ColumnType<Record<string, string | number | null>, string, string>
    note: Buffer | null
    by: string
    at: Timestamp
  }
}
