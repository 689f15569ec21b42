import type { ColumnType, Generated } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>
type Json<T> = ColumnType<T, string, string>

export type Objective = 'acquire' | 'retain' | 'grow' | 'return'
export type RequestStatus = 'open' | 'asked' | 'received' | 'declined'
export type AlertKind = 'volume' | 'silence' | 'drift'
export type AlertStatus = 'open' | 'acknowledged' | 'resolved'
export type ContractMode = 'watch' | 'enforce'

export interface QualityTables {
  data_requests: {
    id: string
    workspace_id: number
    objective: Objective
    dataset: string
    field: string
    source_id: string | null
    owner: string
    status: Generated<RequestStatus>
    note: string
    /** `YYYY-MM-DD` */
    due_on: string | null
    created_at: Timestamp
    created_by: string
    closed_at: Timestamp | null
    closed_by: string | null
  }
  quality_alerts: {
    id: string
    workspace_id: number
    source_id: string
    kind: AlertKind
    subject: string
    detail: Json<Record<string, unknown>>
    status: Generated<AlertStatus>
    opened_at: Timestamp
    seen_at: Timestamp
    acknowledged_at: Timestamp | null
    acknowledged_by: string | null
    resolved_at: Timestamp | null
    resolved_by: string | null
  }
  quality_rounds: { source_id: string; measured_at: Timestamp }
  contracts: {
    id: string
    workspace_id: number
    source_id: string
    subject: string
    mode: ContractMode
    version: number
    created_at: Timestamp
    updated_at: Timestamp
  }
  contract_versions: {
    contract_id: string
    version: number
    body: Json<unknown>
    changes: Json<unknown[]>
    compatible: boolean
    created_at: Timestamp
    created_by: string
  }
  contract_counts: {
    contract_id: string
    version: number
    /** `YYYY-MM-DD` */
    day: string
    rule: string
    field: string
    rows: ColumnType<string, number, number>
  }
}
