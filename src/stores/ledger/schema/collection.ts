import type { ColumnType, GeneratedAlways } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>

export interface CollectionTables {
  sources: {
    id: string
    workspace_id: number
    kind: 'stream'
    name: string
    owner: string
    enabled: ColumnType<boolean, boolean | undefined, boolean>
    created_at: Timestamp
    last_event_at: Timestamp | null
    last_order_at: Timestamp | null
  }
  write_keys: {
    id: string
    source_id: string
    prefix: string
    key_hash: Buffer
    created_at: Timestamp
    revoked_at: Timestamp | null
  }
  quarantined_events: {
    id: GeneratedAlways<string>
    source_id: string
    digest: Buffer
    type: string
    field: string
    code: string
    raw: Buffer
    received_at: Timestamp
  }
}
