import type { ColumnType, Generated } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>

export interface ConversationTables {
  conversations: {
    id: string
    workspace_id: number
    person_key: string | null
    channel: string
    address_index: Buffer
    address: Buffer
    state: Generated<'open' | 'done'>
    unread: Generated<boolean>
    assignee: string | null
    started_at: Timestamp
    last_at: Timestamp
    topics: Generated<string[]>
  }
  conversation_links: {
    id: string
    workspace_id: number
    conversation_id: string
    channel: string
    address_index: Buffer
    address: Buffer
    message_ids: string[]
    prospect_id: string | null
    linked_by: string
    linked_at: Timestamp
    undone_at: Timestamp | null
  }
  conversation_messages: {
    id: string
    conversation_id: string
    direction: 'in' | 'out'
    words: Buffer
    author: string | null
    delivery_id: string | null
    at: Timestamp
  }
}
