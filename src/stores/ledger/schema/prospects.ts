import type { ColumnType, Generated } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>
/** 64-bit: text when read, number or text when written. */
type BigInteger = ColumnType<string, string | number, string | number>

export interface ProspectTables {
  prospect_words: {
    id: Generated<string>
    workspace_id: number
    person_key: BigInteger
    aspect: 'stage' | 'owner' | 'source' | 'next' | 'recommender'
    value: string
    reason: string
    note: Buffer | null
    change_id: string
    said_at: Timestamp
    said_by: string
    import_id: string | null
    import_row: BigInteger | null
    taken_at: Timestamp | null
    taken_by: string | null
    removed_at: Timestamp | null
    other_person_key: BigInteger | null
    version: Generated<string>
    copied_at: Timestamp | null
  } /** Which imports said a word. */
  prospect_word_sightings: { word_id: BigInteger; import_id: string }
}
