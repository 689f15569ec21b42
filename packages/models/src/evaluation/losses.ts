import { InvalidInputError } from '../errors.ts'
import { countPositives } from './ranked.ts'

/**
 * Mean negative log-likelihood of the outcomes under the probabilities. Probabilities are kept within
 * [ε, 1 − ε], ε = 2⁻⁵², so that one sure and wrong row costs 36 and not infinity.
 * @param probabilities in [0, 1], one a row
 * @param target 0 or 1, one a row
 * @throws InvalidInputError for unequal lengths, other targets, or a number outside [0, 1]
 * @example
 * import { logLoss } from '@liangti/models'
 * logLoss([0.9, 0.2, 0.5], [1, 0, 1]) // → 0.3406
 */
export function logLoss(probabilities: ArrayLike<number>, target: ArrayLike<number>): number {
  assertProbabilities(probabilities, target)
  let sum = 0
  for (let i = 0; i < target.length; i++) {
    const p = Math.min(Math.max(probabilities[i] as number, Number.EPSILON), 1 - Number.EPSILON)
    sum -= target[i] === 1 ? Math.log(p) : Math.log1p(-p)
  }
  return sum / target.length
}

/**
 * Mean squared distance of the probability from the outcome (Brier 1950): 0 is perfect, a coin gets .25.
 * @throws InvalidInputError as `logLoss`
 * @example
 * import { brierScore } from '@liangti/models'
 * brierScore([0.9, 0.2, 0.5], [1, 0, 1]) // → 0.1
 */
export function brierScore(probabilities: ArrayLike<number>, target: ArrayLike<number>): number {
  assertProbabilities(probabilities, target)
  let sum = 0
  for (let i = 0; i < target.length; i++) sum += ((probabilities[i] as number) - (target[i] as number)) ** 2
  return sum / target.length
}

/** @throws InvalidInputError unless there is one probability in [0, 1] a row, and targets are 0 or 1 */
export function assertProbabilities(probabilities: ArrayLike<number>, target: ArrayLike<number>): void {
  countPositives(target)
  if (probabilities.length !== target.length)
    throw new InvalidInputError(
      'probabilities',
      `has ${probabilities.length} entries, the target ${target.length}.`,
    )
  for (let i = 0; i < probabilities.length; i++) {
    const p = probabilities[i] as number
    if (!(p >= 0 && p <= 1))
      throw new InvalidInputError(`probabilities[${i}]`, `must lie between 0 and 1, not ${p}.`)
  }
}
