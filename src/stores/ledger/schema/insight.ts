import type { ColumnType, Generated } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>
type MaybeTimestamp = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
/** bigint comes back as decimal text. */
type Count = ColumnType<string, number, number>
type Json = Record<string, unknown>

export interface InsightTables {
  rfm_settings: { workspace_id: number; settings: Json; saved_by: string; saved_at: Timestamp }
  feature_snapshots: {
    workspace_id: number
    as_of: string
    moment: Timestamp
    basis: 'clock' | 'history' | 'given'
    settings: Json
    cuts: Json
    customers: Count
    computed_at: Timestamp
  }
  segments: {
    id: string
    workspace_id: number
    name: string
    description: string
    rule: Json
    version: Generated<number>
    customers: ColumnType<string | null, number | null | undefined, number | null>
    computed_at: MaybeTimestamp
    created_at: Timestamp
    updated_at: Timestamp
    deleted_at: MaybeTimestamp
    /** What it is for: a purpose of the consent policy, or analysis. */
    purpose: Generated<string>
  }
  segment_versions: {
    segment_id: string
    version: number
    name: string
    description: string
    rule: Json
    saved_by: string
    saved_at: Timestamp
    purpose: Generated<string>
  }
}
