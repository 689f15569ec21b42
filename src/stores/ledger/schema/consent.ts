import type { ColumnType, GeneratedAlways } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>
type BigInteger = ColumnType<string, string | number, string | number>
type Json<T> = ColumnType<T, string, string>

export type LawfulBasis = 'consent' | 'contract' | 'legitimate_interest' | 'legal_obligation'
export type RecordedState = 'given' | 'pending' | 'withdrawn' | 'expired'

export interface ConsentTables {
  consent_texts: {
    id: string
    workspace_id: number
    purpose: string
    channel: string
    language: 'zh-CN' | 'en'
    version: number
    body: string
    valid_from: Timestamp
    created_by: string
  }
  consents: {
    id: GeneratedAlways<string>
    workspace_id: number
    person_key: BigInteger
    purpose: string
    channel: string
    basis: LawfulBasis
    state: RecordedState
    proof: Buffer
    source: string
    text_id: string | null
    at: Timestamp
    expires_at: ColumnType<Date | null, Date | string | null, Date | string | null>
    actor_kind: string
    actor_id: string
    import_id: string | null
    recorded_at: ColumnType<Date, Date | string | undefined, never>
  }
  consent_requests: {
    id: string
    workspace_id: number
    person_key: BigInteger
    purpose: string
    channel: string
    language: 'zh-CN' | 'en'
    text_id: string | null
    asked_at: Timestamp
    expires_at: Timestamp
    confirmed_at: ColumnType<Date | null, Date | string | null, Date | string | null>
    actor_kind: string
    actor_id: string
  }
  consent_sightings: {
    consent_id: BigInteger
    import_id: string
  }
  consent_changes: {
    id: GeneratedAlways<string>
    workspace_id: number
    person_key: BigInteger
    purpose: string
    channel: string
  }
  consent_policies: {
    workspace_id: number
    purposes: Json<unknown>
    unrecorded: Json<Record<string, boolean>>
    confirmed: ColumnType<string[], string | undefined, string>
    updated_at: Timestamp
  }
}
