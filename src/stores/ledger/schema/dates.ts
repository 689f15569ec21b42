import type { ColumnType, Generated } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>
/** 64-bit: text when read, number or text when written. */
type BigInteger = ColumnType<string, string | number, string | number>

export interface DateTables {
  family_members: {
    id: string
    workspace_id: number
    person_key: BigInteger
    relation: 'spouse' | 'child' | 'parent' | 'sibling' | 'other'
    name: Buffer | null
    member_person_key: BigInteger | null
    noted_at: Timestamp
    noted_by: string
  }
  person_dates: {
    id: string
    workspace_id: number
    person_key: BigInteger
    kind: string
    code: string
    said: Buffer | null
    source: 'hand' | 'family' | 'birthday' | 'file'
    family_id: string | null
    identifier_id: BigInteger | null
    noted_at: Timestamp
    noted_by: string | null
    removed_at: Timestamp | null
    version: Generated<string>
    copied_at: Timestamp | null
    import_id: Generated<string | null>
  }
  /** Which imports said a day. */
  person_date_sightings: { word_id: string; import_id: string }
}
