import {
  alwaysValid,
  differenceOfMeans,
  differenceOfProportions,
  drawNormal,
  posteriorOf,
  seededRandom,
  type summarize,
} from '@liangti/models'
import { describe, expect, it } from 'vitest'

const early = { sum: 1396.87, sumSquares: 52377.9767, n: 3000 }
const treated = { sum: 2422.7, sumSquares: 134698.29, n: 3461 }

/** Trials without an effect, looked at every day; the share in which some look called one. */
function callsUnderPeeking(
  look: (z: ReturnType<typeof differenceOfMeans>, n: number) => number,
  options: { trials: number; days: number; aDay: number; seed: number; skewed?: boolean },
): number {
  const random = seededRandom(options.seed)
  const draw = () =>
    options.skewed ? (random() < 0.1 ? -10 * Math.log(1 - random()) : 0) : drawNormal(random)
  let called = 0
  for (let t = 0; t < options.trials; t++) {
    const arms = [0, 1].map(() => ({ n: 0, sum: 0, sumSquares: 0 })) as [
      ReturnType<typeof summarize>,
      ReturnType<typeof summarize>,
    ]
    for (let day = 0; day < options.days; day++) {
      for (const arm of arms)
        for (let i = 0; i < options.aDay; i++) {
          const y = draw()
          arm.n += 1
          arm.sum += y
          arm.sumSquares += y * y
        }
      if (look(differenceOfMeans(arms[0], arms[1]), arms[0].n + arms[1].n) > 0.05) continue
      called++
      break
    }
  }
  return called / options.trials
}

describe('alwaysValid', () => {
  it('matches growthbook’s published case', () => {
    const e = alwaysValid(differenceOfMeans(early, treated, { relative: true }), { n: 6461, tuning: 1000 })
    expect(e.estimate).toBeCloseTo(0.50336, 5)
    expect(e.lower).toBeCloseTo(-0.55844, 5)
    expect(e.upper).toBeCloseTo(1.56516, 5)
    expect(e.pValue).toBe(1)
  })
  const month = { trials: 1_200, days: 30, aDay: 50, seed: 2024 }
  it('A/A trials with daily looks for a month: at most 5 % false positives, where a fixed test has far more', () => {
    const peeked = callsUnderPeeking((e) => e.pValue, month)
    const valid = callsUnderPeeking((e, n) => alwaysValid(e, { n, tuning: 1_500 }).pValue, month)
    expect(valid).toBeLessThanOrEqual(0.05)
    expect(peeked).toBeGreaterThan(0.15)
  })
  it('also for skewed money, other tunings, and one side', () => {
    const skewed = { ...month, trials: 500, aDay: 100, seed: 7, skewed: true }
    for (const tuning of [500, 6_000])
      expect(callsUnderPeeking((e, n) => alwaysValid(e, { n, tuning }).pValue, skewed)).toBeLessThanOrEqual(
        0.05,
      )
    const one = (e: ReturnType<typeof differenceOfMeans>, n: number) =>
      alwaysValid(e, { n, tuning: 1_500, alternative: 'greater' }).pValue
    expect(callsUnderPeeking(one, { ...month, trials: 500 })).toBeLessThanOrEqual(0.05)
  })
  it('the p-value is the level at which the interval just touches 0', () => {
    const once = differenceOfMeans(early, treated)
    for (const alternative of ['two-sided', 'greater'] as const) {
      const options = { n: 6461, tuning: 1000, alternative }
      const at = (estimate: number) => alwaysValid({ ...once, estimate }, options)
      // The effect whose interval ends at 0 at 95 %: its p is .05.
      const { estimate, lower } = at(0.3)
      expect(at(estimate - lower).lower).toBeCloseTo(0, 12)
      expect(at(estimate - lower).pValue).toBeCloseTo(0.05, 10)
    }
  })
  it('finds a planted effect, later than a single look would', () => {
    const sure = alwaysValid(
      { ...differenceOfMeans(early, treated), estimate: 10, standardError: 1 },
      { n: 5_000, tuning: 5_000 },
    )
    expect(sure.pValue).toBeLessThan(1e-6)
    expect(sure.lower).toBeGreaterThan(6)
  })
  it('is narrowest against the fixed interval near its tuning, and open to one side where asked', () => {
    const e = differenceOfMeans(early, treated)
    const width = (n: number) => alwaysValid(e, { n, tuning: 1_000 }).upper - e.estimate
    expect(width(1_000)).toBeLessThan(width(50))
    expect(width(1_000)).toBeLessThan(width(1e6))
    expect(alwaysValid(e, { n: 100, tuning: 50, alternative: 'less' }).lower).toBe(Number.NEGATIVE_INFINITY)
  })
  it('extremes: no noise, refused tunings', () => {
    const flat = { ...differenceOfMeans(early, treated), standardError: 0 }
    expect(alwaysValid(flat, { n: 10, tuning: 5 })).toMatchObject({ pValue: 0, lower: flat.estimate })
    expect(alwaysValid({ ...flat, estimate: 0 }, { n: 10, tuning: 5 }).pValue).toBe(1)
    expect(() => alwaysValid(flat, { n: 10, tuning: 0 })).toThrow(/tuning/)
    expect(() => alwaysValid(flat, { n: 1, tuning: 5 })).toThrow(/n must be/)
  })
})

describe('posteriorOf', () => {
  const e = differenceOfProportions({ successes: 49, n: 100 }, { successes: 51, n: 100 }, { relative: true })
  it('matches growthbook’s published case', () => {
    const p = posteriorOf(e)
    expect(p.effect).toBeCloseTo(0.04082, 5)
    expect(p.lower).toBeCloseTo(-0.24779, 5)
    expect(p.upper).toBeCloseTo(0.32943, 5)
    expect(p.chanceToWin).toBeCloseTo(0.60918, 5)
  })
  it('agrees with a grid: prior times likelihood, summed', () => {
    const prior = { mean: -0.1, standardDeviation: 0.2 }
    const p = posteriorOf(e, { prior })
    let [mass, mean, wins, risk] = [0, 0, 0, 0]
    for (let i = -20_000; i <= 20_000; i++) {
      const x = i / 10_000
      const w = Math.exp(
        -0.5 * ((x - e.estimate) / e.standardError) ** 2 -
          0.5 * ((x - prior.mean) / prior.standardDeviation) ** 2,
      )
      mass += w
      mean += w * x
      if (x > 0) wins += w
      risk += w * Math.max(0, -x)
    }
    expect(p.effect).toBeCloseTo(mean / mass, 6)
    expect(p.chanceToWin).toBeCloseTo(wins / mass, 3)
    expect(p.riskOfChoosing).toBeCloseTo(risk / mass, 6)
    expect(p.riskOfKeeping - p.riskOfChoosing).toBeCloseTo(p.effect, 12)
  })
  it('a planted prior recovers: effects drawn from it lie in the interval 90 % of the time', () => {
    const random = seededRandom(4)
    let covered = 0
    for (let i = 0; i < 4_000; i++) {
      const effect = 0.5 + 2 * drawNormal(random)
      const seen = effect + 1.5 * drawNormal(random)
      const p = posteriorOf(
        { estimate: seen, standardError: 1.5 },
        { prior: { mean: 0.5, standardDeviation: 2 }, level: 0.9 },
      )
      if (p.lower <= effect && effect <= p.upper) covered++
    }
    expect(Math.abs(covered / 4_000 - 0.9)).toBeLessThan(0.015)
  })
  it('extremes: no noise, far effects, refused priors', () => {
    expect(posteriorOf({ estimate: 0, standardError: 0 }).chanceToWin).toBe(0.5)
    expect(posteriorOf({ estimate: 2, standardError: 0 })).toMatchObject({
      chanceToWin: 1,
      riskOfChoosing: 0,
    })
    expect(posteriorOf({ estimate: 60, standardError: 1 }).riskOfChoosing).toBe(0)
    expect(() => posteriorOf(e, { prior: { mean: 0, standardDeviation: 0 } })).toThrow(
      /prior\.standardDeviation/,
    )
    expect(() => posteriorOf({ estimate: Number.NaN, standardError: 1 })).toThrow(/estimate/)
  })
})
