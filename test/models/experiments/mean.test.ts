import { meanInterval, summarize } from '@liangti/models'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../src/kit/random.ts'

/** Sums of values of this mean and standard deviation. */
const sums = (n: number, mean: number, deviation: number) => ({
  n,
  sum: n * mean,
  sumSquares: (n - 1) * deviation ** 2 + n * mean ** 2,
})

describe('meanInterval', () => {
  it("is that of Student's t", () => {
    // NIST/SEMATECH e-Handbook, 1.3.5.2: ZARR13.DAT, 195 values.
    const { lo, hi } = meanInterval(sums(195, 9.26146, 0.02278881)) ?? {}
    expect(lo).toBeCloseTo(9.258242, 5)
    expect(hi).toBeCloseTo(9.264679, 5)
    const few = meanInterval(summarize([9.2, 9.4, 9.1, 9.5, 9.3]))
    expect(few?.lo).toBeCloseTo(9.103675683852245, 9)
    expect(few?.hi).toBeCloseTo(9.496324316147756, 9)
  })

  it('holds the mean as often as it says, also of few values', () => {
    const random = seededRandom(7)
    let held = 0
    for (let i = 0; i < 20_000; i++) {
      const { lo, hi } = meanInterval(summarize(Array.from({ length: 5 }, () => 3 + random.normal()))) ?? {}
      if ((lo ?? 9) <= 3 && 3 <= (hi ?? 0)) held++
    }
    expect(held / 20_000).toBeGreaterThan(0.943)
    expect(held / 20_000).toBeLessThan(0.957)
  })

  it('knows nothing of nobody, and no bounds of one', () => {
    expect(meanInterval({ n: 0, sum: 0, sumSquares: 0 })).toBeNull()
    expect(meanInterval(summarize([4]))).toEqual({ estimate: 4, lo: null, hi: null })
    expect(() => meanInterval(summarize([1, 2]), 1)).toThrow('level')
    expect(() => meanInterval({ n: 2, sum: 4, sumSquares: 1 })).toThrow('sumSquares')
  })
})
