import type { ColumnType, Generated, GeneratedAlways } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>
type WithDefault<T> = Generated<T>
/** Spelled out: `Generated` of a column type would nest it. */
type TimestampWithDefault = ColumnType<Date, Date | string | undefined, Date | string>

export interface HouseTables {
  workspaces: {
    id: GeneratedAlways<number>
    slug: string
    name: string
    kind: WithDefault<'own' | 'demo'>
    currency: string
    time_zone: string
    locale: WithDefault<string>
    person_noun: WithDefault<'customer' | 'member' | 'user' | 'shopper'>
    settings: WithDefault<Record<string, unknown>>
    created_at: TimestampWithDefault
  }
  users: {
    id: string
    email: string
    email_lower: GeneratedAlways<string>
    display_name: string
    password_hash: string
    locale: WithDefault<string>
    disabled_at: Timestamp | null
    created_at: TimestampWithDefault
  }
  memberships: {
    user_id: string
    workspace_id: number
    role: 'owner' | 'marketer' | 'analyst' | 'viewer' | 'agent'
  }
  sessions: {
    id_hash: Buffer
    user_id: string
    csrf_token: string
    created_at: TimestampWithDefault
    last_seen_at: TimestampWithDefault
    expires_at: Timestamp
  }
  sign_in_links: { token_hash: Buffer; user_id: string; expires_at: Timestamp; used_at: Timestamp | null }
  api_keys: {
    id: string
    workspace_id: number
    name: string
    prefix: string
    key_hash: Buffer
    role: 'marketer' | 'analyst' | 'viewer'
    created_by: string | null
    created_at: TimestampWithDefault
    last_used_at: Timestamp | null
    revoked_at: Timestamp | null
  }
  audit_log: {
    id: GeneratedAlways<string>
    workspace_id: number | null
    at: TimestampWithDefault
    actor_kind: string
    actor_id: string
    action: string
    subject_kind: string
    subject_id: string
    detail: WithDefault<Record<string, unknown>>
  }
  data_keys: {
    id: string
    workspace_id: number
    purpose: 'encrypt' | 'index' | 'sign'
    wrapped: Buffer
    created_at: TimestampWithDefault
    /** Signing keys: until when what they signed is believed. */
    retired_at: Timestamp | null
    active_from: TimestampWithDefault
  }
  key_rotations: {
    id: string
    workspace_id: number | null
    actor: string
    started_at: TimestampWithDefault
    active_from: Timestamp
    resealed: WithDefault<string>
    unreadable: WithDefault<string>
    done_at: Timestamp | null
  }
  tasks: {
    id: string
    workspace_id: number
    kind: string
    subject_id: string | null
    status: 'queued' | 'running' | 'done' | 'failed' | 'cancelled'
    progress: WithDefault<Record<string, unknown>>
    error: Record<string, unknown> | null
    result: Record<string, unknown> | null
    cancel_asked: WithDefault<boolean>
    created_by: string
    created_at: TimestampWithDefault
    started_at: Timestamp | null
    ended_at: Timestamp | null
    worker: string | null
    heartbeat_at: Timestamp | null
  }
}
