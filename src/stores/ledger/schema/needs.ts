import type { ColumnType, Generated } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>
/** 64-bit: text when read, number or text when written. */
type BigInteger = ColumnType<string, string | number, string | number>
/** A calendar day; the driver gives it as text. */
type Day = ColumnType<string, string, string>

export interface NeedTables {
  person_needs: {
    id: string
    workspace_id: number
    person_key: BigInteger
    topic: string
    stance: 'need' | 'like' | 'avoid' | 'none'
    strength: number
    said_on: Day
    valid_until: Day | null
    place: string
    note: Buffer | null
    noted_at: Timestamp
    noted_by: string
    removed_at: Timestamp | null
    version: Generated<string>
    copied_at: Timestamp | null
    import_id: Generated<string | null>
    import_row: Generated<string | null>
  }
  /** Which imports said a word. */
  person_need_sightings: { word_id: string; import_id: string }
}
