import { describe, expect, it } from 'vitest'
import { rateInterval } from '../../../src/cli/demo/binomial.ts'

describe('rateInterval', () => {
  it('matches what can be worked out by hand where all or none came up', () => {
    // (1 − hi)^10 = 0.025
    expect(rateInterval(0, 10)).toEqual({ rate: 0, lo: 0, hi: expect.closeTo(1 - 0.025 ** 0.1, 10) })
    expect(rateInterval(50, 50)).toEqual({ rate: 1, lo: expect.closeTo(0.025 ** (1 / 50), 10), hi: 1 })
  })

  it('gives each end the tail it is defined by', () => {
    const { lo, hi } = rateInterval(47, 50)
    const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k)
    const tail = (p: number, from: number, to: number) => {
      let sum = 0
      for (let k = from; k <= to; k += 1) sum += choose(50, k) * p ** k * (1 - p) ** (50 - k)
      return sum
    }
    expect(tail(lo, 47, 50)).toBeCloseTo(0.025, 8)
    expect(tail(hi, 0, 47)).toBeCloseTo(0.025, 8)
  })
})
