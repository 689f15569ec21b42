import { describe, expect, it } from 'vitest'
import { realisedEffect } from '../../../src/cli/demo/realised.ts'

describe('realisedEffect', () => {
  it('is the mean change over everybody, those who got nothing included', () => {
    const truth = realisedEffect({
      without: [0, 100, 0, 40],
      with: [80, 100, 20, 40],
      received: [true, true, true, false],
    })
    expect(truth.uncappedMinor).toBe(25)
    expect(truth.broughtMinor).toEqual({ received: 200, others: 40 })
    expect(truth.received).toBe(3)
  })

  it('counts nobody beyond the cap that what happened sets', () => {
    // 400 people of whom 100 buy for 100; the one giant is cut down to them, so what was added to him does not count.
    const without = Array.from({ length: 400 }, (_, at): number => (at < 100 ? 100 : 0))
    without[0] = 5_000
    const reached = without.map((minor, at) => (at === 0 ? 9_000 : at === 1 ? 100 : minor))
    const truth = realisedEffect({ without, with: reached, received: without.map(() => true) })
    expect(truth.uncappedMinor).toBe(10)
    expect(truth.effectMinor).toBe(0)
  })

  it('is nothing where nothing was delivered, whatever a message would have done', () => {
    const truth = realisedEffect({ without: [0, 5], with: [50, 5], received: [false, false] })
    expect(truth.effectMinor).toBe(0)
    expect(truth.uncappedMinor).toBe(0)
    expect(truth.broughtMinor).toEqual({ received: 0, others: 5 })
  })
})
