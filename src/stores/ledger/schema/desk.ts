import type { ColumnType, Generated } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>
/** 64-bit: read as decimal text. */
type BigInteger = ColumnType<string, number | string, number | string>
type Words = { en: string; 'zh-CN': string }

export type DeskKind = 'call' | 'shop'
export type CallOutcome =
  | 'accepted'
  | 'considering'
  | 'refused'
  | 'no_answer'
  | 'call_back'
  | 'wrong_number'
  | 'complaint'
export type DeskState = 'open' | 'claimed' | 'done' | 'expired' | 'cancelled'

export interface DeskTables {
  desk_teams: {
    id: string
    workspace_id: number
    name: string
    kind: DeskKind
    hours: ColumnType<{ days: number[]; from: string; to: string }[], string, string>
    distribution: 'pull' | 'fair'
    created_at: Timestamp
    deleted_at: Timestamp | null
  }
  desk_members: {
    team_id: string
    user_id: string
    workspace_id: number
    skills: string[]
    capacity: number
  }
  desk_rules: {
    id: string
    workspace_id: number
    name: string
    segment_id: string
    team_id: string
    skill: string
    value_minor: BigInteger
    reason: ColumnType<Words, string, string>
    script_id: string | null
    window_days: number
    daily_cap: number
    again_after_days: number
    is_on: boolean
    last_day: string | null
    last_made: number | null
    created_at: Timestamp
    deleted_at: Timestamp | null
  }
  desk_tasks: {
    id: string
    workspace_id: number
    person_key: BigInteger
    kind: DeskKind
    origin: 'campaign' | 'rule' | 'person'
    origin_id: string
    step: Generated<string>
    occurrence: Generated<string>
    delivery_id: string | null
    offer_id: string | null
    creative_id: string | null
    arm: Generated<string>
    cost_minor: BigInteger
    currency: string
    team_id: string
    skill: Generated<string>
    value_minor: BigInteger
    reason: ColumnType<Words, string, string>
    script_id: string | null
    due_from: Timestamp
    due_until: Timestamp
    promised_at: Timestamp | null
    assigned_to: string | null
    state: Generated<DeskState>
    claimed_by: string | null
    claimed_at: Timestamp | null
    lease_until: Timestamp | null
    for_dialler: Generated<boolean>
    attempts: Generated<number>
    end_reason: string | null
    ended_at: Timestamp | null
    created_at: Timestamp
    created_by: string
  }
  desk_calls: {
    id: string
    workspace_id: number
    task_id: string
    person_key: BigInteger
    team_id: string
    agent: string
    at: Timestamp
    seconds: number | null
    outcome: CallOutcome
    refusal_reason: string | null
    considering_until: string | null
    call_back_at: Timestamp | null
    next_step: Generated<string>
    note: Buffer | null
    topics: Generated<string[]>
    sentiment: number | null
    coded_by: Generated<'' | 'model' | 'person'>
    script_id: string | null
    script_version: number | null
    external_id: string | null
    before: ColumnType<Record<string, unknown>, string, string>
    undo_until: Timestamp
    undone_at: Timestamp | null
  }
  desk_scripts: {
    id: string
    workspace_id: number
    name: string
    kind: DeskKind
    created_at: Timestamp
    deleted_at: Timestamp | null
  }
  desk_script_versions: {
    script_id: string
    version: number
    body: ColumnType<Record<string, unknown>, string, string>
    weight: Generated<number>
    created_at: Timestamp
    created_by: string
  }
}
