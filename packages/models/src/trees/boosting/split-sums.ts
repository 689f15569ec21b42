/** What a split is judged by. */
export interface SplitRules {
  readonly l2: number
  readonly minChildWeight: number
  readonly minSplitGain: number
  readonly levelSmoothing: number
  readonly levelL2: number
  /** Whether any column is constrained: leaves then have bounds. */
  readonly constrained: boolean
}

/** Sums over the rows of a node, and the bounds that constraints above it set on its leaves. */
export interface NodeSums {
  readonly gradient: number
  readonly hessian: number
  readonly lower: number
  readonly upper: number
}

/** Sums of one column of a node by bin; `missingBin` holds the missing. */
export interface ColumnSums {
  readonly bins: number
  readonly gradient: Float64Array
  readonly hessian: Float64Array
}
