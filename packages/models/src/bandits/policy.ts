import type { RandomSource } from '../chance/random.ts'
import { assertCount, InvalidInputError } from '../errors.ts'

/** Chooses among arms (offers, subject lines) and learns from what comes back. */
export interface BanditPolicy {
  /** The arm to show next, from 0. */
  choose(random: RandomSource): number
  /**
   * What an arm that was shown brought.
   * @throws InvalidInputError for an arm there is not, or a reward the policy cannot use
   */
  update(arm: number, reward: number): void
  /** What is known of each arm. */
  arms(): readonly ArmRecord[]
}

export interface ArmRecord {
  pulls: number
  /** NaN before the first pull. */
  meanReward: number
}

/** Pulls and sums of each arm; what every policy keeps. */
export function armRecords(arms: number): {
  pulls: Float64Array
  sums: Float64Array
  add(arm: number, reward: number): void
  list(): ArmRecord[]
} {
  assertCount('arms', arms, 1)
  const pulls = new Float64Array(arms)
  const sums = new Float64Array(arms)
  return {
    pulls,
    sums,
    add(arm, reward) {
      if (!Number.isInteger(arm) || arm < 0 || arm >= arms)
        throw new InvalidInputError('arm', `must be a whole number from 0 to ${arms - 1}, not ${arm}.`)
      pulls[arm] = (pulls[arm] as number) + 1
      sums[arm] = (sums[arm] as number) + reward
    },
    list: () =>
      Array.from(pulls, (n, arm) => ({
        pulls: n,
        meanReward: n > 0 ? (sums[arm] as number) / n : Number.NaN,
      })),
  }
}

/** @throws InvalidInputError unless the reward lies in [0, 1] */
export function assertUnitReward(reward: number): void {
  if (!(reward >= 0 && reward <= 1))
    throw new InvalidInputError('reward', `must lie from 0 to 1, not ${reward}.`)
}

/** Position of the greatest, the first of equals. */
export function argMax(values: ArrayLike<number>): number {
  let best = 0
  for (let i = 1; i < values.length; i++) if ((values[i] as number) > (values[best] as number)) best = i
  return best
}
