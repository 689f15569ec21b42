import type { ColumnType, Generated, GeneratedAlways } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>
/** 64-bit: text when read, number or text when written. */
type BigInteger = ColumnType<string, string | number, string | number>
type Json<T> = ColumnType<T, string, string>

export type IdentifierKind =
  | 'account'
  | 'email'
  | 'phone'
  | 'card'
  | 'name'
  | 'address'
  | 'birthday'
  | 'anonymous'
  | 'openid'
  | 'unionid'
  /** A customer as WeCom knows them in this company: external_userid. */
  | 'wecom'
  | 'device'
  /** A browser that takes notifications: where they are posted to, and the keys only it can read them by. */
  | 'push'
  /** The number of a record in the system it came from, with the name of that system before it. */
  | 'record'
export type ImportStatus = 'reading' | 'committing' | 'done' | 'failed' | 'cancelled' | 'undone'

export interface CustomerTables {
  persons: {
    person_key: GeneratedAlways<string>
    workspace_id: number
    import_id: string | null
    created_at: Generated<Timestamp>
  }
  /** People whose addresses were given up, until the warehouse is told. */
  reach_changes: {
    id: GeneratedAlways<string>
    workspace_id: number
    person_key: BigInteger
    channel: string
  }
  identifiers: {
    id: GeneratedAlways<string>
    workspace_id: number
    kind: IdentifierKind
    blind_index: Buffer
    ciphertext: Buffer
    person_key: BigInteger
    source: string
    import_id: string | null
    last_import_id: string | null
    first_seen_at: Timestamp
    last_seen_at: Timestamp
    /** Of names: what they are searched by, 64 bits of a keyed hash each; null until they are made. */
    search_tokens: ColumnType<string[] | null, never, string[] | null>
  }
  uploads: {
    id: string
    workspace_id: number
    file_name: string
    sealed_key: Buffer
    sha256: Buffer
    bytes: BigInteger
    created_at: Timestamp
  }
  mappings: { workspace_id: number; header_hash: Buffer; mapping: Json<unknown>; used_at: Timestamp }
  imports: {
    id: string
    workspace_id: number
    kind: 'customers' | 'products' | 'orders' | 'touches' | 'events'
    file_id: string | null
    file_name: string
    bytes: BigInteger
    mapping: Json<unknown>
    header: ColumnType<string[], string | undefined, string>
    status: ImportStatus
    task_id: string | null
    summary: Json<unknown> | null
    error: Json<{ code: string; message: string }> | null
    created_at: Timestamp
    ended_at: Timestamp | null
    source_id: string | null
    run_id: string | null
    parcel: string | null
    version: string | null
    cursor_before: Json<unknown> | null
    cursor_after: Json<unknown> | null
    contract_id: string | null
    contract_version: number | null
    /** The import whose rejected rows this one brings. */
    repairs: string | null
    created_by: string | null
    /** One row somebody typed in; stands in no list of files. */
    by_hand: Generated<boolean>
  }
  import_rejects: {
    import_id: string
    row: BigInteger
    field: string
    code: string
    raw: Buffer
    edited: Buffer | null
    edited_by: string | null
    edited_at: Timestamp | null
    state: Generated<'open' | 'dropped' | 'stored'>
    taken_by: string | null
  }
  touch_log: {
    seq: GeneratedAlways<string>
    workspace_id: number
    touch_id: string
    touch: Json<Record<string, unknown>>
    recorded_at: Generated<Timestamp>
    pumped_at: Timestamp | null
    hold_until: Generated<Timestamp | null>
  }
}
