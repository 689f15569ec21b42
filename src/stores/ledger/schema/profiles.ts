import type { ColumnType, Generated } from 'kysely'

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
  computed_attributes: {
    id: string
    workspace_id: number
    label: string
    definition: ColumnType<unknown, string, string>
    version: Generated<number>
    updated_at: Timestamp
    updated_by: string
    changed_at: Generated<Date>
    deleted_at: Timestamp | null
  }
  computed_attribute_versions: {
    attribute_id: string
    version: number
    label: string
    definition: ColumnType<unknown, string, string>
    made_at: Timestamp
    made_by: string
  }
  computed_states: {
    workspace_id: number
    computed_at: Timestamp
    begun_at: Timestamp
    customers: ColumnType<string, number, number>
    milliseconds: number
    problem: string | null
  }
  profile_rows: {
    form: Generated<string>
    workspace_id: number
    person_key: ColumnType<string, string | number, string | number>
    profile: ColumnType<unknown, string, string>
    built_at: Timestamp
    valid_until: Timestamp | null
    asked_at: Timestamp
  }
  profile_marks: {
    workspace_id: number
    at: Timestamp
    version: string
  }
}
