import { netPromoter } from '@liangti/models'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

/** Seeded: chance must not decide whether the suite passes. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}

describe('netPromoter', () => {
  it('matches a hand calculation of the adjusted Wald interval', () => {
    // (50.75 − 20.75) / 103 = .291262; variance (.492718 + .201456 − .084834) / 103; 1.959964 × .076915
    const score = netPromoter({ promoters: 50, passives: 30, detractors: 20 })
    expect(score?.estimate).toBeCloseTo(0.3, 12)
    expect(score?.lo).toBeCloseTo(0.1405, 4)
    expect(score?.hi).toBeCloseTo(0.442, 4)
  })

  it('holds the truth about 95 times of a hundred, for few answers too', () => {
    const next = generator(20_261_123)
    for (const [n, p, d] of [
      [12, 0.5, 0.2],
      [40, 0.3, 0.4],
      [200, 0.6, 0.1],
    ] as const) {
      let held = 0
      for (let round = 0; round < 4_000; round++) {
        const counts = { promoters: 0, passives: 0, detractors: 0 }
        for (let i = 0; i < n; i++) {
          const draw = next()
          counts[draw < p ? 'promoters' : draw < p + d ? 'detractors' : 'passives'] += 1
        }
        const score = netPromoter(counts)
        if (score && score.lo <= p - d && p - d <= score.hi) held += 1
      }
      expect(held / 4_000).toBeGreaterThan(0.94)
      expect(held / 4_000).toBeLessThan(0.98)
    }
  })

  it('lies within its interval and within −1 to 1, and turns about when sides are changed', () => {
    const count = fc.integer({ min: 0, max: 500 })
    fc.assert(
      fc.property(count, count, count, (promoters, passives, detractors) => {
        const score = netPromoter({ promoters, passives, detractors })
        if (promoters + passives + detractors === 0) return score === null
        const other = netPromoter({ promoters: detractors, passives, detractors: promoters })
        if (!score || !other) return false
        const ordered =
          -1 <= score.lo && score.lo <= score.estimate && score.estimate <= score.hi && score.hi <= 1
        return (
          ordered &&
          Math.abs(score.lo + other.hi) < 1e-12 &&
          Math.abs(score.estimate + other.estimate) < 1e-12
        )
      }),
    )
  })

  it('refuses what cannot be', () => {
    expect(() => netPromoter({ promoters: -1, passives: 0, detractors: 0 })).toThrow('promoters')
    expect(() => netPromoter({ promoters: 1, passives: 0, detractors: 0 }, 1)).toThrow('level')
  })
})
