import { type RateCell, standardisedRates } from '@liangti/models'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../src/kit/random.ts'

const cell = (unit: string, stratum: string, successes: number, trials: number): RateCell => ({
  ...{ unit, stratum, successes, trials },
})
const draw = (random: { next(): number }, trials: number, p: number) => {
  let n = 0
  for (let i = 0; i < trials; i++) if (random.next() < p) n++
  return n
}

describe('standardisedRates', () => {
  it('is the hand calculation of direct standardisation where every cell is filled', () => {
    // Easy tasks: 300 of 500 all together, hard ones 500; weights 1/2 each.
    const rates = standardisedRates(
      [
        cell('a', 'easy', 180, 400),
        cell('a', 'hard', 20, 100),
        cell('b', 'easy', 50, 100),
        cell('b', 'hard', 100, 400),
      ],
      { prior: 0 },
    )
    expect(rates.map(({ crude }) => crude.estimate)).toEqual([0.4, 0.3])
    // a: (0.45 + 0.20) / 2; b: (0.50 + 0.25) / 2 — the order turns round.
    expect(rates[0]?.adjusted.estimate).toBeCloseTo(0.325, 12)
    expect(rates[1]?.adjusted.estimate).toBeCloseTo(0.375, 12)
    expect(rates.map(({ covered }) => covered)).toEqual([1, 1])
  })

  it('stays near the crude rate where all had the same mix', () => {
    const cells = ['a', 'b', 'c'].flatMap((unit, i) => [
      cell(unit, 'x', 40 + 10 * i, 200),
      cell(unit, 'y', 20 + 5 * i, 200),
    ])
    for (const { crude, adjusted } of standardisedRates(cells))
      expect(Math.abs(adjusted.estimate - crude.estimate)).toBeLessThan(0.003)
  })

  it('says how much of the mix somebody did, and leans on the rest of their work for what they did not', () => {
    const [good] = standardisedRates([
      cell('good', 'x', 60, 100),
      cell('other', 'x', 30, 100),
      cell('other', 'y', 15, 100),
    ])
    expect(good?.covered).toBeCloseTo(2 / 3, 12)
    expect(good?.adjusted.estimate).toBeGreaterThan(0.4)
    expect(good?.adjusted.estimate).toBeLessThan(0.55)
  })

  it('recovers the true order of agents who got different mixes, where the plain rates do not', () => {
    const random = seededRandom(20261123)
    const strata = [0.5, 0.3, 0.12]
    // The better the agent, the harder the tasks they are given.
    const agents = Array.from({ length: 12 }, (_, i) => ({ unit: `agent ${i}`, skill: 0.75 + i * 0.05 }))
    const cells = agents.flatMap(({ unit, skill }, i) =>
      strata.map((base, s) => {
        const share = [11 - i, 4, i][s] ?? 0
        const trials = 60 + 150 * share
        return cell(unit, `s${s}`, draw(random, trials, base * skill), trials)
      }),
    )
    const rates = standardisedRates(cells)
    const order = (pick: (one: (typeof rates)[number]) => number) =>
      [...rates]
        .sort((a, b) => pick(a) - pick(b))
        .map(({ unit }) => agents.findIndex((one) => one.unit === unit))
    const footrule = (ranks: number[]) => ranks.reduce((sum, agent, at) => sum + Math.abs(agent - at), 0)
    expect(footrule(order(({ adjusted }) => adjusted.estimate))).toBeLessThanOrEqual(8)
    expect(footrule(order(({ crude }) => crude.estimate))).toBeGreaterThan(50)
  })

  it('has intervals that hold the truth as often as they say', () => {
    const random = seededRandom(7)
    let [held, of] = [0, 0]
    for (let round = 0; round < 300; round++) {
      const cells: RateCell[] = []
      const skills = [0.8, 1, 1.2]
      const sizes = [
        [80, 20],
        [40, 60],
        [15, 120],
      ]
      skills.forEach((skill, a) => {
        ;[0.5, 0.2].forEach((base, s) => {
          const trials = sizes[a]?.[s] ?? 0
          cells.push(cell(`a${a}`, `s${s}`, draw(random, trials, base * skill), trials))
        })
      })
      const mix = [135 / 335, 200 / 335]
      standardisedRates(cells).forEach(({ adjusted }, a) => {
        const truth = (0.5 * (mix[0] ?? 0) + 0.2 * (mix[1] ?? 0)) * (skills[a] ?? 0)
        of++
        if (truth >= adjusted.lo && truth <= adjusted.hi) held++
      })
    }
    expect(held / of).toBeGreaterThan(0.92)
    expect(held / of).toBeLessThan(0.99)
  })

  it('takes what is empty, all and nothing', () => {
    expect(standardisedRates([])).toEqual([])
    expect(standardisedRates([cell('a', 'x', 0, 0), cell('b', 'x', 0, 5)]).map(({ unit }) => unit)).toEqual([
      'b',
    ])
    for (const { adjusted } of standardisedRates([cell('a', 'x', 0, 9), cell('b', 'x', 9, 9)])) {
      expect(adjusted.lo).toBeGreaterThanOrEqual(0)
      expect(adjusted.hi).toBeLessThanOrEqual(1)
      expect(adjusted.hi - adjusted.lo).toBeGreaterThan(0.05)
    }
    expect(() => standardisedRates([cell('a', 'x', 3, 2)])).toThrow(/successes/)
  })
})
