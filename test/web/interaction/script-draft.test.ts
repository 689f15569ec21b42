import { describe, expect, it } from 'vitest'
import { bothOf, hasReason } from '../../../web/src/interaction/desk/reason.ts'
import {
  emptyBody,
  isComplete,
  leading,
  nextStepId,
  outcomeTarget,
  type Step,
  stepTarget,
  targetOf,
  withoutStep,
} from '../../../web/src/interaction/desk/scripts/draft.ts'

const answer = { label: 'Yes', to: null, outcome: null }
const steps: Step[] = [
  {
    id: '1',
    say: 'Hello',
    answers: [leading(answer, stepTarget('2')), leading(answer, outcomeTarget('refused'))],
  },
  { id: '2', say: 'Good', answers: [leading(answer, outcomeTarget('accepted'))] },
]

describe('a script as it is written', () => {
  it('leads an answer either to a step or to an outcome, never to both', () => {
    const toStep = leading(answer, stepTarget('2'))
    expect(toStep).toEqual({ label: 'Yes', to: '2', outcome: null })
    expect(leading(toStep, outcomeTarget('call_back'))).toEqual({
      label: 'Yes',
      to: null,
      outcome: 'call_back',
    })
    expect([targetOf(answer), targetOf(toStep)]).toEqual([null, 'to 2'])
  })

  it('is complete only where everything is said and every answer leads somewhere', () => {
    const body = { ...emptyBody, steps }
    expect(isComplete(emptyBody)).toBe(false)
    expect(isComplete(body)).toBe(true)
    expect(isComplete({ ...body, steps: withoutStep(steps, '2') })).toBe(false)
    expect(isComplete({ ...body, objections: [{ objection: 'Dear', answer: ' ' }] })).toBe(false)
  })

  it('gives no number of a step twice, and leaves no answer that leads to one that is gone', () => {
    expect(nextStepId(steps)).toBe('3')
    expect(
      nextStepId([
        { id: '7', say: '', answers: [] },
        { id: 'greeting', say: '', answers: [] },
      ]),
    ).toBe('8')
    expect(nextStepId([])).toBe('1')
    expect(withoutStep(steps, '2')[0]?.answers.map(({ to, outcome }) => [to, outcome])).toEqual([
      [null, null],
      [null, 'refused'],
    ])
  })

  it('keeps a reason in both languages where somebody wrote one', () => {
    expect(bothOf({ en: ' Ends soon ', 'zh-CN': '' })).toEqual({ en: 'Ends soon', 'zh-CN': 'Ends soon' })
    expect(bothOf({ en: 'Ends', 'zh-CN': '到期' })).toEqual({ en: 'Ends', 'zh-CN': '到期' })
    expect([hasReason({ en: '', 'zh-CN': ' ' }), hasReason({ en: '', 'zh-CN': '到期' })]).toEqual([
      false,
      true,
    ])
  })
})
