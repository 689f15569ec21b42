import type { ColumnType, GeneratedAlways } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>

export interface CollectionTables {
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
    contract_id: string | null
    contract_version: number | null
  }
}
