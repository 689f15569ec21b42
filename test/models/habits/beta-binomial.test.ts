import {
  type AnswerCounts,
  betaBinomialPrior,
  drawBelow,
  drawBeta,
  seededRandom,
  shrunkRate,
} from '@liangti/models'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

/** Tumours among groups of rats: Tarone (1982), as in Gelman et al., Bayesian Data Analysis, table 5.1, the 70 historical. */
const [tumours, rats] = [
  [
    ...Array<number>(14).fill(0),
    ...Array<number>(8).fill(1),
    ...Array<number>(9).fill(2),
    ...[
      1, 5, 2, 5, 3, 2, 7, 7, 3, 3, 2, 9, 10, 4, 4, 4, 4, 4, 4, 4, 10, 4, 4, 4, 5, 11, 12, 5, 5, 6, 5, 6, 6,
    ],
    ...[6, 6, 16, 15, 15, 9],
  ],
  [
    ...[20, 20, 20, 20, 20, 20, 20, 19, 19, 19, 19, 18, 18, 17, 20, 20, 20, 20, 19, 19, 18, 18, 25, 24, 23],
    ...[20, 20, 20, 20, 20, 20, 10, 49, 19, 46, 27, 17, 49, 47, 20, 20, 13, 48, 50, 20, 20, 20, 20, 20, 20],
    ...[20, 48, 19, 19, 19, 22, 46, 49, 20, 20, 23, 19, 22, 20, 20, 20, 52, 46, 47, 24],
  ],
]
const historical: AnswerCounts[] = tumours.map((successes, i) => ({ successes, trials: rats[i] ?? 0 }))

describe('betaBinomialPrior', () => {
  it('has the published data: mean .136 and deviation .103 of the 70 groups', () => {
    const shares = historical.map(({ successes, trials }) => successes / trials)
    const mean = shares.reduce((a, b) => a + b, 0) / 70
    expect(mean).toBeCloseTo(0.136, 3)
    expect(Math.sqrt(shares.reduce((a, b) => a + (b - mean) ** 2, 0) / 69)).toBeCloseTo(0.103, 3)
  })

  it('finds the maximum that scipy 1.17.1 finds for the rats (Nelder-Mead over betabinom.logpmf)', () => {
    const prior = betaBinomialPrior(historical)
    expect(prior?.alpha).toBeCloseTo(2.30478, 3)
    expect(prior?.beta).toBeCloseTo(14.07981, 2)
  })

  it('does not care how people are grouped', () => {
    const groups = new Map<string, Required<AnswerCounts>>()
    for (const { successes, trials } of historical) {
      const key = `${successes}/${trials}`
      groups.set(key, { successes, trials, people: (groups.get(key)?.people ?? 0) + 1 })
    }
    const [one, other] = [betaBinomialPrior(historical), betaBinomialPrior([...groups.values()])]
    expect(other?.alpha).toBeCloseTo(one?.alpha ?? 0, 6)
    expect(other?.beta).toBeCloseTo(one?.beta ?? 0, 5)
  })

  it('finds planted shapes again', () => {
    const rows = planted(7, 20_000, 0.8, 3.2)
    const prior = betaBinomialPrior(rows)
    expect(prior?.alpha).toBeGreaterThan(0.74)
    expect(prior?.alpha).toBeLessThan(0.86)
    expect(prior?.beta).toBeGreaterThan(2.95)
    expect(prior?.beta).toBeLessThan(3.45)
  })

  it('stays in its bounds for people who are all alike, all or nothing, or never answered', () => {
    const alike = betaBinomialPrior([{ successes: 3, trials: 10, people: 500 }])
    expect((alike?.alpha ?? 0) + (alike?.beta ?? 0)).toBeGreaterThan(500)
    const torn = betaBinomialPrior([
      { successes: 0, trials: 10, people: 500 },
      { successes: 10, trials: 10, people: 500 },
    ])
    expect((torn?.alpha ?? 9) + (torn?.beta ?? 9)).toBeLessThan(0.2)
    const never = betaBinomialPrior([{ successes: 0, trials: 2, people: 50 }])
    expect(shrunkRate(never ?? { alpha: 1, beta: 1 }, 0, 2).estimate).toBeLessThan(0.006)
    expect(betaBinomialPrior([])).toBeNull()
    expect(betaBinomialPrior([{ successes: 0, trials: 0, people: 9 }])).toBeNull()
  })
})

describe('shrunkRate', () => {
  it('is the posterior of Bayesian Data Analysis, section 5.1: Beta(1.4 + 4, 8.6 + 10), mean .225 for 4 of 14 rats', () => {
    const rate = shrunkRate({ alpha: 1.4, beta: 8.6 }, 4, 14)
    expect(rate.estimate).toBeCloseTo(0.225, 4)
    // scipy.stats.beta.ppf([.05, .95], 5.4, 18.6)
    expect(rate.lo).toBeCloseTo(0.1017262, 6)
    expect(rate.hi).toBeCloseTo(0.37476891, 6)
  })

  it('holds the true rate as often as it says, with a prior fitted to the same people', () => {
    const random = seededRandom(11)
    const people = Array.from({ length: 4_000 }, () => {
      const rate = drawBeta(random, 2, 6)
      const trials = 1 + drawBelow(random, 12)
      let successes = 0
      for (let i = 0; i < trials; i++) if (random() < rate) successes++
      return { rate, trials, successes }
    })
    const prior = betaBinomialPrior(people)
    if (!prior) throw new Error('There are trials.')
    for (const level of [0.5, 0.9]) {
      const held = people.filter(({ rate, trials, successes }) => {
        const { lo, hi } = shrunkRate(prior, successes, trials, level)
        return rate >= lo && rate <= hi
      }).length
      // Three standard errors of a share of 4,000.
      expect(Math.abs(held / 4_000 - level)).toBeLessThan(3 * Math.sqrt((level * (1 - level)) / 4_000))
    }
  })

  it('lies between the own share and that of everybody, inside its interval', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 50, noNaN: true }),
        fc.double({ min: 0.05, max: 50, noNaN: true }),
        fc.nat(40),
        fc.nat(40),
        (alpha, beta, successes, failures) => {
          const trials = successes + failures
          const { estimate, lo, hi } = shrunkRate({ alpha, beta }, successes, trials)
          const everybody = alpha / (alpha + beta)
          const own = trials === 0 ? everybody : successes / trials
          expect(estimate).toBeGreaterThanOrEqual(Math.min(own, everybody) - 1e-12)
          expect(estimate).toBeLessThanOrEqual(Math.max(own, everybody) + 1e-12)
          expect(0 <= lo && lo <= hi && hi <= 1).toBe(true)
        },
      ),
    )
  })

  it('refuses what is no count', () => {
    const prior = { alpha: 1, beta: 1 }
    expect(() => shrunkRate(prior, 3, 2)).toThrow('successes must be at most 2')
    expect(() => shrunkRate({ alpha: 0, beta: 1 }, 0, 1)).toThrow('prior.alpha')
    expect(() => betaBinomialPrior([{ successes: 1.5, trials: 2 }])).toThrow('rows[0].successes')
    expect(() => betaBinomialPrior([{ successes: 3, trials: 2 }])).toThrow('rows[0].successes')
  })
})

/** People with rates of Beta(alpha, beta) and 1 to 20 trials each. */
function planted(seed: number, people: number, alpha: number, beta: number): AnswerCounts[] {
  const random = seededRandom(seed)
  return Array.from({ length: people }, () => {
    const rate = drawBeta(random, alpha, beta)
    const trials = 1 + drawBelow(random, 20)
    let successes = 0
    for (let i = 0; i < trials; i++) if (random() < rate) successes++
    return { successes, trials }
  })
}
