import { assertPositive, InvalidInputError } from '../errors.ts'
import { poissonTerm } from './gamma-function.ts'
import { incompleteGamma } from './incomplete-gamma.ts'
import { bracketAbove, invertIncreasing } from './invert.ts'
import { normalQuantile } from './normal.ts'

/**
 * Both tails of the chi-squared distribution at x ≥ 0: P(X ≤ x) and P(X > x).
 * @throws InvalidInputError when degrees ≤ 0 or x < 0
 */
export function chiSquaredTails(x: number, degrees: number): { lower: number; upper: number } {
  assertPositive('degrees', degrees)
  return incompleteGamma(degrees / 2, x / 2)
}

/** P(X ≤ x); see `chiSquaredTails`. */
export function chiSquaredCdf(x: number, degrees: number): number {
  return chiSquaredTails(x, degrees).lower
}

/**
 * Quantile of the chi-squared distribution.
 * @param p in [0, 1)
 * @returns x with P(X ≤ x) = p; relative error below 1e-12
 * @throws InvalidInputError outside the domain
 * Source: start Wilson & Hilferty (1931), then safeguarded Newton on the smaller tail.
 */
export function chiSquaredQuantile(p: number, degrees: number): number {
  if (!(p >= 0 && p < 1)) throw new InvalidInputError('p', `must lie in [0, 1), not ${p}.`)
  assertPositive('degrees', degrees)
  if (p === 0) return 0
  const spread = 2 / (9 * degrees)
  const guess = degrees * Math.max(1e-3, 1 - spread + normalQuantile(p) * Math.sqrt(spread)) ** 3
  const high = bracketAbove(Math.max(1, guess), (x) => chiSquaredTails(x, degrees).lower >= p)
  const excess =
    p < 0.5
      ? (x: number) => chiSquaredTails(x, degrees).lower - p
      : (x: number) => 1 - p - chiSquaredTails(x, degrees).upper
  return invertIncreasing(excess, (x) => density(x, degrees), guess, 0, high)
}

function density(x: number, degrees: number): number {
  if (x <= 0) return 0
  // x^(k/2−1) e^(−x/2) / (2^(k/2) Γ(k/2)), through the term that keeps its digits at large k.
  return (degrees / 2 / x) * poissonTerm(degrees / 2, x / 2)
}
