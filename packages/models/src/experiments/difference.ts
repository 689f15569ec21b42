import { assertCount, InvalidInputError } from '../errors.ts'
import { type Estimate, type EstimateOptions, studentEstimate, welchDegrees } from './estimate.ts'
import { assertSummary, meanOf, type SampleSummary, varianceOf } from './summary.ts'

/**
 * Difference of two means with unequal variances (Welch's t).
 * @param control, treated sums over all units of each arm, n ≥ 2 each
 * @param options `relative`: (treated − control) / |control|, standard error by the delta method, the same Welch
 *   degrees of freedom; the sign is that of the difference also where the control's mean is negative
 * @throws InvalidInputError for impossible sums, n < 2, or a relative effect over a control mean of 0
 * Source: Welch (1947); relative form as in growthbook's frequentist engine (MIT), whose values the test quotes.
 * @example
 * import { differenceOfMeans } from '@liangti/models'
 * const control = { sum: 1396.87, sumSquares: 52377.9767, n: 3407 }
 * const treated = { sum: 2422.7, sumSquares: 134698.29, n: 3461 }
 * differenceOfMeans(control, treated).estimate // → .29
 * differenceOfMeans(control, treated, { relative: true }).pValue // → .06191
 */
export function differenceOfMeans(
  control: SampleSummary,
  treated: SampleSummary,
  options: EstimateOptions = {},
): Estimate {
  assertSummary('control', control)
  assertSummary('treated', treated)
  const a = { mean: meanOf(control), squaredError: varianceOf(control) / control.n, n: control.n }
  const b = { mean: meanOf(treated), squaredError: varianceOf(treated) / treated.n, n: treated.n }
  return difference(a, b, options)
}

/**
 * Difference of two shares (buyers of customers), by Welch's t on the 0/1 outcomes with variance p (1 − p).
 * @param control, treated `successes` of `n`, n ≥ 2
 * @throws InvalidInputError when successes exceed n, n < 2, or `relative` with no success in control
 * Source: as `differenceOfMeans`; growthbook's proportion statistic takes the population variance, and so do we.
 */
export function differenceOfProportions(
  control: { successes: number; n: number },
  treated: { successes: number; n: number },
  options: EstimateOptions = {},
): Estimate {
  return difference(proportion('control', control), proportion('treated', treated), options)
}

interface Arm {
  mean: number
  /** Variance of the mean. */
  squaredError: number
  n: number
}

function proportion(argument: string, arm: { successes: number; n: number }): Arm {
  assertCount(`${argument}.n`, arm.n, 2)
  assertCount(`${argument}.successes`, arm.successes)
  if (arm.successes > arm.n) throw new InvalidInputError(`${argument}.successes`, `is above n = ${arm.n}.`)
  const mean = arm.successes / arm.n
  return { mean, squaredError: (mean * (1 - mean)) / arm.n, n: arm.n }
}

function difference(control: Arm, treated: Arm, options: EstimateOptions): Estimate {
  const degrees = welchDegrees(control.squaredError, control.n, treated.squaredError, treated.n)
  const gap = treated.mean - control.mean
  if (!options.relative)
    return studentEstimate(
      gap,
      Math.sqrt(control.squaredError + treated.squaredError),
      degrees,
      options.level,
      options.alternative,
    )
  if (control.mean === 0)
    throw new InvalidInputError('control', 'has mean 0: an effect relative to nothing is not defined.')
  const ratio = treated.mean / control.mean
  const error =
    Math.sqrt(treated.squaredError + ratio * ratio * control.squaredError) / Math.abs(control.mean)
  return studentEstimate(gap / Math.abs(control.mean), error, degrees, options.level, options.alternative)
}
