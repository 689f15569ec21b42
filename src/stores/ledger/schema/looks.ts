import type { ColumnType } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>

export interface LookTables {
  assets: {
    workspace_id: number
    hash: string
    kind: 'png' | 'jpg' | 'gif' | 'webp'
    name: string
    alt: string
    width: number
    height: number
    bytes: number
    content: Buffer
    added_at: Timestamp
    added_by: string
  }
  brand_versions: {
    workspace_id: number
    version: number
    brand: ColumnType<unknown, string, string>
    saved_at: Timestamp
    saved_by: string
  }
}
