import type { FeatureTable } from './features.ts'

/** A fitted model: one number a row (a probability, or a mean). */
export interface FittedModel {
  /** @throws InvalidInputError when the table lacks a column of the training, or a column has another kind */
  predict(table: FeatureTable): Float64Array
}

/**
 * Anything that learns from rows; uplift, calibration and validation take one as they come.
 * @param target one entry a row; 0 and 1 for learners of a probability
 * @param weights one entry a row, ≥ 0; all 1 where missing
 */
export type Learner = (table: FeatureTable, target: Float64Array, weights?: Float64Array) => FittedModel
