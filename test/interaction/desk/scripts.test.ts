import { describe, expect, it } from 'vitest'
import {
  checkScript,
  type ScriptBody,
  scriptBody,
  scriptVariables,
} from '../../../src/interaction/desk/scripts/body.ts'
import { drawVersion, scopeOf, speak } from '../../../src/interaction/desk/scripts/spoken.ts'
import type { Workspace } from '../../../src/kit/workspace.ts'
import { shop } from '../../server/support.ts'

const body: ScriptBody = scriptBody.parse({
  steps: [
    {
      id: 'hello',
      say: '您好{{ customer.name }}，{{ brand.name }}来电：{{ agent.reason }}。',
      answers: [
        { label: '有兴趣', to: 'offer' },
        { label: '没空', outcome: 'call_back' },
      ],
    },
    {
      id: 'offer',
      say: '{{ offer.words }}，{{ offer.valid_days }} 天内有效。',
      answers: [{ label: '好', outcome: 'accepted' }],
    },
  ],
  objections: [
    { objection: '太贵', answer: '{% if customer.orders > 3 %}老客户再减 10%{% else %}可分期{% endif %}' },
  ],
})
const workspace: Workspace = { ...shop, name: '小店' }

describe('a script', () => {
  it('speaks with what is known of the customer', () => {
    const scope = scopeOf(workspace, {
      greeting: '王女士',
      profile: null,
      reason: '合约到期',
      offer: { name: 'X', words: '九折', code: '', validDays: 14 },
    })
    const spoken = speak({ id: 's', name: 'n', version: 1 }, body, scope)
    expect(spoken.steps.map(({ say }) => say)).toEqual([
      '您好王女士，小店来电：合约到期。',
      '九折，14 天内有效。',
    ])
    expect(spoken.objections[0]?.answer).toBe('可分期')
    // Every variable that is offered has a value.
    const all = scriptVariables.map(({ name }) => `{{ ${name} }}`).join(' ')
    expect(() =>
      speak(
        { id: 's', name: 'n', version: 1 },
        { ...body, steps: [{ id: 'a', say: all, answers: [] }] },
        scope,
      ),
    ).not.toThrow()
  })

  const changed = (change: (one: ScriptBody) => void) => {
    const copy = structuredClone(body)
    change(copy)
    return () => checkScript(copy)
  }
  it('is refused with the step that is wrong', () => {
    expect(() => checkScript(body)).not.toThrow()
    const code = expect.objectContaining({ code: 'desk.badScript' })
    expect(
      changed((one) => void one.steps[0]?.answers.push({ label: 'x', to: 'gone', outcome: null })),
    ).toThrow(/gone/)
    expect(changed((one) => void one.steps.push({ id: 'lost', say: 'x', answers: [] }))).toThrow(/lost/)
    expect(
      changed((one) => void one.steps.push(structuredClone(body.steps[0] as ScriptBody['steps'][0]))),
    ).toThrow(code)
    expect(
      changed((one) => void one.steps[0]?.answers.push({ label: 'x', to: null, outcome: null })),
    ).toThrow(code)
    expect(
      changed((one) => void one.objections.push({ objection: 'x', answer: '{{ customer.phone }}' })),
    ).toThrow(/customer\.phone/)
    expect(changed((one) => void one.objections.push({ objection: 'x', answer: '{% if %}' }))).toThrow(code)
  })
})

describe('which version is spoken', () => {
  const live = [
    { version: 2, weight: 1 },
    { version: 1, weight: 3 },
  ]
  it('draws a version by the task alone, in the shares of the weights', () => {
    const drawn = Array.from({ length: 8_000 }, (_, i) => drawVersion('s1', `task-${i}`, live))
    const share = drawn.filter((version) => version === 2).length / drawn.length
    expect(share).toBeGreaterThan(0.235)
    expect(share).toBeLessThan(0.265)
    expect(drawVersion('s1', 'task-7', [...live].reverse())).toBe(drawVersion('s1', 'task-7', live))
    expect(drawVersion('s1', 'x', [])).toBeNull()
  })
})
