import type { FieldAccess, FieldGroup } from '../../../kit/fields.ts'
import type { Json } from '../cut.ts'

/** How an answer about customers becomes what a reader may know. */
export interface Outlet {
  /** Who has one of these hidden gets no answer at all: it is about nothing else, or cannot be taken apart. */
  needs?: readonly FieldGroup[]
  /** The answer without what is hidden; identifiers and labels are taken out of every answer before. */
  out?(answer: Json, see: FieldAccess): Json
  /** Its answer is a file or a text that was made under the same limits. */
  raw?: true
}
