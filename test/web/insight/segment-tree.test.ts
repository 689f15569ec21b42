import { describe, expect, it } from 'vitest'
import type { Operator, SegmentRule } from '../../../web/src/api/types.ts'
import {
  conditionsOf,
  emptyRoot,
  fieldsInUse,
  fromRule,
  missingFields,
  newCondition,
  pruned,
  replaceNode,
  toRule,
} from '../../../web/src/insight/segments/tree.ts'

const leaf = (op: string): SegmentRule => ({ op, params: {} })
const words = { en: '', 'zh-CN': '' }
const operator: Operator = {
  op: 'orders',
  label: words,
  help: words,
  group: 'orders',
  dependency: 'time',
  fields: [
    {
      name: 'window',
      label: words,
      type: 'choice',
      required: true,
      default: 'ever',
      choices: [{ value: 'ever', label: words }],
    },
    { name: 'days', label: words, type: 'days', required: true, when: { field: 'window', in: ['last'] } },
    { name: 'value', label: words, type: 'number', required: true },
  ],
}

describe('the rule a builder edits', () => {
  it('comes back as it went in', () => {
    const rule: SegmentRule = {
      all: [leaf('a'), { any: [{ not: leaf('b') }, leaf('c')] }, { not: { all: [leaf('d')] } }],
    }
    expect(toRule(fromRule(rule))).toEqual(rule)
  })
  it('gives a single condition a group to grow in', () => {
    expect(toRule(fromRule(leaf('a')))).toEqual({ all: [leaf('a')] })
  })
  it('lets two negations cancel out', () => {
    expect(toRule(fromRule({ not: { not: { any: [leaf('a')] } } }))).toEqual({ any: [leaf('a')] })
  })
  it('is everybody when empty, and empty inner groups say nothing', () => {
    expect(toRule(emptyRoot())).toEqual({ all: [] })
    expect(toRule({ ...emptyRoot(), items: [emptyRoot()] })).toEqual({ all: [] })
  })
  it('lists conditions depth first, as the server counts them', () => {
    const tree = fromRule({ all: [leaf('a'), { any: [leaf('b'), { all: [leaf('c')] }] }, leaf('d')] })
    expect(conditionsOf(tree).map((node) => node.op)).toEqual(['a', 'b', 'c', 'd'])
  })
  it('takes a node out and nothing else', () => {
    const tree = fromRule({ all: [leaf('a'), { any: [leaf('b'), leaf('c')] }] })
    const b = conditionsOf(tree)[1]
    expect(toRule(replaceNode(tree, b?.id ?? '', null))).toEqual({ all: [leaf('a'), { any: [leaf('c')] }] })
  })
})

describe('parameters of a condition', () => {
  it('start at their defaults and name what is still missing', () => {
    const node = newCondition(operator)
    expect(node.params).toEqual({ window: 'ever' })
    expect(missingFields(operator, node.params)).toEqual(['value'])
  })
  it('apply only where they say so', () => {
    expect(fieldsInUse(operator, { window: 'ever' }).map((f) => f.name)).toEqual(['window', 'value'])
    expect(missingFields(operator, { window: 'last', value: 1 })).toEqual(['days'])
    expect(pruned(operator, { window: 'ever', days: 30, value: 0 })).toEqual({ window: 'ever', value: 0 })
  })
})
