import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { segmentOperators } from '../../../src/insight/segments/api.ts'
import { checkRule } from '../../../src/insight/segments/check.ts'
import { ruleContext } from '../../../src/insight/segments/context.ts'
import { operators } from '../../../src/insight/segments/operators/index.ts'
import { ruleWords } from '../../../src/insight/segments/words.ts'
import { manualClock } from '../../../src/kit/clock.ts'
import { AppError } from '../../../src/kit/errors.ts'
import type { Workspace } from '../../../src/kit/workspace.ts'
import { anyRule, conditionOf, parameters } from '../support/rules.ts'

const status = { op: 'status', params: { status: 'customer' } }
const workspace: Workspace = {
  id: 1,
  slug: 't',
  name: 'T',
  kind: 'own',
  currency: 'CNY',
  timeZone: 'Asia/Shanghai',
  locale: 'zh-CN',
  clock: manualClock(new Date('2026-11-21T04:00:00Z')),
  mailFrom: null,
}
const say = (rule: unknown) =>
  ruleWords(checkRule(rule), ruleContext(workspace, null), {
    campaign: (id) => id,
    computed: (id) => id,
    dateKind: (id) => ({ en: id, 'zh-CN': id }),
    topic: (id) => id,
    stage: (id) => ({ en: id, 'zh-CN': id }),
    colleague: (id) => id,
  })
function codeOf(rule: unknown): string {
  try {
    checkRule(rule)
  } catch (error) {
    if (error instanceof AppError) return `${error.code} ${error.params.path}`
  }
  return 'accepted'
}
const nest = (depth: number): unknown => (depth === 1 ? status : { all: [nest(depth - 1)] })

describe('checkRule', () => {
  it('names where a rule is wrong', () => {
    expect(codeOf({ all: [status, { any: [{ op: 'no_such', params: {} }] }] })).toBe(
      'segment.unknownOperator all.1.any.0',
    )
    expect(codeOf({ not: { op: 'recency', params: { compare: 'at_least' } } })).toBe(
      'segment.badParameters not',
    )
    expect(codeOf({ op: 'recency', params: { compare: 'at_least', value: 'x' } })).toBe(
      'segment.badParameters rule',
    )
    expect(codeOf({ all: status })).toMatch(/^segment\.badRule/)
    expect(codeOf(null)).toMatch(/^segment\.badRule/)
    expect(codeOf({ op: 'attribute_equals', params: { attribute: "a') OR 1 --", value: 'x' } })).toBe(
      'segment.badParameters rule',
    )
  })
  it('takes ten levels and two hundred conditions, and no more', () => {
    expect(codeOf(nest(10))).toBe('accepted')
    expect(codeOf(nest(11))).toMatch(/^segment\.tooDeep all\.0/)
    expect(codeOf(nest(5_000))).toMatch(/^segment\.tooDeep/)
    const many = (n: number) => ({
      all: Array.from({ length: n }, () => ({ any: Array.from({ length: 50 }, () => status) })),
    })
    expect(codeOf(many(4))).toBe('accepted')
    expect(codeOf(many(5))).toBe('segment.tooManyConditions all.4.any.0')
  })
})

describe('operators', () => {
  it('are described as the builder needs them, each once, and each has parameters to be tested with', () => {
    const described = operators.map(({ id, label, help, group, dependency, fields }) => ({
      op: id,
      label,
      help,
      group,
      dependency,
      fields,
    }))
    expect(segmentOperators.response.parse({ operators: described }).operators).toHaveLength(operators.length)
    expect(new Set(operators.map((o) => o.id)).size).toBe(operators.length)
    expect(operators.map((o) => o.id).sort()).toEqual(Object.keys(parameters).sort())
  })
  it.each(operators.map((o) => o.id))('%s takes exactly the fields it shows', (id) => {
    const operator = operators.find((o) => o.id === id)
    const shape = operator && 'shape' in operator.params ? Object.keys(operator.params.shape as object) : []
    expect(operator?.fields.map((field) => field.name).sort()).toEqual([...shape].sort())
  })
})

describe('words', () => {
  it('read like sentences', () => {
    expect(say({ all: [] })).toEqual({ en: 'All customers.', 'zh-CN': '全部客户。' })
    const rule = {
      all: [
        { op: 'rfm_group', params: { groups: ['champions'] } },
        {
          any: [
            { op: 'orders_sum', params: { compare: 'at_least', value: 50_000, withinDays: 90 } },
            { op: 'bought_category', params: { did: 'did_not', category: '奶粉', withinDays: 30 } },
          ],
        },
      ],
    }
    expect(say(rule)).toEqual({
      en: 'Customers who are in the RFM group “Champions” and (spent at least CN¥500 in the last 90 days or did not buy from the category “奶粉” in the last 30 days).',
      'zh-CN':
        '属于 RFM 分群“重要价值客户”，且（最近 90 天内消费不少于 ¥500，或最近 30 天内未购买品类“奶粉”）的客户。',
    })
    expect(say({ not: status }).en).toBe('Customers who are not among those who have bought before.')
  })
  it('exist for every rule in both languages', () => {
    fc.assert(
      fc.property(anyRule, (rule) => {
        const words = say(rule)
        expect(words.en).toMatch(/^(Customers who .+|All customers)\.$/)
        expect(words['zh-CN']).toMatch(/。$/)
        expect(`${words.en}${words['zh-CN']}`).not.toMatch(/undefined|null|NaN/)
      }),
      { numRuns: 200 },
    )
    for (const operator of operators)
      expect(fc.sample(conditionOf(operator.id), 1).map(say)[0]?.en).toContain('who')
  })
})
