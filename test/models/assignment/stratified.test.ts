import { armOf, clusterArms, saltedDraw, stratifiedArms } from '@liangti/models'
import { describe, expect, it } from 'vitest'

const keys = Array.from({ length: 3_000 }, (_, i) => `customer ${i}`)
const strata = keys.map((_, i) => (i % 7 === 0 ? 'rare' : i % 2 === 0 ? 'north' : 'south'))

describe('stratifiedArms', () => {
  it('every stratum is split within one unit of the weights', () => {
    const weights = [1, 2, 5]
    const arms = stratifiedArms('spring', keys, strata, weights)
    for (const stratum of ['rare', 'north', 'south']) {
      const counts = [0, 0, 0]
      strata.forEach((s, i) => {
        if (s === stratum) counts[arms[i] as number] = (counts[arms[i] as number] ?? 0) + 1
      })
      const size = counts.reduce((s, n) => s + n, 0)
      counts.forEach((n, arm) => {
        expect(Math.abs(n - (size * (weights[arm] as number)) / 8)).toBeLessThan(1)
      })
    }
  })
  it('does not hang on the order of the input, and a new salt draws anew', () => {
    const arms = stratifiedArms('spring', keys, strata, [1, 1])
    const back = stratifiedArms('spring', [...keys].reverse(), [...strata].reverse(), [1, 1])
    expect([...back].reverse()).toEqual([...arms])
    const other = stratifiedArms('autumn', keys, strata, [1, 1])
    const same = keys.filter((_, i) => arms[i] === other[i]).length
    expect(Math.abs(same / keys.length - 0.5)).toBeLessThan(0.04)
  })
  it('strata of one unit follow the weights: no arm is favoured', () => {
    const arms = stratifiedArms('spring', keys, keys, [1, 3])
    expect(Math.abs(arms.reduce((s, a) => s + a, 0) / keys.length - 0.75)).toBeLessThan(0.03)
  })
  it('each unit’s chance of an arm is its share, over salts', () => {
    let second = 0
    for (let salt = 0; salt < 2_000; salt++)
      second += stratifiedArms(`s${salt}`, ['a', 'b', 'c'], ['x', 'x', 'x'], [2, 1])[1] as number
    expect(Math.abs(second / 2_000 - 1 / 3)).toBeLessThan(0.035)
  })
  it('extremes', () => {
    expect([...stratifiedArms('s', [], [], [1])]).toEqual([])
    expect(() => stratifiedArms('s', ['a', 'a'], ['x', 'x'], [1, 1])).toThrow(
      /comes twice in the stratum "x"/,
    )
    expect(() => stratifiedArms('s', ['a'], [], [1])).toThrow(/0 entries for 1 keys/)
    expect(() => stratifiedArms('s', ['a'], ['x'], [])).toThrow(/at least one arm/)
  })
})

describe('clusterArms', () => {
  it('gives every unit the draw of its cluster', () => {
    const clusters = keys.map((_, i) => i % 40)
    const arms = clusterArms('shops', clusters, [1, 1])
    clusters.forEach((cluster, i) => {
      expect(arms[i]).toBe(armOf(saltedDraw('shops', cluster), [1, 1]))
    })
  })
})
