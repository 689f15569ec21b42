import type { ColumnType } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>

/** At most one marketing message a week, or in thirty days. */
export const contactPaces = ['any', 'weekly', 'monthly'] as const
export type ContactPace = (typeof contactPaces)[number]

/** Chosen and named by the company. */
type TopicName = { en: string; 'zh-CN': string }

export interface WishTables {
  contact_topics: {
    id: string
    workspace_id: number
    name: ColumnType<TopicName, string, string>
    position: number
    retired_at: Timestamp | null
  }
  topic_wishes: {
    person_key: ColumnType<string, string | number, string | number>
    topic_id: string
    workspace_id: number
    wants: boolean
    said_by: 'customer' | 'staff'
    said_at: Timestamp
  }
  contact_wishes: {
    person_key: ColumnType<string, string | number, string | number>
    workspace_id: number
    pace: ContactPace
    paused_until: Timestamp | null
    said_by: 'customer' | 'staff'
    said_at: Timestamp
  }
}
