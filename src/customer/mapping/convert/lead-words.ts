import type { Localized } from '../../../kit/api-shapes.ts'

/** What a workspace calls its stages, its reasons and its people: words in lower case and the id each stands for. */
export interface LeadWords {
  /** `won` among them. */
  stages: Readonly<Record<string, string>>
  reasons: Readonly<Record<string, string>>
  /** Mail addresses and names; '' for a name that several have. */
  owners: Readonly<Record<string, string>>
  /** What may stand in a field, as people read it. */
  allowed: Readonly<Record<string, Localized>>
}
