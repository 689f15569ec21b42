import { contactingDecisions } from './contacting.ts'
import type { AutomatedDecision } from './decision.ts'
import { knowingDecisions } from './knowing.ts'
import { servingDecisions } from './serving.ts'

export type { AutomatedDecision, OptOut } from './decision.ts'
export { undecided } from './undecided.ts'

/**
 * Every automated decision (PIPL Art. 24, GDPR Art. 22). A new place that chooses people stands in one of these files, or
 * their test fails.
 */
export const automatedDecisions: readonly AutomatedDecision[] = [
  ...contactingDecisions,
  ...knowingDecisions,
  ...servingDecisions,
]
