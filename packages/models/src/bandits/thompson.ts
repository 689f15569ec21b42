import { drawBeta, drawGamma, drawNormal } from '../chance/distributions.ts'
import { assertFinite, assertPositive } from '../errors.ts'
import { argMax, armRecords, assertUnitReward, type BanditPolicy } from './policy.ts'

/**
 * Thompson sampling for rewards of 0 or 1: draws a rate for each arm from its Beta posterior and takes the highest.
 * @param arms how many, ≥ 1
 * @param prior successes and failures each arm starts with, both > 0; Beta(1, 1) where missing
 * @returns a policy; a reward between 0 and 1 counts as that share of a success
 * @throws InvalidInputError for no arms or a prior of 0 or less
 * Source: Thompson (1933); Chapelle & Li (2011), An empirical evaluation of Thompson sampling.
 * @example
 * import { seededRandom, thompsonBernoulli } from '@liangti/models'
 * const policy = thompsonBernoulli(2)
 * for (let i = 0; i < 500; i++) policy.update(i % 2, i % 2)
 * policy.choose(seededRandom(1)) // → 1
 * policy.arms() // → [{pulls: 250, meanReward: 0}, {pulls: 250, meanReward: 1}]
 */
export function thompsonBernoulli(
  arms: number,
  prior: { successes: number; failures: number } = { successes: 1, failures: 1 },
): BanditPolicy {
  assertPositive('prior.successes', prior.successes)
  assertPositive('prior.failures', prior.failures)
  const records = armRecords(arms)
  const { pulls, sums } = records
  const drawn = new Float64Array(arms)
  return {
    choose(random) {
      for (let a = 0; a < arms; a++) {
        const successes = sums[a] as number
        drawn[a] = drawBeta(
          random,
          prior.successes + successes,
          prior.failures + Math.max(0, (pulls[a] as number) - successes),
        )
      }
      return argMax(drawn)
    },
    update(arm, reward) {
      assertUnitReward(reward)
      records.add(arm, reward)
    },
    arms: () => records.list(),
  }
}

/** What is believed of every arm's mean reward before it was shown: normal, with an unknown variance. */
export interface GaussianPrior {
  /** In the unit of the reward. */
  mean: number
  /** How many pulls this belief is worth, > 0. */
  pulls: number
  /** Believed variance of one reward, > 0. */
  variance: number
  /** How many pulls the belief in the variance is worth, > 0. */
  variancePulls: number
}

/**
 * Thompson sampling for rewards on any scale, such as margins: mean and variance of each arm are unknown, with a
 * normal-inverse-gamma posterior.
 * @param prior mean 0 and variance 1, worth .01 and 1 pulls, where missing
 * @throws InvalidInputError for no arms or a prior out of range
 * Source: Honda & Takemura (2014), Optimality of Thompson sampling for Gaussian bandits depends on priors.
 * @example
 * import { seededRandom, thompsonGaussian } from '@liangti/models'
 * const policy = thompsonGaussian(3)
 * for (let i = 0; i < 300; i++) policy.update(i % 3, 10 * (i % 3) + (i % 2))
 * policy.choose(seededRandom(7)) // → 2
 */
export function thompsonGaussian(
  arms: number,
  prior: GaussianPrior = { mean: 0, pulls: 0.01, variance: 1, variancePulls: 1 },
): BanditPolicy {
  assertFinite('prior.mean', prior.mean)
  assertPositive('prior.pulls', prior.pulls)
  assertPositive('prior.variance', prior.variance)
  assertPositive('prior.variancePulls', prior.variancePulls)
  const records = armRecords(arms)
  const { pulls, sums } = records
  /** Running mean and Σ(x − mean)², by Welford: a sum of squares would lose small variances on large means. */
  const means = new Float64Array(arms)
  const spreads = new Float64Array(arms)
  const drawn = new Float64Array(arms)
  return {
    choose(random) {
      for (let a = 0; a < arms; a++) {
        const n = pulls[a] as number
        const weight = prior.pulls + n
        const mean = (prior.pulls * prior.mean + (sums[a] as number)) / weight
        const away = (means[a] as number) - prior.mean
        const spread =
          prior.variancePulls * prior.variance +
          (spreads[a] as number) +
          ((prior.pulls * n) / weight) * away * away
        const variance =
          spread / (2 * Math.max(drawGamma(random, (prior.variancePulls + n) / 2), Number.MIN_VALUE))
        drawn[a] = mean + Math.sqrt(variance / weight) * drawNormal(random)
      }
      return argMax(drawn)
    },
    update(arm, reward) {
      assertFinite('reward', reward)
      records.add(arm, reward)
      const before = reward - (means[arm] as number)
      means[arm] = (means[arm] as number) + before / (pulls[arm] as number)
      spreads[arm] = (spreads[arm] as number) + before * (reward - (means[arm] as number))
    },
    arms: () => records.list(),
  }
}
