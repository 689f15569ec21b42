import { proportionInterval } from '@liangti/models'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { experienceOf } from '../../../src/interaction/touch-map/score.ts'

const csat = (content: number, n: number) => {
  const found = proportionInterval(content, n)
  return found && { n, ...found }
}

describe('experienceOf', () => {
  it('matches a hand calculation: the mean of contentment, answering and calm', () => {
    const found = experienceOf({
      nps: { n: 30, estimate: 0.2, lo: 0, hi: 0.4 },
      csat: { n: 10, estimate: 0.8, lo: 0.5, hi: 0.9 },
      asked: { people: 200, answered: 50 },
      active: { people: 100, complained: 4 },
    })
    // (30 · .6 + 10 · .8) / 40 = .65; 50 of 200 = .25; 96 of 100 = .96.
    expect(found?.content?.estimate).toBeCloseTo(65, 9)
    expect(found?.content?.lo).toBeCloseTo(100 * ((30 * 0.5 + 10 * 0.5) / 40), 9)
    expect(found?.answering?.estimate).toBeCloseTo(25, 9)
    expect(found?.calm?.estimate).toBeCloseTo(96, 9)
    expect(found?.estimate).toBeCloseTo((65 + 25 + 96) / 3, 9)
  })

  it('needs two parts, and says nothing of one', () => {
    const nobody = { people: 0, answered: 0, complained: 0 }
    expect(experienceOf({ nps: null, csat: csat(8, 10), asked: nobody, active: nobody })).toBeNull()
    const two = experienceOf({
      nps: null,
      csat: csat(8, 10),
      asked: nobody,
      active: { people: 9, complained: 9 },
    })
    expect(two?.estimate).toBeCloseTo(40, 9)
    expect(two?.answering).toBeNull()
  })

  it('lies between its own ends and between 0 and 100, whatever the counts', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), fc.nat(500), fc.nat(500), (a, b, c, d) => {
        const found = experienceOf({
          ...{ nps: null, csat: csat(a, a + b) },
          asked: { people: c + d, answered: c },
          active: { people: b + d, complained: b },
        })
        if (found === null) return
        expect(found.lo).toBeLessThanOrEqual(found.estimate + 1e-9)
        expect(found.hi).toBeGreaterThanOrEqual(found.estimate - 1e-9)
        expect(found.lo).toBeGreaterThanOrEqual(0)
        expect(found.hi).toBeLessThanOrEqual(100)
      }),
    )
  })
})
