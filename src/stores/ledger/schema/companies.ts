import type { ColumnType, Generated } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>
/** 64-bit: text when read, number or text when written. */
type BigInteger = ColumnType<string, string | number, string | number>
/** A calendar day; read with `::text`. */
type Day = ColumnType<string, string, string>

export interface CompanyTables {
  companies: {
    id: string
    workspace_id: number
    person_key: BigInteger | null
    name: string
    sealed: Buffer | null
    name_key: string
    name_index: Buffer
    number: string | null
    number_index: Buffer | null
    domain: string | null
    industry: Generated<string>
    size: 'micro' | 'small' | 'medium' | 'large' | 'huge' | null
    owner_id: string | null
    parent_id: string | null
    merged_into: string | null
    merged_at: Timestamp | null
    current_id: string
    import_id: string | null
    number_import_id: string | null
    created_at: Timestamp
    version: Generated<string>
    copied_at: Timestamp | null
  }
  company_departments: {
    id: string
    workspace_id: number
    company_id: string
    parent_id: string | null
    name: string
    name_key: string
    import_id: string | null
  }
  company_statements: {
    id: Generated<string>
    workspace_id: number
    person_key: BigInteger
    company_id: string
    said: 'works' | 'left' | 'never'
    department_id: string | null
    role: string | null
    title: string | null
    since: Day | null
    until: Day | null
    keeps_others: Generated<boolean>
    said_on: Day
    said_at: Timestamp
    said_by: string
    import_id: string | null
    import_row: BigInteger | null
  }
  company_contacts: {
    person_key: BigInteger
    n: number
    workspace_id: number
    company_id: string
    department_id: string | null
    role: string | null
    title: string | null
    since: Day | null
    until: Day | null
    is_live: boolean
    version: Generated<string>
    copied_at: Timestamp | null
  }
  company_primaries: { company_id: string; workspace_id: number; person_key: BigInteger }
  company_proposals: {
    id: Generated<string>
    workspace_id: number
    company_id: string
    other_id: string | null
    person_key: BigInteger | null
    evidence: 'name' | 'number' | 'domain'
    state: 'proposed' | 'accepted' | 'refused'
    created_at: Timestamp
    decided_at: Timestamp | null
    decided_by: string | null
  }
  company_figures: {
    company_id: string
    basis: 'there' | 'now'
    workspace_id: number
    contacts: number
    former: number
    knowledge: number | null
    orders: number
    revenue: BigInteger
    margin: BigInteger | null
    last_order_at: Timestamp | null
    touches: number
    last_touch_at: Timestamp | null
    r_fifth: number | null
    f_fifth: number | null
    m_fifth: number | null
  }
  company_figure_runs: { workspace_id: number; version: string; computed_at: Timestamp; took_ms: number }
}
