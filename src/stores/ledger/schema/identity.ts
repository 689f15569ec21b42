import type { ColumnType, Generated } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>
/** 64-bit: text when read, number or text when written. */
type BigInteger = ColumnType<string, string | number, string | number>

export interface IdentityTables {
  merges: {
    id: string
    workspace_id: number
    kept_key: BigInteger
    merged_key: BigInteger
    rule: string
    actor_kind: string
    actor_id: string
    evidence: ColumnType<unknown, string, string>
    merged_at: Timestamp
    undone_at: Timestamp | null
    undone_by: string | null
  }
  person_overrides: {
    person_key: BigInteger
    workspace_id: number
    current_key: BigInteger
    version: Generated<string>
    copied_at: Timestamp | null
  }
  merge_proposals: {
    id: string
    workspace_id: number
    left_key: BigInteger
    right_key: BigInteger
    evidence: ColumnType<unknown, string, string>
    status: Generated<'open' | 'merged' | 'rejected'>
    proposed_at: Timestamp
    decided_at: Timestamp | null
    decided_by: string | null
    merge_id: string | null
    compared: Generated<unknown>
    weight: Generated<number | null>
    probability: Generated<number | null>
    later_at: ColumnType<Date | null, Date | null | undefined, Date | null>
  }
  identity_rules: {
    workspace_id: number
    rules: ColumnType<unknown, string, string>
    name_search: Generated<boolean>
    likeness_threshold: Generated<number>
    updated_at: Timestamp
  }
  linkage_runs: {
    id: string
    workspace_id: number
    ran_at: Timestamp
    records: number
    candidates: BigInteger
    proposed: number
    threshold: number
    answers: number
    model: ColumnType<unknown, string, string>
  }
  identity_blocks: {
    id: string
    workspace_id: number
    kind: string
    blind_index: Buffer
    ciphertext: Buffer
    created_at: Timestamp
    created_by: string
  }
}
