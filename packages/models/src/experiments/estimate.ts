import { assertOpenShare } from '../errors.ts'
import { studentQuantile, studentTails } from '../numerics/student-t.ts'

/** An effect with its interval, two-sided unless an alternative was named. */
export interface Estimate {
  /** Treated against control, in the unit of the outcome, or as a share of control where `relative`. */
  estimate: number
  standardError: number
  /** Welch–Satterthwaite degrees of freedom; Infinity where the interval is normal. */
  degreesOfFreedom: number
  lower: number
  upper: number
  /** Of "no effect"; two-sided unless an alternative was named. */
  pValue: number
  /** Confidence level of `lower … upper`, such as 0.95. */
  level: number
}

/** What is to be shown: any effect, one above 0, or one below 0. The interval of the last two is open to that side. */
export type Alternative = 'two-sided' | 'greater' | 'less'

export interface EstimateOptions {
  /** Confidence level in (0, 1); default 0.95. */
  level?: number
  /** The effect as a share of the control's mean (delta method) instead of in its unit. Default false. */
  relative?: boolean
  /** Default 'two-sided'; 'greater' gives lower … ∞, 'less' −∞ … upper, each with all of 1 − level on one side. */
  alternative?: Alternative
}

/**
 * Student-t interval and p-value around an estimate. A standard error of 0 (every unit alike) gives an interval of
 * width 0, and p 1 or 0 by whether the estimate speaks for the alternative.
 */
export function studentEstimate(
  estimate: number,
  standardError: number,
  degreesOfFreedom: number,
  level = 0.95,
  alternative: Alternative = 'two-sided',
): Estimate {
  assertOpenShare('level', level)
  const base = { estimate, standardError, degreesOfFreedom, level }
  if (standardError === 0) {
    const speaks =
      alternative === 'two-sided' ? estimate !== 0 : alternative === 'less' ? estimate < 0 : estimate > 0
    return { ...base, ...opened(alternative, estimate, estimate), pValue: speaks ? 0 : 1 }
  }
  const tail = alternative === 'two-sided' ? 0.5 + level / 2 : level
  const margin = studentQuantile(tail, degreesOfFreedom) * standardError
  const t = estimate / standardError
  const pValue =
    alternative === 'two-sided'
      ? Math.min(1, 2 * studentTails(Math.abs(t), degreesOfFreedom).upper)
      : studentTails(alternative === 'greater' ? t : -t, degreesOfFreedom).upper
  return { ...base, ...opened(alternative, estimate - margin, estimate + margin), pValue }
}

/** An interval open to the side the alternative asks for. */
export function opened(
  alternative: Alternative,
  lower: number,
  upper: number,
): { lower: number; upper: number } {
  return {
    lower: alternative === 'less' ? Number.NEGATIVE_INFINITY : lower,
    upper: alternative === 'greater' ? Number.POSITIVE_INFINITY : upper,
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
