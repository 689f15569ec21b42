import type { ColumnType } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>
/** 64-bit: text when read. */
type Big = ColumnType<string, string | number, string | number>

export interface ValueTables {
  identifier_sightings: {
    identifier_id: Big
    import_id: string
    at: Timestamp
    former_import_id: string | null
    former_seen_at: Timestamp
  }
  survivorship_rules: {
    workspace_id: number
    attribute: string
    rule: 'most_recent' | 'trusted' | 'most_frequent' | 'first_known' | 'longest'
    sources: ColumnType<string[], string[], string[]>
  }
  survivorship_state: {
    workspace_id: number
    version: Big
    applied: Big
    changed_by: string
    changed_at: Timestamp
  }
}
