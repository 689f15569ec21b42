import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cameAsProspect, foldStages } from '../../../src/customer/prospects/fold.ts'
import { catalogueOf, prospectSettings } from '../../../src/customer/prospects/stages.ts'

describe('stages of a prospect', () => {
  const word = (at: number, stage: string, id = at) => ({ at, id, stage })

  it('begin when somebody is first seen, follow the words, and end with the purchase', () => {
    const words = [word(30, 'interested'), word(20, 'contacted'), word(25, 'contacted'), word(60, 'lost')]
    expect(foldStages(10, null, words)).toEqual([
      { at: 10, stage: 'new' },
      { at: 20, stage: 'contacted' },
      { at: 30, stage: 'interested' },
      { at: 60, stage: 'lost' },
    ])
    expect(foldStages(10, 50, words).at(-1)).toEqual({ at: 50, stage: 'won' })
    expect(foldStages(10, 50, words)).toHaveLength(4)
  })

  it('of two words of one moment take the later one', () => {
    expect(foldStages(1, null, [word(5, 'interested', 2), word(5, 'contacted', 1)]).at(-1)?.stage).toBe(
      'interested',
    )
  })

  it('do not depend on the order words are read in, never repeat, and forget nothing but what follows a purchase', () => {
    const stage = fc.constantFrom('new', 'contacted', 'lost')
    const words = fc.uniqueArray(fc.record({ at: fc.nat(50), id: fc.nat(500), stage }), {
      selector: ({ id }) => id,
      maxLength: 12,
    })
    fc.assert(
      fc.property(words, fc.option(fc.nat(50), { nil: null }), fc.nat(50), (said, bought, seen) => {
        const steps = foldStages(seen, bought, said)
        expect(foldStages(seen, bought, said.toReversed())).toEqual(steps)
        for (const [i, one] of steps.entries()) if (i > 0) expect(one.stage).not.toBe(steps[i - 1]?.stage)
        expect(steps.at(-1)?.stage === 'won').toBe(bought !== null)
        // A word after the purchase changes nothing.
        if (bought !== null)
          expect(foldStages(seen, bought, [...said, { at: bought, id: 999, stage: 'lost' }])).toEqual(steps)
      }),
    )
  })

  it('say who came as a prospect', () => {
    expect(cameAsProspect(5, null, [])).toBe(true)
    expect(cameAsProspect(5, 5, [])).toBe(false)
    expect(cameAsProspect(5, 6, [])).toBe(true)
    expect(cameAsProspect(5, 5, [word(4, 'contacted')])).toBe(true)
  })
})

describe('the list of stages', () => {
  const stages = [
    { id: 'new', label: '新线索' },
    { id: 'visit', label: 'Visited' },
  ]
  const reasons = [{ id: 'price', label: 'Too dear' }]

  it('says a name nobody changed in both languages', () => {
    const { stages: shown, reasons: why } = catalogueOf(prospectSettings.parse({ stages, reasons }))
    expect(shown.map(({ label }) => label.en)).toEqual(['New lead', 'Visited'])
    expect(why[0]?.label['zh-CN']).toBe('Too dear')
  })

  it('begins with the first stage, names each once, and leaves bought and lost to the program', () => {
    for (const bad of [
      [...stages].reverse(),
      [...stages, { id: 'won', label: 'Sold' }],
      [...stages, { id: 'other', label: 'visited' }],
    ])
      expect(prospectSettings.safeParse({ stages: bad, reasons }).success).toBe(false)
  })
})
