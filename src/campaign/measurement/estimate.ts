import {
  type CovariateSummary,
  cuped,
  differenceOfMeans,
  differenceOfProportions,
  type Estimate,
  ratioOfMeans,
} from '@liangti/models'
import type { Interval } from '../../kit/api-shapes.ts'

/** One arm in sums; y is margin, x spend before the draw, both capped alike, minor units. */
export interface ArmSums extends CovariateSummary {
  buyers: number
}

export interface Effects {
  /** Per customer, adjusted for the covariate (CUPED). */
  adjusted: Interval
  unadjusted: Interval
  buyerRate: Interval
  /** Of the control's adjusted mean; unbounded where that mean is within noise of 0. */
  relativeLift: Interval
  pValue: number | null
  /** Share of the outcome's variance the covariate explains. */
  varianceExplained: number
}

export const level = 0.95

/** The effect of treatment on both arms' sums; 'no_data' while an arm is too small to say anything. */
export function estimateEffects(treated: ArmSums, control: ArmSums): Effects {
  if (treated.n < 2 || control.n < 2) {
    return {
      adjusted: noData(),
      unadjusted: noData(),
      buyerRate: noData(),
      relativeLift: noData(),
      pValue: null,
      varianceExplained: 0,
    }
  }
  const adjusted = cuped(control, treated)
  const difference = differenceOfMeans(adjusted.control, adjusted.treated, { level })
  const lift = ratioOfMeans(adjusted.control, adjusted.treated, level)
  const silent = treated.sumSquares === 0 && control.sumSquares === 0
  return {
    adjusted: silent ? noData() : intervalOf(difference),
    unadjusted: silent ? noData() : intervalOf(differenceOfMeans(control, treated, { level })),
    buyerRate: silent
      ? noData()
      : intervalOf(
          differenceOfProportions(
            { successes: control.buyers, n: control.n },
            { successes: treated.buyers, n: treated.n },
            { level },
          ),
        ),
    relativeLift:
      lift.bounded && !silent ? interval(lift.ratio - 1, lift.lower - 1, lift.upper - 1) : noData(),
    pValue: silent ? null : difference.pValue,
    varianceExplained: adjusted.varianceExplained,
  }
}

export function noData(): Interval {
  return { estimate: null, lo: null, hi: null, level, verdict: 'no_data' }
}

export function interval(estimate: number, lo: number, hi: number): Interval {
  return { estimate, lo, hi, level, verdict: lo > 0 ? 'positive' : hi < 0 ? 'negative' : 'inconclusive' }
}

function intervalOf(e: Estimate): Interval {
  return interval(e.estimate, e.lower, e.upper)
}

/** An interval times a number and moved by another: totals from means, ROI from totals. */
export function mapped(i: Interval, factor: number, offset = 0): Interval {
  if (i.estimate === null || i.lo === null || i.hi === null) return noData()
  const ends = [i.lo * factor + offset, i.hi * factor + offset]
  return interval(i.estimate * factor + offset, Math.min(...ends), Math.max(...ends))
}
