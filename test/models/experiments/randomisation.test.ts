import {
  cuped,
  differenceOfMeans,
  InvalidInputError,
  randomisationInterval,
  redrawControl,
  summarize,
} from '@liangti/models'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../src/kit/random.ts'

const all = { draws: 100_000, random: seededRandom(1).next }

/** Control first; every set of the control's size is taken once. */
function exhaustive(control: number[], treated: number[], level?: number) {
  const sample = {
    outcome: [...control, ...treated],
    treated: [...control.map(() => 0), ...treated.map(() => 1)],
  }
  return randomisationInterval(sample, redrawControl(sample.outcome.length, control.length, all), level)
}

/** Everything below is written out from the definitions: nothing of it comes from the library. */
const brute = {
  mean: (v: number[]) => v.reduce((s, q) => s + q, 0) / v.length,
  variance(v: number[]): number {
    const mean = brute.mean(v)
    return v.reduce((s, q) => s + (q - mean) ** 2, 0) / (v.length - 1)
  },
  subsets(n: number, k: number): number[][] {
    if (k === 0) return [[]]
    if (n < k) return []
    return [...brute.subsets(n - 1, k), ...brute.subsets(n - 1, k - 1).map((set) => [...set, n - 1])]
  },
  /** Welch's t of y − θ x, θ the slope within the arms. */
  statistic(y: number[], x: number[], control: Set<number>): number {
    const arms = [true, false].map((isControl) =>
      y.map((_, i) => i).filter((i) => control.has(i) === isControl),
    )
    let [xx, xy] = [0, 0]
    for (const arm of arms) {
      const [mx, my] = [
        brute.mean(arm.map((i) => x[i] as number)),
        brute.mean(arm.map((i) => y[i] as number)),
      ]
      for (const i of arm) {
        xx += ((x[i] as number) - mx) ** 2
        xy += ((x[i] as number) - mx) * ((y[i] as number) - my)
      }
    }
    const theta = xx > 0 ? xy / xx : 0
    const [a, b] = arms.map((arm) => arm.map((i) => (y[i] as number) - theta * (x[i] as number))) as [
      number[],
      number[],
    ]
    return (
      (brute.mean(b) - brute.mean(a)) / Math.sqrt(brute.variance(a) / a.length + brute.variance(b) / b.length)
    )
  },
  tails(y: number[], x: number[], nControl: number, shift: number) {
    const moved = y.map((v, i) => (i < nControl ? v : v - shift))
    const seen = brute.statistic(moved, x, new Set(Array.from({ length: nControl }, (_, i) => i)))
    const drawn = brute.subsets(y.length, nControl).map((set) => brute.statistic(moved, x, new Set(set)))
    return {
      upper: drawn.filter((t) => t >= seen - 1e-9).length / drawn.length,
      lower: drawn.filter((t) => t <= seen + 1e-9).length / drawn.length,
    }
  },
}

describe('randomisationInterval: published values', () => {
  it('is Fisher’s exact test of the lady tasting tea (1935): 1 and 17 of 70 draws', () => {
    // With equal arms of 0 and 1 the studentised statistic orders the draws as the number of right cups does.
    expect(exhaustive([0, 0, 0, 0], [1, 1, 1, 1]).pValue).toBeCloseTo(2 / 70, 12)
    expect(exhaustive([1, 0, 0, 0], [0, 1, 1, 1]).pValue).toBeCloseTo(34 / 70, 12)
  })
  it('takes every draw once where there are few, and says so', () => {
    const redraws = redrawControl(8, 4, all)
    expect(redraws).toMatchObject({ count: 70, exhaustive: true })
    const sets = Array.from({ length: 70 }, (_, d) => redraws.members.slice(d * 4, d * 4 + 4).join())
    expect(new Set(sets).size).toBe(70)
    expect(sets).toContain('4,5,6,7')
  })
})

describe('randomisationInterval: agreement with brute force', () => {
  const y = [3.1, 0, 12.4, 0.5, 2.2, 0, 31.9, 4.8, 6.1, 0, 7.2]
  const x = [2, 1, 9, 0, 3, 1, 11, 2, 2, 0, 5]
  const arms = y.map((_, i) => (i < 4 ? 0 : 1))
  const redraws = redrawControl(11, 4, all)

  it.each([
    ['plain', false],
    ['adjusted for a covariate', true],
  ])('p-value over all 330 draws, %s', (_, adjusted) => {
    const covariate = adjusted ? x : y.map(() => 0)
    const e = randomisationInterval({ outcome: y, treated: arms, covariate }, redraws)
    const { upper, lower } = brute.tails(y, covariate, 4, 0)
    expect(e.draws).toBe(330)
    expect(e.pValue).toBeCloseTo(Math.min(1, 2 * Math.min(upper, lower)), 12)
  })
  it.each([
    ['plain', false, 0.9],
    ['adjusted for a covariate', true, 0.9],
    ['adjusted, at another level', true, 0.8],
  ])('ends of the interval by scanning shifts, %s', (_, adjusted, level) => {
    const covariate = adjusted ? x : y.map(() => 0)
    const e = randomisationInterval({ outcome: y, treated: arms, covariate }, redraws, level)
    const isKept = (shift: number) => {
      const { upper, lower } = brute.tails(y, covariate, 4, shift)
      return Math.min(upper, lower) > (1 - level) / 2
    }
    const step = e.standardError / 25
    const kept: number[] = []
    for (let k = -150; k <= 150; k++) if (isKept(e.estimate + k * step)) kept.push(e.estimate + k * step)
    expect(Math.abs(e.lower - Math.min(...kept))).toBeLessThanOrEqual(step)
    expect(Math.abs(e.upper - Math.max(...kept))).toBeLessThanOrEqual(step)
  })
  it('estimate and standard error are those of cuped and Welch: one definition of the adjustment', () => {
    const sums = (from: number, to: number) => {
      const [ys, xs] = [y.slice(from, to), x.slice(from, to)]
      const cov = summarize(xs)
      return {
        ...summarize(ys),
        covariateSum: cov.sum,
        covariateSumSquares: cov.sumSquares,
        crossSum: ys.reduce((s, v, i) => s + v * (xs[i] as number), 0),
      }
    }
    const adjusted = cuped(sums(0, 4), sums(4, 11))
    const welch = differenceOfMeans(adjusted.control, adjusted.treated)
    const e = randomisationInterval({ outcome: y, treated: arms, covariate: x }, redraws)
    expect(e.estimate).toBeCloseTo(welch.estimate, 10)
    expect(e.standardError).toBeCloseTo(welch.standardError, 10)
  })
})

/** Log-normal, sigma 2: single units make most of the sum. */
function skewed(seed: number, nControl: number, nTreated: number, effect: number) {
  const random = seededRandom(seed)
  const outcome = Array.from(
    { length: nControl + nTreated },
    (_, i) => Math.exp(2 * random.normal()) + (i < nControl ? 0 : effect),
  )
  const treated = outcome.map((_, i) => (i < nControl ? 0 : 1))
  return { outcome, treated, random }
}

describe('randomisationInterval: recovery', () => {
  it('covers a planted shift in 95 % where outcomes are heavy-tailed and control is 40, and Welch does not', () => {
    const [rounds, effect] = [1_000, 2]
    let [covered, welch, agreed] = [0, 0, 0]
    for (let round = 0; round < rounds; round++) {
      const { outcome, treated, random } = skewed(round, 40, 160, effect)
      const redraws = redrawControl(200, 40, { draws: 399, random: random.next })
      const e = randomisationInterval({ outcome, treated }, redraws)
      if (e.lower <= effect && effect <= e.upper) covered++
      if (e.pValue <= 0.05 === (e.lower > 0 || e.upper < 0)) agreed++
      const w = differenceOfMeans(summarize(outcome.slice(0, 40)), summarize(outcome.slice(40)))
      if (w.lower <= effect && effect <= w.upper) welch++
    }
    expect(covered / rounds).toBeGreaterThan(0.93)
    expect(covered / rounds).toBeLessThan(0.97)
    expect(welch / rounds).toBeLessThan(0.93)
    expect(agreed).toBe(rounds)
  })
  it('is as wide as Welch where outcomes are normal', () => {
    const random = seededRandom(5)
    const outcome = Array.from({ length: 600 }, (_, i) => 10 + 2 * random.normal() + (i < 300 ? 0 : 1))
    const treated = outcome.map((_, i) => (i < 300 ? 0 : 1))
    const e = randomisationInterval({ outcome, treated }, redrawControl(600, 300, { random: random.next }))
    const w = differenceOfMeans(summarize(outcome.slice(0, 300)), summarize(outcome.slice(300)))
    expect((e.upper - e.lower) / (w.upper - w.lower)).toBeGreaterThan(0.93)
    expect((e.upper - e.lower) / (w.upper - w.lower)).toBeLessThan(1.07)
  })
  it('gives the same for the same seed, and hardly another for another', () => {
    const { outcome, treated } = skewed(3, 40, 160, 1)
    const of = (seed: number) =>
      randomisationInterval({ outcome, treated }, redrawControl(200, 40, { random: seededRandom(seed).next }))
    expect(of(1)).toEqual(of(1))
    expect(Math.abs(of(1).lower - of(2).lower)).toBeLessThan(0.15 * of(1).standardError)
  })
})

describe('randomisationInterval: extremes', () => {
  const many = Array.from({ length: 40 }, (_, i) => i)
  it('outcomes that are all alike give a width of 0', () => {
    const same = many.map(() => 7.3)
    expect(exhaustive(same.slice(0, 6), same.slice(6, 14))).toMatchObject({
      estimate: 0,
      lower: 0,
      upper: 0,
      pValue: 1,
    })
    const e = exhaustive(
      many.slice(0, 8).map(() => 2),
      many.slice(0, 8).map(() => 5),
    )
    expect(e.pValue).toBeCloseTo(2 / 12_870, 12)
    expect(e.lower).toBeCloseTo(3, 6)
    expect(e.upper).toBeCloseTo(3, 6)
  })
  it('an outcome that is its covariate leaves no effect', () => {
    const treated = many.map((i) => (i % 4 === 0 ? 0 : 1))
    const redraws = redrawControl(40, 10, { random: seededRandom(1).next })
    const e = randomisationInterval({ outcome: many, treated, covariate: many }, redraws)
    expect(e.estimate).toBeCloseTo(0, 10)
    expect(e.upper - e.lower).toBeLessThan(1e-6)
    expect(e.pValue).toBe(1)
  })
  it('with too few draws to reject anything the interval has no ends', () => {
    expect(exhaustive([1, 2], [5, 9])).toMatchObject({ lower: -Infinity, upper: Infinity, draws: 6 })
    expect(exhaustive([1, 2], [5, 9]).pValue).toBeGreaterThan(0.05)
  })
  it('many ties make it wider, never narrower: a rare outcome of 0 or 1', () => {
    let covered = 0
    for (let round = 0; round < 300; round++) {
      const random = seededRandom(round)
      const outcome = Array.from({ length: 100 }, () => (random.next() < 0.08 ? 1 : 0))
      const treated = outcome.map((_, i) => (i < 20 ? 0 : 1))
      const e = randomisationInterval(
        { outcome, treated },
        redrawControl(100, 20, { draws: 199, random: random.next }),
      )
      if (e.lower <= 0 && 0 <= e.upper) covered++
    }
    expect(covered / 300).toBeGreaterThan(0.94)
  })
  it('keeps its scale and its origin', () => {
    const { outcome, treated } = skewed(3, 40, 160, 1)
    const redraws = redrawControl(200, 40, { random: seededRandom(1).next })
    const e = randomisationInterval({ outcome, treated }, redraws)
    for (const [by, plus] of [
      [1e-150, 0],
      [1e300, 0],
      [1, 1e6],
    ] as const) {
      const moved = randomisationInterval({ outcome: outcome.map((v) => v * by + plus), treated }, redraws)
      expect(moved.pValue).toBe(e.pValue)
      expect(moved.lower / by).toBeCloseTo(e.lower, 4)
      expect(moved.upper / by).toBeCloseTo(e.upper, 4)
    }
  })
  it('refuses what cannot be, and says where', () => {
    const redraws = redrawControl(40, 10, { random: seededRandom(1).next })
    const treated = many.map((i) => (i < 10 ? 0 : 1))
    const of = (change: object, level?: number) => () =>
      randomisationInterval({ outcome: many, treated, ...change }, redraws, level)
    expect(of({ outcome: many.map((i) => (i === 3 ? Number.NaN : i)) })).toThrow(
      /outcome\[3\] must be a finite/,
    )
    expect(of({ covariate: many.map((i) => (i === 4 ? Infinity : i)) })).toThrow(/covariate\[4\]/)
    expect(of({ outcome: [] })).toThrow(/outcome has 0 entries/)
    expect(of({ outcome: [1] })).toThrow(InvalidInputError)
    expect(of({ treated: many.map(() => 2) })).toThrow(/treated\[0\] must be 0 or 1/)
    expect(of({ treated: many.map((i) => (i < 11 ? 0 : 1)) })).toThrow(
      /holds 29 treated, the re-draws leave 30/,
    )
    expect(of({}, 1)).toThrow(/level/)
    const random = seededRandom(1)
    expect(() => redrawControl(1, 1, { random: random.next })).toThrow(InvalidInputError)
    expect(() => redrawControl(10, 9, { random: random.next })).toThrow(/fewer than 2/)
    expect(() => redrawControl(10, 5, { draws: 0, random: random.next })).toThrow(/draws/)
  })
})
