import type { ColumnType } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, never>
type Json<T> = ColumnType<T, string, never>

interface Version {
  workspace_id: number
  version: number
  content: Json<unknown>
  saved_by: string
  saved_at: Timestamp
}

export interface ProcessingTables {
  processing_texts: Version
  impact_assessments: Version & { facts: Json<unknown>; fingerprint: string }
}
