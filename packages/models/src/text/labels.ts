/** Why somebody said no; `other` also where no reason was given. */
export const refusalReasons = [
  'price',
  'no_need',
  'has_other',
  'bad_experience',
  'later',
  'privacy',
  'not_decision_maker',
  'unsuited',
  'trust',
  'other',
] as const
export type RefusalReason = (typeof refusalReasons)[number]

/** What a note is about; several at once. */
export const noteTopics = [
  'product',
  'price',
  'delivery',
  'service',
  'staff',
  'shop',
  'network',
  'account',
  'points',
  'billing',
  'refund',
  'contact',
] as const
export type NoteTopic = (typeof noteTopics)[number]

/** Below 0 annoyed, 0 neither, above 0 pleased. */
export type Sentiment = -1 | 0 | 1
export const sentiments: readonly Sentiment[] = [-1, 0, 1]

/** A note and what people say it means. */
export interface LabelledNote {
  readonly text: string
  /** Null where nobody refused. */
  readonly reason: RefusalReason | null
  readonly topics: readonly NoteTopic[]
  readonly sentiment: Sentiment
}
