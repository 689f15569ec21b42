import type { ColumnType } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>
type MaybeTimestamp = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>

export interface ChannelTables {
  mail_keys: {
    id: string
    workspace_id: number
    domain: string
    selector: string
    private_key: Buffer
    made_by: string
    made_at: Timestamp
    used_at: Timestamp | null
  }
  channel_connections: {
    id: string
    workspace_id: number
    channel: string
    name: string
    settings: ColumnType<Record<string, unknown>, string, string>
    secrets: Buffer | null
    per_second: number | null
    send_window: number
    /** A bigint: arrives as decimal text. */
    cost_minor: ColumnType<string, number | undefined, number>
    changed_at: ColumnType<Date, Date | string | undefined, Date | string>
    checked_at: MaybeTimestamp
    check_reason: ColumnType<string | null, string | null | undefined, string | null>
    deleted_at: MaybeTimestamp
  }
  campaign_pauses: { workspace_id: number; campaign_id: string; paused_at: Timestamp; paused_by: string }
  channel_stops: { workspace_id: number; channel: string; stopped_at: Timestamp; stopped_by: string }
}
