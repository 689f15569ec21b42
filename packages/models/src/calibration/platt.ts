import { InvalidInputError } from '../errors.ts'
import { assertScores, countPositives } from '../evaluation/ranked.ts'
import { sigmoid } from '../linear/logistic-loss.ts'
import { minimiseSmooth } from '../numerics/minimise.ts'
import type { Calibrator } from './isotonic.ts'

/** Probability = 1 / (1 + exp(−(slope · score + intercept))). */
export interface PlattCalibrator extends Calibrator {
  readonly kind: 'platt'
  readonly slope: number
  readonly intercept: number
}

/**
 * A logistic curve through the scores. The targets are drawn a little towards each other, (n₊ + 1) / (n₊ + 2) and
 * 1 / (n₋ + 2), so that there is a finite curve even where the scores separate the classes.
 * @param scores finite, one a row; of rows the model did not learn from
 * @param target 0 or 1, one a row
 * @throws InvalidInputError for unequal lengths, other targets, or scores that are not finite
 * Source: Platt (1999); Lin, Lin & Weng (2007).
 * @example
 * import { plattCalibration } from '@liangti/models'
 * plattCalibration([-2, -1, 1, 2], [0, 0, 1, 1]).apply([0])[0] // → 0.5
 */
export function plattCalibration(scores: ArrayLike<number>, target: ArrayLike<number>): PlattCalibrator {
  const positives = countPositives(target)
  assertScores(scores, target.length)
  const n = target.length
  let [mean, square] = [0, 0]
  for (let i = 0; i < n; i++) {
    if (!Number.isFinite(scores[i])) throw new InvalidInputError(`scores[${i}]`, 'must be finite.')
    mean += (scores[i] as number) / n
  }
  for (let i = 0; i < n; i++) square += ((scores[i] as number) - mean) ** 2 / n
  const scale = square > 0 ? Math.sqrt(square) : 1
  const high = (positives + 1) / (positives + 2)
  const low = 1 / (n - positives + 2)
  const found = minimiseSmooth(
    (w, gradient) => {
      const [a, b] = [w[0] as number, w[1] as number]
      let [sum, ga, gb] = [0, 0, 0]
      for (let i = 0; i < n; i++) {
        const s = ((scores[i] as number) - mean) / scale
        const z = a * s + b
        const t = target[i] === 1 ? high : low
        sum += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - t * z
        const residual = sigmoid(z) - t
        ga += residual * s
        gb += residual
      }
      gradient[0] = ga / n
      gradient[1] = gb / n
      return sum / n
    },
    [0, Math.log((positives + 1) / (n - positives + 1))],
    { gradientTolerance: 1e-10 },
  ).at
  const slope = (found[0] as number) / scale
  const intercept = (found[1] as number) - slope * mean
  return {
    kind: 'platt',
    slope,
    intercept,
    apply: (given) => Float64Array.from(given, (s) => sigmoid(slope * s + intercept)),
  }
}
