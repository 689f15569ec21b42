import { InvalidInputError } from '../errors.ts'
import { normalQuantile } from '../numerics/normal.ts'

/** A share of people and between what it may well lie; all three in [0, 1]. */
export interface ProportionInterval {
  estimate: number
  lo: number
  hi: number
}

/**
 * A proportion with its score interval, which stays honest near 0 and 1, where lists of silent customers live.
 * @param successes at least 0, at most `trials`
 * @param trials how many it is of
 * @param level of confidence, in (0, 1)
 * @returns null where it is of nobody
 * @throws InvalidInputError when the counts or the level are out of range
 * Source: Wilson (1927), the score interval for a binomial proportion.
 */
export function proportionInterval(
  successes: number,
  trials: number,
  level = 0.95,
): ProportionInterval | null {
  if (!(trials >= 0)) throw new InvalidInputError('trials', `must be at least 0, not ${trials}.`)
  if (!(successes >= 0 && successes <= trials))
    throw new InvalidInputError('successes', `must lie in 0 to ${trials}, not ${successes}.`)
  if (!(level > 0 && level < 1)) throw new InvalidInputError('level', `must lie in (0, 1), not ${level}.`)
  if (trials === 0) return null
  const p = successes / trials
  const z = normalQuantile(0.5 + level / 2)
  const z2 = z * z
  const centre = p + z2 / (2 * trials)
  const spread = z * Math.sqrt((p * (1 - p)) / trials + z2 / (4 * trials * trials))
  const scale = 1 + z2 / trials
  // Rounding must not leave the estimate outside of its own interval.
  return {
    estimate: p,
    lo: Math.max(0, Math.min(p, (centre - spread) / scale)),
    hi: Math.min(1, Math.max(p, (centre + spread) / scale)),
  }
}
