import type { ColumnType } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>

/** At most one marketing message a week, or in thirty days. */
export const contactPaces = ['any', 'weekly', 'monthly'] as const
export type ContactPace = (typeof contactPaces)[number]

export interface WishTables {
  contact_wishes: {
    person_key: ColumnType<string, string | number, string | number>
    workspace_id: number
    pace: ContactPace
    paused_until: Timestamp | null
    said_by: 'customer' | 'staff'
    said_at: Timestamp
  }
}
