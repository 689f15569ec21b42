/** When and by which channel customers answer. */

export type { HourWindow } from './best-moment.ts'
export { answersSelect } from './facts.ts'
export { createReachHabits, type ReachHabits, type ReachHabitsView } from './habits.ts'
