import type { DeskOutcome, DeskScriptBody } from '../../../api/types.ts'

export type Step = DeskScriptBody['steps'][number]
export type Answer = Step['answers'][number]

export const emptyBody: DeskScriptBody = {
  steps: [{ id: '1', say: '', answers: [] }],
  objections: [],
  offers: [],
}

/** Steps are numbered as they are made; a number that is gone is not given again. */
export function nextStepId(steps: readonly Step[]): string {
  return String(1 + Math.max(0, ...steps.map(({ id }) => Number(id)).filter(Number.isFinite)))
}

/** What an answer leads to, as one value of a choice. */
export const targetOf = ({ to, outcome }: Answer): string | null =>
  to !== null ? `to ${to}` : outcome !== null ? `outcome ${outcome}` : null

export const stepTarget = (id: string) => `to ${id}`
export const outcomeTarget = (outcome: DeskOutcome) => `outcome ${outcome}`

/** The answer, leading to what was chosen. */
export function leading(answer: Answer, target: string): Answer {
  const [kind, value = ''] = target.split(' ')
  return kind === 'to'
    ? { ...answer, to: value, outcome: null }
    : { ...answer, to: null, outcome: value as DeskOutcome }
}

/** A step is gone; answers that led to it lead nowhere until somebody says where. */
export function withoutStep(steps: readonly Step[], id: string): Step[] {
  return steps
    .filter((step) => step.id !== id)
    .map((step) => ({
      ...step,
      answers: step.answers.map((answer) => (answer.to === id ? { ...answer, to: null } : answer)),
    }))
}

/** Whether everything that must be said is said; what only the server knows, it says itself. */
export function isComplete({ steps, objections, offers }: DeskScriptBody): boolean {
  const said = (text: string) => text.trim() !== ''
  return (
    steps.every(
      ({ say, answers }) => said(say) && answers.every((one) => said(one.label) && targetOf(one) !== null),
    ) &&
    objections.every(({ objection, answer }) => said(objection) && said(answer)) &&
    offers.every(({ offer, why }) => said(offer) && said(why))
  )
}
