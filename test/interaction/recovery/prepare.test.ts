import { noteTopics } from '@liangti/models'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawArm, prepareRemedy } from '../../../src/interaction/recovery/prepare.ts'
import {
  problemOf,
  type RecoverySettings,
  type Remedy,
  recoverySettings,
  standardRecovery,
  type Tier,
  tiers,
} from '../../../src/interaction/recovery/settings.ts'
import { priorityOf, severityOf } from '../../../src/interaction/recovery/severity.ts'

const settings = standardRecovery('en')
const tier = fc.constantFrom(...tiers)
const topics = fc.subarray([...noteTopics])
const remedy = fc.record({
  id: fc.uuid().map((id) => id.slice(0, 8)),
  name: fc.constant('x'),
  kind: fc.constantFrom('apology' as const, 'coupon' as const),
  costMinor: fc.nat(50_000),
  topics,
  fromSeverity: fc.integer({ min: 1, max: 4 }),
  fromTier: tier,
  isStandard: fc.constant(false),
})
/** Any catalogue that has something for everybody. */
const catalogue = fc
  .array(remedy, { maxLength: 8 })
  .map((more): RecoverySettings => ({ ...settings, remedies: [settings.remedies[0] as Remedy, ...more] }))

describe('the catalogue a workspace starts with', () => {
  it.each(['en', 'zh-CN'] as const)('can be kept as it is, in %s', (locale) => {
    expect(recoverySettings.parse(standardRecovery(locale))).toEqual(standardRecovery(locale))
    expect(problemOf(standardRecovery(locale))).toBeNull()
    expect(standardRecovery(locale).trial.share).toBe(0)
  })

  it('is refused when somebody would get nothing, or what is owed depends on value', () => {
    const [first, ...rest] = settings.remedies as [Remedy, ...Remedy[]]
    expect(problemOf({ ...settings, remedies: [{ ...first, fromSeverity: 2 }, ...rest] })?.en).toContain(
      'nothing',
    )
    const dear = { ...first, id: 'dear', fromTier: 'high' as const }
    expect(problemOf({ ...settings, remedies: [first, dear] })?.en).toContain('worth')
    expect(problemOf({ ...settings, remedies: [first, first] })?.en).toContain('twice')
  })
})

describe('prepareRemedy', () => {
  it('gives more from severity and value on, and says who calls', () => {
    const of = (severity: number, own: Tier | null) => {
      const {
        remedy: found,
        by,
        channel,
        needsApproval,
      } = prepareRemedy(settings, { topics: ['staff'], severity, tier: own })
      return [found.id, by, channel, needsApproval]
    }
    expect(of(1, 'high')).toEqual(['apology', 'agent', 'same', false])
    expect(of(2, 'low')).toEqual(['coupon', 'agent', 'same', false])
    expect(of(3, 'middle')).toEqual(['coupon_plus', 'agent', 'call', false])
    expect(of(3, 'high')).toEqual(['manager', 'manager', 'call', true])
    expect(of(4, 'low')).toEqual(['coupon', 'manager', 'call', false])
  })

  it('treats who refused to be judged by value as the middle', () => {
    for (const severity of [1, 2, 3, 4])
      expect(prepareRemedy(settings, { topics: [], severity, tier: null }).remedy).toEqual(
        prepareRemedy(settings, { topics: [], severity, tier: 'middle' }).remedy,
      )
  })

  it('always finds one, of whatever sound catalogue; like cases get like remedies', () => {
    fc.assert(
      fc.property(catalogue, topics, fc.integer({ min: 1, max: 4 }), tier, (own, about, severity, worth) => {
        const found = prepareRemedy(own, { topics: about, severity, tier: worth })
        expect(found.standard.isStandard).toBe(true)
        expect(found.fitting).toContain(found.remedy)
        // The order of the topics says nothing.
        expect(prepareRemedy(own, { topics: about.toReversed(), severity, tier: worth })).toEqual(found)
      }),
    )
  })

  it('never gives less for a graver case or a more valuable customer', () => {
    fc.assert(
      fc.property(
        catalogue,
        topics,
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 0, max: 2 }),
        (own, about, severity, t) => {
          const cost = (more: number, worth: number) =>
            prepareRemedy(own, { topics: about, severity: severity + more, tier: tiers[t + worth] as Tier })
              .remedy.costMinor
          expect(cost(1, 0)).toBeGreaterThanOrEqual(cost(0, 0))
          expect(cost(0, 1)).toBeGreaterThanOrEqual(cost(0, 0))
        },
      ),
    )
  })
})

describe('drawArm', () => {
  const trial = { share: 0.3, severity4: false, days: 90 }
  const grave = (severity: number, own: Tier | null = 'middle') => ({ topics: [], severity, tier: own })
  const arm = (of: RecoverySettings, situation: ReturnType<typeof grave>, person: number) =>
    drawArm(of, prepareRemedy(of, situation), situation, person)

  it('draws nobody unless the workspace signed it off', () => {
    for (let person = 1; person < 200; person++) expect(arm(settings, grave(3), person)).toBeNull()
  })

  it('draws the share asked for, the same person the same way', () => {
    const on = { ...settings, trial }
    const arms = Array.from({ length: 4_000 }, (_, i) => arm(on, grave(3), i + 1))
    const standard = arms.filter((one) => one === 'standard').length
    // Five standard errors of a share of .3 in 4,000.
    expect(Math.abs(standard / 4_000 - 0.3)).toBeLessThan(5 * Math.sqrt((0.3 * 0.7) / 4_000))
    expect(arms.slice(0, 50)).toEqual(Array.from({ length: 50 }, (_, i) => arm(on, grave(3), i + 1)))
  })

  it('leaves out severity 4, who refused, and who could get no more than what is owed', () => {
    const on = { ...settings, trial }
    for (let person = 1; person < 200; person++) {
      expect(arm(on, grave(4), person)).toBeNull()
      expect(arm(on, grave(3, null), person)).toBeNull()
      expect(arm(on, grave(1), person)).toBeNull()
      expect(arm({ ...on, trial: { ...trial, severity4: true } }, grave(4), person)).not.toBeNull()
    }
  })
})

describe('severity and priority', () => {
  const of = (words: string, more: Partial<Parameters<typeof severityOf>[0]> = {}) =>
    severityOf({ words, topics: [], sentiment: 0, before: 0, ...more })

  it.each([
    ['想问下几点关门', {}, 1],
    ['店员爱理不理', { sentiment: -1 }, 2],
    ['多扣了三十块', { sentiment: -1, topics: ['billing'] }, 3],
    ['又来一次', { sentiment: -1, topics: ['billing'], before: 2 }, 3],
    ['再不处理就打 12315', {}, 3],
    ['I will call my lawyer', {}, 3],
    ['吹风机一开就冒烟', {}, 4],
    ['用了以后过敏，去了医院', { sentiment: -1 }, 4],
    ['the heater burnt my hand', {}, 4],
  ] as const)('%s', (words, more, severity) => {
    expect(of(words, more as never)).toBe(severity)
  })

  it('ranks severity times value, and who refused as the middle', () => {
    expect(priorityOf(4, 'high')).toBe(12)
    expect(priorityOf(2, 'low')).toBe(2)
    expect(priorityOf(3, null)).toBe(priorityOf(3, 'middle'))
  })
})
