import { describe, expect, it } from 'vitest'
import { priorOf } from '../../../src/campaign/forecast/prior.ts'
import { seededRandom } from '../../../src/kit/random.ts'

describe('what past campaigns say of the next', () => {
  it('is nothing without a past', () => {
    expect(priorOf([], 1_000)).toBeNull()
    expect(priorOf([{ effect: 5, standardError: 0 }], 1_000)).toBeNull()
  })

  it('pulls a lone lucky campaign towards no effect, the more the vaguer it was', () => {
    const clear = priorOf([{ effect: 300, standardError: 50 }], 1_000)
    const vague = priorOf([{ effect: 300, standardError: 400 }], 1_000)
    expect(clear?.mean).toBeCloseTo(300 * (200 ** 2 / (200 ** 2 + 50 ** 2)), 6)
    expect(vague?.mean).toBeLessThan(100)
  })

  it('trusts many that agree, and widens where they do not', () => {
    const agree = priorOf(
      Array.from({ length: 10 }, () => ({ effect: 100, standardError: 40 })),
      1_000,
    )
    expect(agree?.mean).toBeGreaterThan(95)
    const differ = priorOf(
      [100, 300, -100, 250, 20].map((effect) => ({ effect, standardError: 10 })),
      1_000,
    )
    expect(differ?.standardDeviation).toBeGreaterThan(100)
  })

  it('holds the next effect about as often as it says', () => {
    const random = seededRandom(3)
    let held = 0
    const rounds = 300
    for (let i = 0; i < rounds; i++) {
      const kind = 200 * random.normal()
      const effect = () => kind + 30 * random.normal()
      const past = Array.from({ length: 8 }, () => ({
        effect: effect() + 60 * random.normal(),
        standardError: 60,
      }))
      const prior = priorOf(past, 1_000)
      if (prior && Math.abs(effect() - prior.mean) <= 1.96 * prior.standardDeviation) held += 1
    }
    expect(held / rounds).toBeGreaterThan(0.85)
  })
})
