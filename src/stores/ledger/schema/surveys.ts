import type { ColumnType } from 'kysely'
import type { Localized } from '../../../kit/api-shapes.ts'

type Timestamp = ColumnType<Date, Date | string, Date | string>
/** 64-bit: text when read, number or text when written. */
type BigInteger = ColumnType<string, string | number, string | number>
type Json<T> = ColumnType<T, string, string>

export const surveyKinds = ['nps', 'csat'] as const
export type SurveyKind = (typeof surveyKinds)[number]

export interface SurveyReason {
  question: Localized
  options: { id: string; label: Localized }[]
}

export interface SurveyTables {
  surveys: {
    id: string
    workspace_id: number
    name: string
    kind: SurveyKind
    question: Json<Localized>
    reason: Json<SurveyReason | null>
    asks_words: boolean
    opens_case: boolean
    point: string
    created_at: Timestamp
    closed_at: Timestamp | null
  }
  survey_answers: {
    id: string
    survey_id: string
    workspace_id: number
    person_key: BigInteger
    delivery_id: string
    campaign_id: string
    step: string
    channel: string
    score: number
    reasons: string[]
    words: Buffer | null
    at: Timestamp
    open_until: Timestamp
  }
}
