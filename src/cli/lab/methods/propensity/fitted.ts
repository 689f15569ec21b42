import type { FeatureTable, ShapValues } from '@liangti/models'

/** A fitted model, as far as the lab asks. */
export interface Propensity {
  predict(table: FeatureTable): Float64Array
  sql(): string
  /** Columns and what they matter, the most important first. */
  drivers: { column: string; level: string | null; weight: number }[]
  /** Cells that were empty and counted as 0, by column; trees need no filling. */
  filled: Record<string, number>
  /** TreeSHAP; null for a model that is no tree. */
  explain: ((table: FeatureTable) => ShapValues) | null
}

export type FitPropensity = (table: FeatureTable, target: Float64Array) => Promise<Propensity>
