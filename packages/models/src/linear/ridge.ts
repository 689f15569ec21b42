import type { FeatureTable } from '../data/features.ts'
import type { FittedModel, Learner } from '../data/learner.ts'
import { InvalidInputError } from '../errors.ts'
import { studentQuantile, studentTails } from '../numerics/student-t.ts'
import { columnSums, marginsOf, weightedGram } from './algebra.ts'
import {
  type CoefficientErrors,
  coefficientsOf,
  interceptOf,
  type LinearCoefficient,
} from './coefficients.ts'
import { designOf, type LinearEncoding, type LinearMissing, learnEncoding } from './encoding.ts'
import { caseWeights, columnName } from './logistic.ts'
import { inverseDiagonal, solveScaled } from './solve.ts'

export interface RidgeOptions {
  /**
   * Strength of the penalty ≥ 0, default 1 (scikit-learn's alpha): Σ weight · (y − ŷ)² + alpha · ‖w‖². At 0 it is least
   * squares: standard errors are given, and each categorical column's first level is left out.
   */
  readonly alpha?: number
  /** Measured columns to mean 0 and population standard deviation 1 before fitting; default true. */
  readonly standardise?: boolean
  /** A missing measured value counts as 0 (default), as the column's mean, or is refused. */
  readonly missing?: LinearMissing
  /** Of the intervals, default .95. */
  readonly confidence?: number
}

export interface RidgeModel extends FittedModel {
  readonly kind: 'linear'
  /** The mean where all columns, as given, are 0. */
  readonly intercept: number
  readonly coefficients: readonly LinearCoefficient[]
  /** Share of the weighted variance explained in training; NaN for a constant target. */
  readonly rSquared: number
  readonly encoding: LinearEncoding
  readonly weights: Float64Array
}

/**
 * Linear regression with a ridge penalty, by the normal equations. The intercept is not penalised.
 * @param table as for `logisticRegression`
 * @param target finite, one a row
 * @param weights case weights ≥ 0, one a row, default 1
 * @throws InvalidInputError for unequal lengths, numbers that are not finite, a negative alpha; without a penalty also
 *   for columns that are combinations of others
 * Source: Hoerl & Kennard (1970); penalty as in scikit-learn's Ridge.
 * @example
 * import { featureTable, ridgeRegression } from '@liangti/models'
 * const visits = { kind: 'numeric' as const, name: 'visits', values: Float64Array.of(1, 2, 3, 4) }
 * const model = ridgeRegression(featureTable([visits]), Float64Array.of(3, 5, 7, 9), { alpha: 0 })
 * model.intercept // → 1
 */
export function ridgeRegression(
  table: FeatureTable,
  target: Float64Array,
  options: RidgeOptions = {},
  weights?: Float64Array,
): RidgeModel {
  const alpha = options.alpha ?? 1
  if (!(alpha >= 0 && alpha < Infinity))
    throw new InvalidInputError('alpha', `must be a finite number of at least 0, not ${alpha}.`)
  assertTarget(table, target)
  const cases = caseWeights(target.length, weights)
  const encoding = learnEncoding(table, {
    standardise: options.standardise ?? true,
    missing: options.missing ?? 'zero',
    dropFirst: alpha === 0,
  })
  const design = designOf(encoding, { rows: target.length, features: table.features })
  const name = columnName(encoding)
  const gram = weightedGram(design, cases)
  for (let j = 0; j < encoding.width; j++) {
    const at = j * gram.columns + j
    gram.values[at] = (gram.values[at] as number) + alpha
  }
  // Around the mean, so that a large level of the target costs no digits.
  const total = cases.reduce((sum, c) => sum + c, 0)
  const mean = target.reduce((sum, y, i) => sum + y * (cases[i] as number), 0) / total
  const centred = target.map((y, i) => (cases[i] as number) * (y - mean))
  const found = solveScaled(gram, columnSums(design, centred, new Float64Array(encoding.width + 1)), name)
  found[encoding.width] = (found[encoding.width] as number) + mean
  const fitted = marginsOf(design, found, new Float64Array(target.length))
  let [left, spread] = [0, 0]
  target.forEach((y, i) => {
    left += (cases[i] as number) * (y - (fitted[i] as number)) ** 2
    spread += (cases[i] as number) * (y - mean) ** 2
  })
  const freedom = target.length - encoding.width - 1
  const errors =
    alpha === 0 && freedom > 0
      ? leastSquaresErrors(
          inverseDiagonal(gram, name).map((v) => Math.sqrt((v * left) / freedom)),
          freedom,
          options.confidence ?? 0.95,
        )
      : null
  return {
    kind: 'linear',
    predict: (other) => marginsOf(designOf(encoding, other), found, new Float64Array(other.rows)),
    intercept: interceptOf(encoding, found),
    coefficients: coefficientsOf(encoding, found, errors),
    rSquared: 1 - left / spread,
    encoding,
    weights: found,
  }
}

/** `ridgeRegression` as a learner. */
export function ridgeLearner(options: RidgeOptions = {}): Learner {
  return (table, target, weights) => ridgeRegression(table, target, options, weights)
}

function assertTarget(table: FeatureTable, target: Float64Array): void {
  if (target.length === 0) throw new InvalidInputError('target', 'is empty; at least one row is needed.')
  if (table.features.length > 0 && table.rows !== target.length)
    throw new InvalidInputError('target', `has ${target.length} entries, the table ${table.rows} rows.`)
  const at = target.findIndex((y) => !Number.isFinite(y))
  if (at >= 0) throw new InvalidInputError(`target[${at}]`, `must be a finite number, not ${target[at]}.`)
}

function leastSquaresErrors(errors: Float64Array, freedom: number, confidence: number): CoefficientErrors {
  return {
    errors,
    confidence,
    critical: studentQuantile((1 + confidence) / 2, freedom),
    twoSided: (t) => studentTwoSided(t, freedom),
  }
}

function studentTwoSided(t: number, freedom: number): number {
  return 2 * studentTails(t, freedom).upper
}
