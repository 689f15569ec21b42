import { assertOpenShare } from '../errors.ts'
import { normalQuantile } from '../numerics/normal.ts'
import type { Weights } from './algebra.ts'
import { columnsOf, type LinearEncoding } from './encoding.ts'

/** What one column adds to the log-odds (or to the mean), all else equal. */
export interface LinearCoefficient {
  readonly feature: string
  /** The level a 0/1 column stands for; null for a measured column. */
  readonly level: string | null
  /** For one unit of the column as it was given. */
  readonly value: number
  /** For one population standard deviation of a measured column, where they were standardised; else `value`. */
  readonly standardised: number
  /** Of `value`, with its two-sided p and interval; null where a penalty makes them meaningless. */
  readonly standardError: number | null
  readonly p: number | null
  readonly lower: number | null
  readonly upper: number | null
}

/** One error per column and one for the intercept, on the standardised scale; how sure an interval is; its quantile. */
export interface CoefficientErrors {
  readonly errors: Float64Array
  readonly confidence: number
  /** Two-sided probability of a statistic at least this large, and the statistic that has a given one. */
  readonly twoSided: (statistic: number) => number
  readonly critical: number
}

export function coefficientsOf(
  encoding: LinearEncoding,
  weights: Weights,
  known: CoefficientErrors | null,
): LinearCoefficient[] {
  return columnsOf(encoding).map((column, j) => {
    const scale = encoding.numeric[j]?.scale ?? 1
    const standardised = weights[j] as number
    const value = standardised / scale
    if (known === null)
      return { ...column, value, standardised, standardError: null, p: null, lower: null, upper: null }
    const standardError = (known.errors[j] as number) / scale
    return {
      ...column,
      value,
      standardised,
      standardError,
      // An exact fit has no error: 0 stays 0, all else is certain.
      p: value === 0 ? 1 : known.twoSided(Math.abs(value / standardError)),
      lower: value - known.critical * standardError,
      upper: value + known.critical * standardError,
    }
  })
}

/** The intercept for columns as they were given. */
export function interceptOf(encoding: LinearEncoding, weights: Weights): number {
  let intercept = weights[encoding.width] as number
  encoding.numeric.forEach(({ mean, scale }, j) => {
    intercept -= ((weights[j] as number) * mean) / scale
  })
  return intercept
}

/** z of a two-sided interval. @throws InvalidInputError unless 0 < confidence < 1 */
export function criticalNormal(confidence: number): number {
  assertOpenShare('confidence', confidence)
  return normalQuantile((1 + confidence) / 2)
}
