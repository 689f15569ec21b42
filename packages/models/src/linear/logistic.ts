import type { FeatureTable } from '../data/features.ts'
import type { FittedModel, Learner } from '../data/learner.ts'
import { assertCount, assertPositive, InvalidInputError } from '../errors.ts'
import { countPositives } from '../evaluation/ranked.ts'
import { normalCdf } from '../numerics/normal.ts'
import { marginsOf, type Weights, weightedGram } from './algebra.ts'
import {
  type CoefficientErrors,
  coefficientsOf,
  criticalNormal,
  interceptOf,
  type LinearCoefficient,
} from './coefficients.ts'
import { columnsOf, designOf, type LinearEncoding, type LinearMissing, learnEncoding } from './encoding.ts'
import { type LogisticLoss, logisticLoss, sigmoid } from './logistic-loss.ts'
import { type FoundWeights, fitSmooth, newtonIsCheap } from './logistic-smooth.ts'
import { fitSparse } from './logistic-sparse.ts'
import { inverseDiagonal } from './solve.ts'

export interface LogisticOptions {
  /** Default `l2`. `none` gives standard errors and leaves each categorical column's first level out. */
  readonly penalty?: 'l2' | 'l1' | 'elastic' | 'none'
  /** Weight of the data against the penalty, > 0, default 1 (scikit-learn's C): penalty(w) + c · Σ loss. */
  readonly c?: number
  /** For `elastic`: the share of ‖w‖₁ against ½‖w‖², in [0, 1], default .5. */
  readonly l1Share?: number
  /** Measured columns to mean 0 and population standard deviation 1 before fitting; default true. */
  readonly standardise?: boolean
  /** A missing measured value counts as 0 (default), as the column's mean, or is refused. */
  readonly missing?: LinearMissing
  /** Weights of the classes 0 and 1; `balanced` makes both weigh the same. */
  readonly classWeights?: 'balanced' | readonly [number, number]
  /** Of the intervals, default .95. */
  readonly confidence?: number
  /** Default 100. */
  readonly maxIterations?: number
}

export interface LogisticModel extends FittedModel {
  readonly kind: 'logistic'
  /** Probability of 1, for each row. */
  predict(table: FeatureTable): Float64Array
  /** Logarithm of the odds, for each row. */
  logOdds(table: FeatureTable): Float64Array
  /** Log-odds where all columns, as given, are 0. */
  readonly intercept: number
  readonly coefficients: readonly LinearCoefficient[]
  /** Σ weight · log-likelihood in training, without the penalty. */
  readonly logLikelihood: number
  readonly iterations: number
  readonly converged: boolean
  /** How a row is read, and the weights of its columns with the intercept last: for SQL. */
  readonly encoding: LinearEncoding
  readonly weights: Float64Array
}

/**
 * Logistic regression by Newton's method (L-BFGS where the design is wide), with a ridge, lasso or elastic penalty or
 * none. The intercept is never penalised.
 * @param table one row a case; a categorical column becomes one 0/1 column a level, a missing or new category is 0 in
 *   all of them
 * @param target 0 or 1, one a row; both must occur
 * @param weights case weights ≥ 0, one a row, default 1
 * @throws InvalidInputError for unequal lengths, other targets, one class only; without a penalty also for columns
 *   that are combinations of others and classes that a column separates perfectly (no finite estimate exists)
 * Source: penalties as in scikit-learn; Newton (IRLS), McCullagh & Nelder (1989).
 * @example
 * import { featureTable, logisticRegression } from '@liangti/models'
 * const hours = { kind: 'numeric' as const, name: 'hours', values: Float64Array.of(1, 2, 3, 4, 5, 6) }
 * const passed = Float64Array.of(0, 0, 1, 0, 1, 1)
 * const model = logisticRegression(featureTable([hours]), passed)
 * model.coefficients[0].value // → 0.509
 */
export function logisticRegression(
  table: FeatureTable,
  target: Float64Array,
  options: LogisticOptions = {},
  weights?: Float64Array,
): LogisticModel {
  const penalty = options.penalty ?? 'l2'
  const { lasso, ridge } = strengths(options)
  const cases = casesOf(table, target, weights, options.classWeights)
  const encoding = learnEncoding(table, {
    standardise: options.standardise ?? true,
    missing: options.missing ?? 'zero',
    dropFirst: penalty === 'none',
  })
  const loss = logisticLoss(designOf(encoding, table), target, cases)
  const limit = options.maxIterations ?? 100
  assertCount('maxIterations', limit, 1)
  const name = columnName(encoding)
  const start = startAt(encoding, target, cases)
  const found =
    lasso > 0 ? fitSparse(loss, lasso, ridge, start, limit) : fitSmooth(loss, ridge, start, limit, name)
  const errors = penalty === 'none' ? errorsOf(loss, found, options.confidence ?? 0.95, name) : null
  return modelOf(encoding, found, loss, errors)
}

/** `logisticRegression` as a learner. */
export function logisticLearner(options: LogisticOptions = {}): Learner {
  return (table, target, weights) => logisticRegression(table, target, options, weights)
}

function strengths(options: LogisticOptions): { lasso: number; ridge: number } {
  const { penalty = 'l2', c = 1, l1Share = 0.5 } = options
  assertPositive('c', c)
  if (!(l1Share >= 0 && l1Share <= 1))
    throw new InvalidInputError('l1Share', `must lie between 0 and 1, not ${l1Share}.`)
  if (penalty === 'none') return { lasso: 0, ridge: 0 }
  const share = penalty === 'l2' ? 0 : penalty === 'l1' ? 1 : l1Share
  return { lasso: share / c, ridge: (1 - share) / c }
}

function casesOf(
  table: FeatureTable,
  target: Float64Array,
  weights: Float64Array | undefined,
  classWeights: LogisticOptions['classWeights'],
): Float64Array {
  const rows = target.length
  const positives = countPositives(target)
  if (table.features.length > 0 && table.rows !== rows)
    throw new InvalidInputError('target', `has ${rows} entries, the table ${table.rows} rows.`)
  const cases = caseWeights(rows, weights)
  if (positives === 0 || positives === rows)
    throw new InvalidInputError('target', `has only ${positives === 0 ? '0' : '1'}; both classes are needed.`)
  if (classWeights === undefined) return cases
  let [none, some] = [0, 0]
  for (let i = 0; i < rows; i++) {
    if (target[i] === 1) some += cases[i] as number
    else none += cases[i] as number
  }
  const [w0, w1] =
    classWeights === 'balanced' ? [(none + some) / 2 / none, (none + some) / 2 / some] : classWeights
  assertPositive('classWeights[0]', w0)
  assertPositive('classWeights[1]', w1)
  return cases.map((c, i) => c * (target[i] === 1 ? w1 : w0))
}

/** All 1 where none are given. @throws InvalidInputError unless there is one finite weight ≥ 0 a row, and one above 0 */
export function caseWeights(rows: number, weights: Float64Array | undefined): Float64Array {
  if (weights === undefined) return new Float64Array(rows).fill(1)
  if (weights.length !== rows)
    throw new InvalidInputError('weights', `has ${weights.length} entries, the target ${rows}.`)
  const at = weights.findIndex((w) => !(w >= 0 && w < Infinity))
  if (at >= 0)
    throw new InvalidInputError(
      `weights[${at}]`,
      `must be a finite number of at least 0, not ${weights[at]}.`,
    )
  if (!weights.some((w) => w > 0)) throw new InvalidInputError('weights', 'are all 0.')
  return weights
}

/** The intercept at the base rate, all else 0. */
function startAt(encoding: LinearEncoding, target: Float64Array, cases: Float64Array): Weights {
  const start = new Float64Array(encoding.width + 1)
  let [none, some] = [0, 0]
  for (let i = 0; i < target.length; i++) {
    if (target[i] === 1) some += cases[i] as number
    else none += cases[i] as number
  }
  if (none === 0 || some === 0)
    throw new InvalidInputError('weights', 'are 0 for one of the two classes; both are needed.')
  start[encoding.width] = Math.log(some / none)
  return start
}

export function columnName(encoding: LinearEncoding): (column: number) => string {
  const columns = columnsOf(encoding)
  return (j) => {
    const column = columns[j]
    if (column === undefined) return 'the intercept'
    return column.level === null ? `"${column.feature}"` : `"${column.feature}" = "${column.level}"`
  }
}

/** On the standardised scale one deviation that multiplies the odds by e^hundreds is no estimate any more. */
const separatedAt = 300

function errorsOf(
  loss: LogisticLoss,
  found: FoundWeights,
  confidence: number,
  name: (column: number) => string,
): CoefficientErrors | null {
  const critical = criticalNormal(confidence)
  if (!newtonIsCheap(loss)) return null
  const errors = inverseDiagonal(weightedGram(loss.design, loss.curvature()), name).map(Math.sqrt)
  const at = errors.findIndex((error) => !(error < separatedAt))
  if (at >= 0 || !found.converged)
    throw new InvalidInputError(
      'target',
      `is separated perfectly${at >= 0 ? ` by ${name(at)}` : ''}: the likelihood has no maximum. Use a penalty.`,
    )
  return { errors, confidence, critical, twoSided: (z) => 2 * normalCdf(-z) }
}

function modelOf(
  encoding: LinearEncoding,
  found: FoundWeights,
  loss: LogisticLoss,
  errors: CoefficientErrors | null,
): LogisticModel {
  const { weights } = found
  const logOdds = (table: FeatureTable) =>
    marginsOf(designOf(encoding, table), weights, new Float64Array(table.rows))
  return {
    kind: 'logistic',
    predict: (table) => logOdds(table).map(sigmoid),
    logOdds,
    intercept: interceptOf(encoding, weights),
    coefficients: coefficientsOf(encoding, weights, errors),
    logLikelihood: -loss.at(weights, new Float64Array(weights.length)),
    iterations: found.iterations,
    converged: found.converged,
    encoding,
    weights,
  }
}
