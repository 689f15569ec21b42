import type { ColumnType } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>

export const signUpStates = ['waiting', 'sending', 'asked', 'kept_back', 'failed', 'confirmed'] as const
export type SignUpState = (typeof signUpStates)[number]

export interface SignUpTables {
  sign_ups: {
    id: string
    workspace_id: number
    state: SignUpState
    sealed: Buffer | null
    address_index: Buffer | null
    language: 'zh-CN' | 'en'
    topics: string[]
    shown: string[]
    text_id: string | null
    attempts: ColumnType<number, number | undefined, number>
    asked_at: Timestamp
    expires_at: Timestamp
    confirmed_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
    retry_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  }
  sign_up_days: {
    workspace_id: number
    day: ColumnType<string, string, string>
    asked: number
    confirmed: number
    expired: number
  }
}
