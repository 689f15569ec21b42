import { drawNormal, featureTable, missingCode, seededRandom, segmentProfiles } from '@liangti/models'
import { describe, expect, it } from 'vitest'

describe('segmentProfiles', () => {
  it('published value: Cohen’s h of 65 % against 45 % is .40 (Cohen 1988, table 6.2.2)', () => {
    const codes = Uint32Array.from({ length: 200 }, (_, i) => (i % 100 < (i < 100 ? 65 : 45) ? 0 : 1))
    const table = featureTable([{ kind: 'categorical', name: 'card', codes, levels: ['yes', 'no'] }])
    const [first] = segmentProfiles(
      table,
      Uint32Array.from({ length: 200 }, (_, i) => (i < 100 ? 0 : 1)),
    )
    expect(first?.traits[0]).toMatchObject({ level: 'yes', inside: 0.65, outside: 0.45, size: 'small' })
    expect(first?.traits[0]?.effect).toBeCloseTo(0.4, 2)
    expect(first?.traits[0]?.zh).toBe('card为“yes”的比例略高于其他客户：65.0 %，其他客户为 45.0 %')
  })
  it('recovers a planted difference in standard deviations, and leaves out what does not differ', () => {
    const random = seededRandom(8)
    const segment = Uint32Array.from({ length: 9_000 }, (_, i) => i % 3)
    const spend = Float64Array.from(segment, (s) => 100 + 10 * drawNormal(random) + (s === 1 ? 9 : 0))
    const noise = Float64Array.from(segment, () => drawNormal(random))
    const table = featureTable([
      { kind: 'numeric', name: 'noise', values: noise },
      { kind: 'numeric', name: 'spend', values: spend },
    ])
    const profiles = segmentProfiles(table, segment)
    expect(profiles[1]?.traits).toHaveLength(1)
    expect(profiles[1]?.traits[0]?.effect).toBeCloseTo(0.9, 1)
    expect(profiles[1]?.traits[0]?.en).toMatch(
      /^spend is much higher: 109 on average, (99\.\d|100) elsewhere$/,
    )
    expect(profiles[1]?.share).toBeCloseTo(1 / 3)
  })
  it('second implementation: d from the two lists, values that are missing passed over', () => {
    const values = [1, 4, Number.NaN, 2, 8, 5, 7, Number.NaN, 3]
    const segment = [0, 0, 0, 1, 1, 2, 2, 2, 0]
    const table = featureTable([{ kind: 'numeric', name: 'x', values: Float64Array.from(values) }])
    segmentProfiles(table, Uint32Array.from(segment), { leastEffect: 0 }).forEach((profile) => {
      const side = (own: boolean) =>
        values.filter((v, i) => !Number.isNaN(v) && (segment[i] === profile.segment) === own)
      const mean = (list: number[]) => list.reduce((a, b) => a + b, 0) / list.length
      const squares = (list: number[]) => list.reduce((sum, v) => sum + (v - mean(list)) ** 2, 0)
      const [a, b] = [side(true), side(false)]
      const pooled = Math.sqrt((squares(a) + squares(b)) / (a.length + b.length - 2))
      expect(profile.traits[0]?.effect).toBeCloseTo((mean(a) - mean(b)) / pooled, 10)
    })
  })
  it('extremes: one segment, a column without spread, nobody known, no rows', () => {
    const table = featureTable([
      { kind: 'numeric', name: 'x', values: Float64Array.of(1, 1, 2, 2) },
      { kind: 'categorical', name: 'y', codes: new Uint32Array(4).fill(missingCode), levels: ['a'] },
    ])
    expect(segmentProfiles(table, new Uint32Array(4))[0]?.traits).toEqual([])
    const [low] = segmentProfiles(table, Uint32Array.of(0, 0, 2, 2))
    expect(low?.traits).toMatchObject([{ feature: 'x', effect: -Infinity, size: 'large' }])
    expect(segmentProfiles(table, Uint32Array.of(0, 0, 2, 2))[1]).toMatchObject({ rows: 0, traits: [] })
    expect(() => segmentProfiles(featureTable([]), new Uint32Array(0))).toThrow(/no rows/)
    expect(() => segmentProfiles(table, new Uint32Array(3))).toThrow(/has 3 entries/)
  })
})
