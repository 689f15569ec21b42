import { learnFromAnswers, seededRandom, taughtWeight } from '@liangti/models'
import { describe, expect, it } from 'vitest'

const odds = (weight: number) => 1 / (1 + 2 ** -weight)

describe('learnFromAnswers', () => {
  it('changes nothing without answers, and little by one', () => {
    expect(learnFromAnswers([], [3, 2])).toEqual({
      shift: 0,
      levels: [
        [0, 0, 0],
        [0, 0],
      ],
      answers: 0,
    })
    const one = learnFromAnswers([{ weight: 6, levels: [0, null], match: true }], [3, 2])
    expect(Math.abs(one.shift)).toBeLessThan(0.1)
    expect(one.levels[1]).toEqual([0, 0])
  })

  it('solves the penalised likelihood: for one shift the stationary point by hand', () => {
    // n answers "no" at weight w: s/σ² + n·p(w ln2 + s) = 0, with the shift alone in nats.
    const lesson = learnFromAnswers(
      Array.from({ length: 5 }, () => ({ weight: 3, levels: [], match: false })),
      [],
      { spread: 2 },
    )
    const s = lesson.shift * Math.LN2
    const variance = (2 * Math.LN2) ** 2
    const p = 1 / (1 + Math.exp(-(3 * Math.LN2 + s)))
    expect(s / variance + 5 * p).toBeCloseTo(0, 6)
  })

  it('finds which level misleads: a telephone that families share', () => {
    const random = seededRandom(7)
    const pairs = Array.from({ length: 400 }, () => {
      const [name, phone] = [random() < 0.5 ? 0 : 1, random() < 0.7 ? 0 : 1]
      const weight = (name === 0 ? 6 : -2) + (phone === 0 ? 8 : -3)
      // The model gives the telephone 8 bits; in truth it is worth 4.
      const truth = (name === 0 ? 6 : -2) + (phone === 0 ? 4 : -3)
      return { weight, levels: [name, phone], match: random() < odds(truth) }
    })
    const lesson = learnFromAnswers(pairs, [2, 2])
    const taught = taughtWeight(lesson, -2 + 8, [1, 0])
    expect(Math.abs(taught - 2)).toBeLessThan(1)
    expect(lesson.levels[1]?.[0]).toBeLessThan(-0.8)
    const brier = (weightOf: (pair: (typeof pairs)[number]) => number) =>
      pairs.reduce((sum, pair) => sum + (odds(weightOf(pair)) - Number(pair.match)) ** 2, 0)
    expect(brier((pair) => taughtWeight(lesson, pair.weight, pair.levels))).toBeLessThan(
      brier((pair) => pair.weight),
    )
  })

  it('stays finite at extreme weights and refuses what is not there', () => {
    const sure = { weight: 900, levels: [0], match: false }
    const lesson = learnFromAnswers([sure, { ...sure, weight: -900, match: true }], [1])
    expect(Number.isFinite(lesson.shift)).toBe(true)
    expect(() => learnFromAnswers([{ weight: Number.NaN, levels: [], match: true }], [])).toThrow(/weight/)
    expect(() => learnFromAnswers([{ weight: 1, levels: [2], match: true }], [2])).toThrow(/levels/)
    expect(() => learnFromAnswers([{ weight: 1, levels: [], match: true }], [2])).toThrow(/fields/)
  })
})
