import type { ColumnType, Generated } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>
type MaybeTimestamp = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>

export interface CalendarTables {
  calendar_notes: {
    id: string
    workspace_id: number
    /** Read as text by asking for it so: a date has no zone. */
    day: ColumnType<unknown, string, string>
    until: ColumnType<unknown, string, string>
    text: string
    version: Generated<number>
    saved_by: string
    saved_at: Timestamp
    deleted_at: MaybeTimestamp
  }
  calendar_feeds: {
    id: string
    workspace_id: number
    name: string
    token_hash: Buffer
    language: string
    created_by: string
    created_at: Timestamp
    used_at: MaybeTimestamp
    revoked_at: MaybeTimestamp
  }
}
