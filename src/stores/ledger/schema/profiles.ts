import type { ColumnType } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>

export interface ProfileTables {
  customer_views: {
    id: string
    workspace_id: number
    owner: string
    name: string
    shared: boolean
    content: ColumnType<unknown, string, string>
    updated_at: Timestamp
  }
  customer_view_defaults: {
    workspace_id: number
    owner: string
    view_id: string
  }
}
