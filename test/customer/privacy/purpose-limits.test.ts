import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PurposeLimit, standingAgainst } from '../../../src/customer/privacy/purposes/limits.ts'
import { factsSubject, sourceSubject, subjectWords } from '../../../src/customer/privacy/purposes/subjects.ts'
import type { ComputedDefinition } from '../../../src/insight/computed/definition.schema.ts'
import { subjectsOfComputed } from '../../../src/insight/computed/subjects.ts'
import { checkRule } from '../../../src/insight/segments/check.ts'
import { subjectsOf } from '../../../src/insight/segments/subjects.ts'

const uses = ['analysis', 'marketing', 'service']
const things = ['city', 'tier', factsSubject('orders'), factsSubject('events'), factsSubject('touches')]
const sources = ['s1', 's2', 's3']

const limit = fc.record({
  subject: fc.constantFrom(...things, ...sources.map(sourceSubject)),
  purposes: fc.subarray(uses),
})
const bringing = fc.record({
  s1: fc.subarray(things),
  s2: fc.subarray(things),
  s3: fc.subarray(things),
})

/** Fact by fact, as somebody would go through it with a pencil. */
function forbidden(
  limits: readonly PurposeLimit[],
  brought: Readonly<Record<string, string[]>>,
  thing: string,
  use: string,
): boolean {
  for (const { subject, purposes } of limits) {
    if (purposes.indexOf(use) >= 0) continue
    if (subject === thing) return true
    for (const [source, brings] of Object.entries(brought))
      if (subject === `source/${source}` && brings.indexOf(thing) >= 0) return true
  }
  return false
}

describe('limits to purposes', () => {
  it('stand against a use where one of the things it looks at is forbidden for it, and only then', () => {
    fc.assert(
      fc.property(
        fc.array(limit, { maxLength: 6 }),
        bringing,
        fc.subarray(things),
        fc.constantFrom(...uses),
        (said, brings, asked, use) => {
          const limits = said.map((one) => ({ ...one, reason: '', decidedBy: '', decidedAt: new Date(0) }))
          const brought = new Map(Object.entries(brings).map(([id, all]) => [id, new Set(all)]))
          const standing = standingAgainst(limits, brought, new Set(asked), use)
          expect(standing.length > 0).toBe(asked.some((thing) => forbidden(limits, brings, thing, use)))
          for (const one of standing) expect(one.purposes).not.toContain(use)
        },
      ),
    )
  })

  it('name what they are about', () => {
    const names = new Map([['s1', 'Call centre']])
    expect(subjectWords('city', names).en).toBe('The attribute "City"')
    expect(subjectWords(factsSubject('orders'), names).en).toBe('Orders and the scores made of them')
    expect(subjectWords(sourceSubject('s1'), names)).toEqual({
      en: 'Source “Call centre”',
      'zh-CN': '数据来源“Call centre”',
    })
  })
})

describe('what a rule looks at', () => {
  const ids = ['a', 'b', 'c'].map((end) => `0192f000-0000-7000-8000-00000000000${end}`)
  const [count = '', days = '', ratio = ''] = ids
  const definitions: Record<string, ComputedDefinition> = {
    [count]: { from: 'events', measure: 'count', field: null, windowDays: null, where: [] },
    [days]: { from: 'attributes', measure: 'days_since', attribute: 'contract' },
    [ratio]: { from: 'computed', measure: 'ratio', numerator: count, denominator: days },
  }
  const computed = new Map(Object.entries(definitions))
  const of = (rule: object) => [...subjectsOf(checkRule(rule), computed)].sort()

  it('is what its conditions name, however deep, and what computed attributes are made of', () => {
    const city = { op: 'attribute_equals', params: { attribute: 'city', value: 'x' } }
    const score = { op: 'rfm_score', params: { measure: 'm', compare: 'at_least', value: 4 } }
    const touched = { op: 'touched', params: { did: 'did', action: 'responded', withinDays: 30 } }
    expect(of({ all: [] })).toEqual([])
    expect(of({ all: [{ not: { any: [city] } }] })).toEqual(['city'])
    expect(of({ any: [score, touched] })).toEqual(['facts/orders', 'facts/touches'])
    expect(
      of({ op: 'computed_compare', params: { attribute: ratio, compare: 'at_least', value: 1 } }),
    ).toEqual(['contract', 'facts/events'])
  })

  it('ends where computed attributes are gone, or go round', () => {
    expect(subjectsOfComputed('gone', computed)).toEqual([])
    const circle = { from: 'computed', measure: 'ratio', numerator: 'x', denominator: 'x' } as const
    expect(subjectsOfComputed('x', new Map([['x', circle]]))).toEqual([])
  })
})
