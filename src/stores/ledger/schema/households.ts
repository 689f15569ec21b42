import type { ColumnType, Generated } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>
/** 64-bit: text when read, number or text when written. */
type BigInteger = ColumnType<string, string | number, string | number>

export interface HouseholdTables {
  households: {
    id: string
    workspace_id: number
    state: 'proposed' | 'live' | 'refused' | 'dissolved'
    created_at: Timestamp
    decided_at: Timestamp | null
    decided_by: string | null
  }
  household_members: {
    id: Generated<string>
    household_id: string
    workspace_id: number
    person_key: BigInteger
    state: 'proposed' | 'member' | 'left' | 'refused'
    evidence: ColumnType<unknown, string, string>
    is_head: Generated<boolean>
    added_at: Timestamp
    since: Timestamp | null
    until: Timestamp | null
    decided_by: string | null
    version: Generated<string>
    copied_at: Timestamp | null
  }
  household_settings: {
    workspace_id: number
    settings: ColumnType<unknown, string, string>
    updated_at: Timestamp
  }
}
