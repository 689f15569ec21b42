import type { ColumnType, GeneratedAlways } from 'kysely'
import type { Said } from '../../../kit/errors.ts'

type Timestamp = ColumnType<Date, Date | string, Date | string>
/** Written by the database where nothing is said. */
type Defaulted<T> = ColumnType<T, T | undefined, T>
/** 64-bit: text when read. */
type Count = ColumnType<string, string | number | undefined, string | number>
type Json<T> = ColumnType<T, string, string>
type JsonOrNull<T> = ColumnType<T | null, string | null | undefined, string | null>

export type SourceKind =
  | 'stream'
  | 'upload'
  | 'folder'
  | 'http'
  | 'webhook'
  | 'postgres'
  | 'mysql'
  | 's3'
  | 'wecom'
/** What a source brings: events, or rows of a kind of import. */
export type Brings = 'events' | 'customers' | 'products' | 'orders' | 'touches'
export type RunState = 'running' | 'done' | 'failed' | 'cancelled'

export interface SourceTables {
  sources: {
    id: string
    workspace_id: number
    kind: SourceKind
    name: string
    owner: string
    enabled: Defaulted<boolean>
    created_at: Timestamp
    last_event_at: Timestamp | null
    last_order_at: Timestamp | null
    brings: Defaulted<Brings>
    settings: ColumnType<Record<string, unknown>, string | undefined, string>
    secrets: Buffer | null
    schedule: ColumnType<unknown, string | undefined, string>
    mapping: JsonOrNull<unknown>
    owner_id: string | null
    cursor: JsonOrNull<unknown>
    fingerprint: Buffer | null
    failures: Defaulted<number>
    next_run_at: Timestamp | null
    deleted_at: Timestamp | null
  }
  source_runs: {
    id: string
    workspace_id: number
    source_id: string
    task_id: string | null
    cause: 'schedule' | 'hand' | 'push'
    state: RunState
    started_at: Timestamp
    ended_at: Timestamp | null
    read: Count
    stored: Count
    repeated: Count
    rejected: Count
    bytes: Count
    cursor_before: JsonOrNull<unknown>
    cursor_after: JsonOrNull<unknown>
    error: Json<{ code: string; params: Record<string, string | number | boolean | null | Said> }> | null
  }
  source_inbox: {
    id: GeneratedAlways<string>
    source_id: string
    message_id: string
    body: Buffer
    rows: number
    received_at: Timestamp
    import_id: string | null
  }
}
