import type { ColumnType, Generated, GeneratedAlways } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>
type Whole = ColumnType<string, number | string, number | string>

export interface MediaTables {
  media_imports: {
    id: string
    workspace_id: number
    number: GeneratedAlways<string>
    file: string
    format: string
    currency: string
    rate: ColumnType<string, string, string>
    days: number
    imported_by: string
    imported_at: Timestamp
    undone_at: Timestamp | null
  }
  media_days: {
    import_id: string
    workspace_id: number
    medium: string
    campaign: string
    day: ColumnType<Date | string, string, string>
    impressions: Whole | null
    clicks: Whole | null
    conversions: ColumnType<string | null, number | string | null, number | string | null>
    spend_minor: Whole
    home_minor: Whole
  }
  media_ties: {
    workspace_id: number
    kind: 'named' | 'data'
    source: string
    utm_campaign: Generated<string>
    medium: string
    campaign: Generated<string>
  }
}
