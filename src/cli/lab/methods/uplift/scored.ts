import type { UpliftMetrics } from '@liangti/models'

export interface Scored {
  /** Figures as reported: means over folds, or of all rows where nothing was learned. */
  metrics: UpliftMetrics
  folds: UpliftMetrics[]
  rank: Float64Array
  seconds: number
}
