import type { ColumnType } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>
type TimestampWithDefault = ColumnType<Date, Date | string | undefined, Date | string>
type MaybeTime = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
type BigInteger = ColumnType<string, string | number, string | number>
type Json<T> = ColumnType<T, string | undefined, string>

export const requestKinds = ['access', 'correction', 'erasure'] as const
export type RequestKind = (typeof requestKinds)[number]
export const requestStates = [
  'received',
  'approved',
  'running',
  'ready',
  'done',
  'undoing',
  'undone',
  'refused',
  'cancelled',
] as const
export type RequestState = (typeof requestStates)[number]
export const handedWays = ['in_person', 'post', 'email', 'download', 'representative'] as const
export type HandedWay = (typeof handedWays)[number]
export type AskedBy = 'in_person' | 'phone' | 'email' | 'letter' | 'web' | 'representative'

export interface PrivacyTables {
  key_trees: {
    tree: string
    workspace_id: number
    created_at: TimestampWithDefault
    active_from: TimestampWithDefault
  }
  person_keys: { tree: string; path: string; sealed: Buffer; changed_at: TimestampWithDefault }
  erased_persons: {
    person_key: BigInteger
    workspace_id: number
    erased_at: Timestamp
    applied_at: MaybeTime
    may_return: ColumnType<boolean, boolean | undefined, boolean>
  }
  erased_identifiers: { workspace_id: number; kind: string; blind_index: Buffer; erased_at: Timestamp }
  returned_identifiers: { workspace_id: number; kind: string; blind_index: Buffer; returned_at: Timestamp }
  privacy_settings: { workspace_id: number; settings: Json<unknown>; updated_at: Timestamp }
  purpose_limits: {
    workspace_id: number
    subject: string
    purposes: string[]
    reason: string
    decided_by: string
    decided_at: Timestamp
  }
  retention_policies: {
    workspace_id: number
    kind: string
    days: number | null
    reason: ColumnType<string, string | undefined, string>
    updated_at: Timestamp
  }
  retention_runs: {
    id: string
    workspace_id: number
    kind: string
    cause: 'schedule' | 'hand'
    actor: string
    days: number
    cutoff: Timestamp
    stored_before: Timestamp
    held_keys: ColumnType<string[], number[] | undefined, number[]>
    state: 'summing' | 'removing' | 'done' | 'held'
    found: ColumnType<string, number | undefined, number>
    started_at: Timestamp
    ended_at: MaybeTime
    day: ColumnType<string, string, string>
  }
  retention_asked: { workspace_id: number; kind: string; actor: string; asked_at: Timestamp }
  legal_holds: {
    id: string
    workspace_id: number
    kind: string | null
    person_key: ColumnType<string | null, number | null, number | null>
    reason: string
    placed_by: string
    placed_at: Timestamp
    released_by: string | null
    released_at: MaybeTime
  }
  privacy_requests: {
    id: string
    workspace_id: number
    kind: RequestKind
    state: RequestState
    person_key: BigInteger
    asked_by: AskedBy
    proof: Buffer | null
    received_at: Timestamp
    due_at: Timestamp
    received_by: string
    decided_by: string | null
    decided_at: MaybeTime
    not_before: MaybeTime
    started_at: MaybeTime
    ended_at: MaybeTime
    expires_at: MaybeTime
    reason: ColumnType<string, string | undefined, string>
    orders: 'anonymise' | 'delete' | null
    keys: ColumnType<string[], number[] | undefined, number[]>
    counts: Json<unknown> | null
    certificate: Json<unknown> | null
    changes: Buffer | null
    applied_at: MaybeTime
    handed_at: MaybeTime
    handed_way: HandedWay | null
    handed_to: Buffer | null
    closed_by: string | null
  }
}
