import type { ColumnType } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>
/** 64-bit: text when read, number or text when written. */
type BigInteger = ColumnType<string, string | number, string | number>

export interface CardTables {
  card_links: {
    id: string
    workspace_id: number
    person_key: BigInteger
    maker_kind: 'user' | 'key' | 'system'
    maker_id: string
    fields: string[]
    language: 'zh-CN' | 'en'
    round: number
    made_at: Timestamp
    expires_at: Timestamp
    shown_at: Timestamp | null
    ended_at: Timestamp | null
    ended_by: string | null
  }
}
