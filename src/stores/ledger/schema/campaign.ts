import type { ColumnType, Generated } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>
type Json = Record<string, unknown>

interface Definition {
  id: string
  workspace_id: number
  name: string
  content: Json
  version: Generated<number>
  created_at: Timestamp
  updated_at: Timestamp
  deleted_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}
type MaybeTimestamp = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
type MaybeJson = ColumnType<Json | null, Json | null | undefined, Json | null>
type MaybeText = ColumnType<string | null, string | null | undefined, string | null>

export interface CampaignTables {
  offers: Definition
  creatives: Definition
  campaigns: {
    id: string
    workspace_id: number
    name: string
    objective: 'acquire' | 'retain' | 'grow' | 'return'
    status: Generated<'draft' | 'scheduled' | 'launching' | 'live' | 'stopped' | 'ended'>
    version: Generated<number>
    plan: Json
    segment_id: MaybeText
    offer_id: MaybeText
    creative_id: MaybeText
    salt: string
    frozen: MaybeJson
    start_at: MaybeTimestamp
    step: ColumnType<
      'deciding' | 'enqueuing' | 'done' | null,
      'deciding' | 'enqueuing' | 'done' | null | undefined,
      'deciding' | 'enqueuing' | 'done' | null
    >
    decided_at: MaybeTimestamp
    /** A bigint: arrives as decimal text. */
    enqueued_to: ColumnType<string, string | number | undefined, string | number>
    counts: MaybeJson
    launch_error: MaybeJson
    task_id: MaybeText
    launched_by: MaybeText
    launched_at: MaybeTimestamp
    stopped_at: MaybeTimestamp
    window_ends_at: MaybeTimestamp
    final_report: MaybeJson
    evaluated_at: MaybeTimestamp
    created_at: Timestamp
    updated_at: Timestamp
    deleted_at: MaybeTimestamp
  }
  campaign_versions: {
    campaign_id: string
    version: number
    plan: Json
    saved_by: string
    saved_at: Timestamp
  }
  lessons: {
    id: string
    workspace_id: number
    campaign_id: string
    objective: 'acquire' | 'retain' | 'grow' | 'return'
    author: 'system' | 'user'
    words: { en: string; 'zh-CN': string }
    effect: MaybeJson
    actor_id: string
    at: Timestamp
  }
}
