import { assertOpenShare } from '../errors.ts'
import { studentQuantile, studentTails } from '../numerics/student-t.ts'

/** An effect with its interval, two-sided. */
export interface Estimate {
  /** Treated against control, in the unit of the outcome, or as a share of control where `relative`. */
  estimate: number
  standardError: number
  /** Welch–Satterthwaite degrees of freedom; Infinity where the interval is normal. */
  degreesOfFreedom: number
  lower: number
  upper: number
  /** Two-sided, of "no effect". */
  pValue: number
  /** Confidence level of `lower … upper`, such as 0.95. */
  level: number
}

export interface EstimateOptions {
  /** Confidence level in (0, 1); default 0.95. */
  level?: number
  /** The effect as a share of the control's mean (delta method) instead of in its unit. Default false. */
  relative?: boolean
}

/**
 * Student-t interval and p-value around an estimate. A standard error of 0 (every unit alike) gives an interval of
 * width 0, and p 1 or 0 by whether the estimate is 0.
 */
export function studentEstimate(
  estimate: number,
  standardError: number,
  degreesOfFreedom: number,
  level = 0.95,
): Estimate {
  assertOpenShare('level', level)
  if (standardError === 0) {
    const pValue = estimate === 0 ? 1 : 0
    return { estimate, standardError, degreesOfFreedom, lower: estimate, upper: estimate, pValue, level }
  }
  const margin = studentQuantile(0.5 + level / 2, degreesOfFreedom) * standardError
  const pValue = Math.min(1, 2 * studentTails(Math.abs(estimate) / standardError, degreesOfFreedom).upper)
  return {
    estimate,
    standardError,
    degreesOfFreedom,
    lower: estimate - margin,
    upper: estimate + margin,
    pValue,
    level,
  }
}

/**
 * Welch–Satterthwaite degrees of freedom of a difference.
 * @param a, b squared standard errors of the two means (variance / n)
 * @returns within [min(n) − 1, nA + nB − 2]; nA + nB − 2 where both are 0
 */
export function welchDegrees(a: number, nA: number, b: number, nB: number): number {
  if (a + b === 0) return nA + nB - 2
  // Scaled first: squares of very small or large standard errors would leave the range of doubles.
  const shareA = a / (a + b)
  const shareB = b / (a + b)
  return 1 / ((shareA * shareA) / (nA - 1) + (shareB * shareB) / (nB - 1))
}
