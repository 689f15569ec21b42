import { describe, expect, it } from 'vitest'
import { applyTraits, type TraitFacts } from '../../../src/customer/collection/apply-traits.ts'
import { readTraits, type TraitMode } from '../../../src/customer/collection/traits.ts'

const known = (more: Partial<TraitFacts> = {}): TraitFacts => ({
  ...{ country: '', region: '', city: '', gender: '', tier: '', language: '' },
  birthYear: 0,
  attributes: {},
  ...more,
})
const applied = (before: TraitFacts, ...news: [TraitMode, Record<string, unknown>][]) =>
  applyTraits(
    before,
    news.map(([mode, traits]) => readTraits(traits, mode)),
  )

describe('traits of an identify', () => {
  it('replace what was known, and leave out what they do not name', () => {
    const facts = applied(known({ city: 'Ghent', attributes: { plan: 'gold' } }), [
      'set',
      { tier: 'A', plan: 'silver' },
    ])
    expect(facts).toMatchObject({ city: 'Ghent', tier: 'A', attributes: { plan: 'silver' } })
  })

  it('set once, fill only what is blank', () => {
    const facts = applied(
      known({ city: 'Ghent' }),
      ['once', { city: 'Bruges', tier: 'A', plan: 'x' }],
      ['once', { plan: 'y' }],
    )
    expect(facts).toMatchObject({ city: 'Ghent', tier: 'A', attributes: { plan: 'x' } })
  })

  it('append members to a list once each, also to what was no list', () => {
    const twice: [TraitMode, Record<string, unknown>] = ['append', { likes: ['rice', 'tea'] }]
    expect(applied(known({ attributes: { likes: 'tea' } }), twice, twice).attributes).toEqual({
      likes: '["tea","rice"]',
    })
  })

  it('forget what is unset or cleared, but no identifier', () => {
    const before = known({
      city: 'Ghent',
      region: 'East Flanders',
      birthYear: 1980,
      attributes: { plan: 'x', way: 'y' },
    })
    expect(applied(before, ['unset', { city: true, province: true, plan: true }])).toEqual(
      known({ birthYear: 1980, attributes: { way: 'y' } }),
    )
    expect(applied(before, ['clear', {}])).toEqual(known())
    expect(readTraits({ email: 'a@example.com' }, 'unset').identifiers).toEqual([])
  })

  it('change nothing more when they are applied again', () => {
    const news: [TraitMode, Record<string, unknown>][] = [
      ['set', { city: 'Ghent', plan: 'x' }],
      ['append', { likes: ['a'] }],
      ['unset', { plan: true }],
      ['once', { tier: 'B' }],
    ]
    expect(applied(applied(known(), ...news), ...news)).toEqual(applied(known(), ...news))
  })
})
