import type { ColumnType, Generated } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>
type BigInteger = ColumnType<string, number | string, number | string>

/** To whom a letter is addressed: one person, the family of one, or whoever lives at an address. */
export const letterLevels = ['person', 'household', 'area'] as const
export type LetterLevel = (typeof letterLevels)[number]

export interface LetterTables {
  letter_batches: {
    id: string
    workspace_id: number
    campaign_id: string
    number: number
    level: LetterLevel
    language: string
    settings: ColumnType<unknown, string, string>
    letters: number
    left_out: ColumnType<Record<string, number>, string, string>
    state: 'ready' | 'handed_over'
    pulled: Generated<number>
    cost_minor: BigInteger | null
    created_by: string
    created_at: Timestamp
    handed_by: string | null
    handed_at: Timestamp | null
  }
  letters: {
    id: string
    workspace_id: number
    batch_id: string
    delivery_id: string
    person_key: BigInteger
    place: number
    code: string
    household_id: string | null
    address_index: Buffer
    content: Buffer
    state: 'ready' | 'handed_over' | 'pulled' | 'returned'
    returned_why: string | null
    returned_at: Timestamp | null
  }
}
