import { proportionInterval } from '@liangti/models'
import { describe, expect, it } from 'vitest'

describe('proportionInterval', () => {
  it('is that of Wilson, and holds its estimate', () => {
    // Newcombe (1998), Statistics in Medicine 17:857, table I: 81 of 263 and 15 of 148.
    expect(proportionInterval(81, 263)?.lo).toBeCloseTo(0.2553, 4)
    expect(proportionInterval(81, 263)?.hi).toBeCloseTo(0.3662, 4)
    expect(proportionInterval(15, 148)?.lo).toBeCloseTo(0.0624, 4)
    expect(proportionInterval(15, 148)?.hi).toBeCloseTo(0.1605, 4)
    expect(proportionInterval(0, 20)?.lo).toBe(0)
    expect(proportionInterval(20, 20)?.hi).toBe(1)
    expect(proportionInterval(0, 0)).toBeNull()
  })

  it('refuses what is no share', () => {
    expect(() => proportionInterval(3, 2)).toThrow('successes')
    expect(() => proportionInterval(0, -1)).toThrow('trials')
    expect(() => proportionInterval(1, 2, 1)).toThrow('level')
  })
})
