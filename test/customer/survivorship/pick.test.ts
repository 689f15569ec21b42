import { describe, expect, it } from 'vitest'
import {
  type DecidedRule,
  pick,
  type Saying,
  survivorshipRules,
} from '../../../src/customer/survivorship/pick.ts'
import { correctedId } from '../../../src/customer/survivorship/sayings.ts'

const saying = (sourceId: string, observedMs: number, said: Record<string, string>): Saying => ({
  ...{ sourceId, importId: `${sourceId}-${observedMs}`, said, saidAt: {}, observedMs, storedMs: observedMs },
  own: true,
})
const crm = (at: number, said: Record<string, string>) => saying('crm', at, said)
const till = (at: number, said: Record<string, string>) => saying('till', at, said)
const app = (at: number, said: Record<string, string>) => saying('app', at, said)
const by = (rule: DecidedRule['rule'], ...sources: string[]) => new Map([['city', { rule, sources }]])
const cityBy = (rule: DecidedRule['rule'], sayings: Saying[], ...sources: string[]) =>
  pick(sayings, by(rule, ...sources)).get('city')?.value

describe('which word counts where sources differ', () => {
  const words = [crm(1, { city: 'Rome' }), till(2, { city: 'Ghent' }), app(3, { city: 'Rome' })]

  it('takes the latest, the trusted, the one of most, the first and the longest', () => {
    const all = [...words, till(4, { city: 'Antwerp' })]
    expect(cityBy('most_recent', all)).toBe('Antwerp')
    expect(cityBy('trusted', all, 'app', 'till')).toBe('Rome')
    expect(cityBy('most_frequent', all)).toBe('Rome')
    expect(cityBy('first_known', all)).toBe('Rome')
    expect(cityBy('longest', all)).toBe('Antwerp')
  })

  it('counts the newest word of a source alone, but for the first one known', () => {
    const changed = [till(1, { city: 'San Francisco' }), till(2, { city: 'Ghent' }), crm(3, { city: 'Rome' })]
    expect(cityBy('longest', changed)).toBe('Ghent')
    expect(cityBy('first_known', changed)).toBe('San Francisco')
  })

  it('never lets a blank win, and falls back to who was trusted next', () => {
    expect(cityBy('trusted', [crm(1, { city: '' }), till(0, { city: 'Ghent' })], 'crm')).toBe('Ghent')
    expect(cityBy('trusted', [till(5, { city: 'Ghent' }), app(9, { city: 'Rome' })], 'crm')).toBe('Rome')
  })

  it('says who said it and what else was said, and does not depend on the order', () => {
    for (const list of [words, words.toReversed()]) {
      const city = pick(list, new Map()).get('city')
      expect(city).toMatchObject({ value: 'Rome', sourceId: 'app', rule: 'most_recent' })
      expect(city?.words.map(({ sourceId }) => sourceId)).toEqual(['app', 'till', 'crm'])
    }
  })

  it('lets what was corrected count before every rule, and the last correction before the first', () => {
    const corrected = (at: number, city: string) => saying(correctedId, at, { city })
    const all = [...words, corrected(0, 'Oslo'), app(9, { city: 'San Francisco' })]
    for (const rule of survivorshipRules) {
      const city = pick(all, by(rule, 'app', 'crm')).get('city')
      expect(city).toMatchObject({ value: 'Oslo', rule: 'corrected', sourceId: correctedId })
      expect(city?.words).toHaveLength(4)
      expect(cityBy(rule, [...all, corrected(2, 'Bergen')], 'app')).toBe('Bergen')
    }
  })

  it('judges an attribute seen at another moment by that moment', () => {
    const old = { ...till(9, { city: 'Ghent', tier: 'gold' }), saidAt: { city: 1 } }
    const picked = pick([old, crm(5, { city: 'Rome', tier: 'blue' })], new Map())
    expect([picked.get('city')?.value, picked.get('tier')?.value]).toEqual(['Rome', 'gold'])
  })
})
