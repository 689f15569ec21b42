import { drawNormal } from '../chance/distributions.ts'
import type { RandomSource } from '../chance/random.ts'
import { type SparseMatrix, transpose } from '../data/sparse.ts'
import { assertCount, assertPositive, InvalidInputError } from '../errors.ts'
import { type FactorSolver, factorSolver } from './factor-solver.ts'
import {
  assertInteractions,
  distinctItems,
  type Interactions,
  type Recommender,
  zeros,
} from './recommender.ts'

export interface AlsOptions {
  /** Starts the factors. */
  random: RandomSource
  /** Length of a factor; default 64. */
  factors?: number
  /** λ of the penalty, > 0; default .01. Scaled by frequency, see `regExponent`. */
  reg?: number
  /** Weight of every pair that is not there, against 1 for one that is; > 0, default .1. */
  alpha0?: number
  /** Rounds over people and items; default 16. */
  epochs?: number
  /**
   * ν: the penalty of a person with n of the I items is λ·(n + alpha0·I)^ν, likewise of an item; 1 scales it with how
   * much is known (default), 0 is the same for all.
   */
  regExponent?: number
}

export interface Als extends Recommender {
  /** items × factors, row after row. */
  readonly itemFactors: Float64Array
  /** The factors of somebody with this history. */
  factorsOf(history: ArrayLike<number>): Float64Array
}

/**
 * Implicit ALS: factors w, h that minimise Σ over pairs there (w·h − 1)² + alpha0 · Σ over all pairs (w·h)² + penalty,
 * by exact least squares for people and items in turn. A score solves for the history given, so people of the training
 * and new ones are treated alike.
 * @throws InvalidInputError for no interactions or an option out of range
 * Source: Hu, Koren & Volinsky (2008), in the form and with the frequency-scaled penalty of Rendle et al. (2022),
 *   Revisiting the performance of iALS.
 * @example
 * import { fitAls, recommend, seededRandom, sparseMatrix } from '@liangti/models'
 * const row = Uint32Array.of(0, 0, 1, 1, 2, 2, 3, 3)
 * const bought = sparseMatrix(4, 4, row, Uint32Array.of(0, 1, 0, 1, 2, 3, 2, 3))
 * const model = fitAls(bought, { random: seededRandom(1), factors: 2 })
 * recommend(model, [2], 1)[0].item // → 3
 */
export function fitAls(interactions: Interactions, options: AlsOptions): Als {
  const { factors = 64, reg = 0.01, alpha0 = 0.1, epochs = 16, regExponent = 1 } = options
  assertInteractions(interactions)
  assertCount('factors', factors, 1)
  assertCount('epochs', epochs, 1)
  assertPositive('reg', reg)
  assertPositive('alpha0', alpha0)
  if (!Number.isFinite(regExponent))
    throw new InvalidInputError('regExponent', `must be a finite number, not ${regExponent}.`)
  const byItem = transpose(interactions)
  const [people, items] = [interactions.rows, interactions.width]
  const itemFactors = Float64Array.from(
    { length: items * factors },
    () => (0.1 / Math.sqrt(factors)) * drawNormal(options.random),
  )
  const peopleFactors = new Float64Array(people * factors)
  const penalty = (known: number, others: number) => reg * (known + alpha0 * others) ** regExponent
  const solver = factorSolver(factors, alpha0)
  for (let epoch = 0; epoch < epochs; epoch++) {
    solveSide(solver, interactions, itemFactors, peopleFactors, factors, (n) => penalty(n, items))
    solveSide(solver, byItem, peopleFactors, itemFactors, factors, (n) => penalty(n, people))
  }
  solver.against(itemFactors)
  function factorsOf(history: ArrayLike<number>): Float64Array {
    const codes = distinctItems(history, items)
    const own = new Float64Array(factors)
    solver.solve(codes, penalty(codes.length, items), own, 0)
    return own
  }
  return {
    items,
    itemFactors,
    factorsOf,
    score(history, into) {
      const scores = zeros(items, into)
      const own = factorsOf(history)
      for (let i = 0; i < items; i++) {
        let sum = 0
        for (let k = 0; k < factors; k++) sum += (own[k] as number) * (itemFactors[i * factors + k] as number)
        scores[i] = sum
      }
      return scores
    },
  }
}

function solveSide(
  solver: FactorSolver,
  rows: SparseMatrix,
  fixed: Float64Array,
  free: Float64Array,
  factors: number,
  penaltyOf: (known: number) => number,
): void {
  solver.against(fixed)
  for (let r = 0; r < rows.rows; r++) {
    const known = rows.columns.subarray(rows.offsets[r], rows.offsets[r + 1])
    solver.solve(known, penaltyOf(known.length), free, r * factors)
  }
}
