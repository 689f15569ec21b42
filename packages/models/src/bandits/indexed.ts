import { drawBelow } from '../chance/distributions.ts'
import { assertFinite, assertPositive, InvalidInputError } from '../errors.ts'
import { argMax, armRecords, assertUnitReward, type BanditPolicy } from './policy.ts'

/**
 * UCB1: each arm once, then the one of greatest mean + √(2 ln t ÷ pulls). Its choice takes no chance; ties go to the
 * first arm.
 * @param arms how many, ≥ 1
 * @returns a policy for rewards from 0 to 1
 * Source: Auer, Cesa-Bianchi & Fischer (2002), Finite-time analysis of the multiarmed bandit problem.
 * @example
 * import { seededRandom, ucb1 } from '@liangti/models'
 * const policy = ucb1(2)
 * policy.update(0, 1)
 * policy.choose(seededRandom(1)) // → 1
 * policy.update(1, 0)
 * policy.choose(seededRandom(1)) // → 0
 */
export function ucb1(arms: number): BanditPolicy {
  const records = armRecords(arms)
  const { pulls, sums } = records
  const index = new Float64Array(arms)
  let rounds = 0
  return {
    choose() {
      const bonus = 2 * Math.log(Math.max(1, rounds))
      for (let a = 0; a < arms; a++) {
        const n = pulls[a] as number
        index[a] = n === 0 ? Infinity : (sums[a] as number) / n + Math.sqrt(bonus / n)
      }
      return argMax(index)
    },
    update(arm, reward) {
      assertUnitReward(reward)
      records.add(arm, reward)
      rounds += 1
    },
    arms: () => records.list(),
  }
}

/**
 * ε-greedy: any arm with probability ε, else the one of the best mean so far; arms not shown yet come first.
 * @param epsilon share of exploration, from 0 to 1; .1 where missing
 * @throws InvalidInputError for a share out of range
 * Source: Sutton & Barto (2018), Reinforcement learning, section 2.2.
 * @example
 * import { epsilonGreedy, seededRandom } from '@liangti/models'
 * const policy = epsilonGreedy(2, 0)
 * policy.update(0, 3)
 * policy.update(1, 5)
 * policy.choose(seededRandom(1)) // → 1
 */
export function epsilonGreedy(arms: number, epsilon = 0.1): BanditPolicy {
  if (!(epsilon >= 0 && epsilon <= 1))
    throw new InvalidInputError('epsilon', `must lie from 0 to 1, not ${epsilon}.`)
  const records = armRecords(arms)
  const { pulls, sums } = records
  const means = new Float64Array(arms)
  return {
    choose(random) {
      if (random() < epsilon) return drawBelow(random, arms)
      for (let a = 0; a < arms; a++) {
        const n = pulls[a] as number
        means[a] = n === 0 ? Infinity : (sums[a] as number) / n
      }
      return argMax(means)
    },
    update(arm, reward) {
      assertFinite('reward', reward)
      records.add(arm, reward)
    },
    arms: () => records.list(),
  }
}

/**
 * Every arm equally often on average: the even split of an ordinary test, for comparison.
 * @example
 * import { evenSplit, seededRandom } from '@liangti/models'
 * evenSplit(1).choose(seededRandom(1)) // → 0
 */
export function evenSplit(arms: number): BanditPolicy {
  const records = armRecords(arms)
  return {
    choose: (random) => drawBelow(random, arms),
    update(arm, reward) {
      assertFinite('reward', reward)
      records.add(arm, reward)
    },
    arms: () => records.list(),
  }
}

/** Where rewards are on another scale: maps `from`…`to` to 0…1 and cuts off what lies outside. */
export function scaledRewards(policy: BanditPolicy, from: number, to: number): BanditPolicy {
  assertFinite('from', from)
  assertPositive('to − from', to - from)
  return {
    ...policy,
    update: (arm, reward) => {
      assertFinite('reward', reward)
      policy.update(arm, Math.min(1, Math.max(0, (reward - from) / (to - from))))
    },
  }
}
