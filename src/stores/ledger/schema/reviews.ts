import type { ColumnType } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>

export interface ReviewTables {
  review_imports: {
    id: string
    workspace_id: number
    file: string
    source: string
    reviews: number
    imported_by: string
    imported_at: Timestamp
    undone_at: Timestamp | null
  }
  reviews: {
    id: string
    workspace_id: number
    import_id: string
    source: string
    ref: string
    at: Timestamp
    stars: number | null
    product_id: string
    person_key: ColumnType<string | null, string | number | null, string | number | null>
    words: Buffer
    topics: string[]
    sentiment: number
    coded_by: string
  }
}
