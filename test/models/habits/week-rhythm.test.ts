import {
  busiestBlock,
  drawBelow,
  fitWeekRhythm,
  hourChances,
  seededRandom,
  type WeekRhythm,
  weekHours,
} from '@liangti/models'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const hour = (day: number, at: number) => day * 24 + at
const sum = (values: Float64Array) => values.reduce((a, b) => a + b, 0)

describe('hourChances', () => {
  it('matches a hand calculation: half everybody, half a narrow kernel of one act', () => {
    const share = new Float64Array(weekHours).fill(1 / weekHours)
    const rhythm: WeekRhythm = { share, strength: 1, kernel: { hours: 0.7, everyDay: 0 } }
    const chances = hourChances(rhythm, [hour(2, 20)])
    // Σ exp(−d²/0.98) over the 24 hours of a day: 1 + 2·(.360448 + .016880 + .000103 + …)
    const all = 1 + 2 * (Math.exp(-1 / 0.98) + Math.exp(-4 / 0.98) + Math.exp(-9 / 0.98))
    expect(all).toBeCloseTo(1.75486, 4)
    expect(chances[hour(2, 20)]).toBeCloseTo((1 / 168 + 1 / all) / 2, 6)
    expect(chances[hour(2, 21)]).toBeCloseTo((1 / 168 + Math.exp(-1 / 0.98) / all) / 2, 6)
    expect(chances[hour(3, 20)]).toBeCloseTo(1 / 336, 9)
  })

  it('goes round midnight and sums to 1 for any acts', () => {
    const rhythm = fitWeekRhythm([[hour(0, 23), hour(1, 23)]])
    if (!rhythm) throw new Error('There are acts.')
    const night = hourChances({ ...rhythm, kernel: { hours: 1.2, everyDay: 0 } }, [hour(0, 23)])
    expect(night[hour(0, 0)]).toBeCloseTo(night[hour(0, 22)] ?? 0, 12)
    fc.assert(
      fc.property(fc.array(fc.nat(weekHours - 1), { maxLength: 40 }), (acts) => {
        expect(sum(hourChances(rhythm, acts))).toBeCloseTo(1, 9)
      }),
      { numRuns: 50 },
    )
  })

  it('is everybody for whom nothing is known', () => {
    const rhythm = fitWeekRhythm([[hour(4, 12), hour(5, 12)], [hour(4, 13)]])
    if (!rhythm) throw new Error('There are acts.')
    expect(hourChances(rhythm, [])).toEqual(rhythm.share)
    expect(sum(rhythm.share)).toBeCloseTo(1, 12)
    expect(Math.min(...rhythm.share)).toBeGreaterThan(0)
  })
})

describe('fitWeekRhythm', () => {
  /** People of the evening and people of the morning, each with a slot of their own. */
  function planted(seed: number, people: number, acts: number, loyal: number) {
    const random = seededRandom(seed)
    return Array.from({ length: people }, () => {
      const slot = random() < 0.5 ? 20 : 8
      return {
        slot,
        acts: Array.from({ length: acts }, () =>
          random() < loyal
            ? hour(drawBelow(random, 7), slot + drawBelow(random, 2))
            : hour(drawBelow(random, 7), 7 + drawBelow(random, 16)),
        ),
      }
    })
  }
  const bestOf = (chances: Float64Array) => chances.indexOf(Math.max(...chances)) % 24

  it('finds the hours planted for each person', () => {
    const people = planted(3, 600, 6, 0.8)
    const rhythm = fitWeekRhythm(people.map(({ acts }) => acts))
    if (!rhythm) throw new Error('There are acts.')
    const found = people.filter(({ slot, acts }) => {
      const best = bestOf(hourChances(rhythm, acts))
      return best === slot || best === slot + 1
    }).length
    expect(found / people.length).toBeGreaterThan(0.95)
    expect(rhythm.kernel.everyDay).toBe(1)
  })

  it('trusts the person the less, the less their acts foresee each other', () => {
    const fitted = (loyal: number) => fitWeekRhythm(planted(5, 400, 6, loyal).map(({ acts }) => acts))
    const [loyal, fickle] = [fitted(0.95), fitted(0)]
    expect(loyal?.strength).toBeLessThanOrEqual(4)
    expect(fickle?.strength).toBe(128)
  })

  it('foresees acts it has not seen better than everybody’s habits do', () => {
    const people = planted(9, 500, 7, 0.7)
    const rhythm = fitWeekRhythm(people.map(({ acts }) => acts.slice(0, 6)))
    if (!rhythm) throw new Error('There are acts.')
    const gain = people.reduce((total, { acts }) => {
      const next = acts[6] ?? 0
      return total + Math.log((hourChances(rhythm, acts.slice(0, 6))[next] ?? 0) / (rhythm.share[next] ?? 1))
    }, 0)
    // In nats an act; knowing for certain who is of the evening would bring about 0.3.
    expect(gain / people.length).toBeGreaterThan(0.1)
  })

  it('has nothing to say of nothing, and refuses hours outside of the week', () => {
    expect(fitWeekRhythm([[], []])).toBeNull()
    expect(fitWeekRhythm([[5]])?.strength).toBe(128)
    expect(() => fitWeekRhythm([[168]])).toThrow('up to 167')
    expect(() => busiestBlock([3, 4, 200])).toThrow('up to 167')
  })
})

describe('busiestBlock', () => {
  it('says Tuesday to Thursday, 19 to 21 h, where most acts lie there', () => {
    const acts = [1, 2, 3].flatMap((day) => [hour(day, 19), hour(day, 20)])
    expect(busiestBlock([...acts, hour(5, 10), hour(0, 3)])).toEqual({
      ...{ firstDay: 1, days: 3, firstHour: 19, hours: 2, acts: 6, of: 8 },
    })
  })

  it('runs over the end of the week and over midnight', () => {
    expect(busiestBlock([hour(6, 23), hour(0, 23), hour(6, 0), hour(0, 0)])).toEqual({
      ...{ firstDay: 6, days: 2, firstHour: 23, hours: 2, acts: 4, of: 4 },
    })
  })

  it('says nothing for two acts, or for acts that lie everywhere', () => {
    expect(busiestBlock([1, 1])).toBeNull()
    expect(busiestBlock(Array.from({ length: 14 }, (_, i) => hour(i % 7, (i * 7) % 24)))).toBeNull()
  })

  it('is seldom taken in by acts that lie anywhere', () => {
    const random = seededRandom(2)
    for (const acts of [3, 5, 8, 20]) {
      const tries = Array.from({ length: 300 }, () =>
        busiestBlock(Array.from({ length: acts }, () => drawBelow(random, weekHours))),
      )
      // One in twenty, and two standard errors more.
      expect(tries.filter((block) => block !== null).length / 300).toBeLessThan(0.05 + 2 * 0.0126)
    }
  })

  it('holds at least half of the acts wherever it says anything', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(weekHours - 1), { minLength: 3, maxLength: 20 }), (acts) => {
        const block = busiestBlock(acts)
        if (block === null) return
        const held = acts.filter((act) => {
          const day = (Math.floor(act / 24) - block.firstDay + 7) % 7
          return day < block.days && ((act % 24) - block.firstHour + 24) % 24 < block.hours
        }).length
        expect(held).toBe(block.acts)
        expect(held * 2).toBeGreaterThanOrEqual(acts.length)
      }),
      { numRuns: 60 },
    )
  })
})
