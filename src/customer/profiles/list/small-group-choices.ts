/** What may be done about rows of a file that too few others are alike to. */
export const smallGroupChoices = ['generalise', 'leave_out', 'all'] as const
export type SmallGroupChoice = (typeof smallGroupChoices)[number]
