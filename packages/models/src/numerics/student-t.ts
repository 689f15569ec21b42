import { assertPositive, InvalidInputError } from '../errors.ts'
import { devianceTerm, stirlingRemainder } from './gamma-function.ts'
import { incompleteBeta } from './incomplete-beta.ts'
import { bracketAbove, invertIncreasing } from './invert.ts'
import { normalQuantile } from './normal.ts'

/**
 * Both tails of Student's t distribution at t ≥ 0 or below: P(T ≤ t) and P(T > t).
 * @param degrees of freedom > 0, real (Welch–Satterthwaite gives fractions)
 * @throws InvalidInputError outside the domain
 * Source: A&S 26.7.1: P(|T| > t) = I_{ν/(ν+t²)}(ν/2, 1/2).
 */
export function studentTails(t: number, degrees: number): { lower: number; upper: number } {
  if (Number.isNaN(t)) throw new InvalidInputError('t', 'must be a number.')
  if (!(degrees > 0)) throw new InvalidInputError('degrees', `must be above 0, not ${degrees}.`)
  const square = t * t
  if (square === Number.POSITIVE_INFINITY) return t > 0 ? { lower: 1, upper: 0 } : { lower: 0, upper: 1 }
  // Both shares are formed by division: 1 − x would lose the digits of a small t.
  const beta = incompleteBeta(degrees / 2, 0.5, degrees / (degrees + square), square / (degrees + square))
  const far = beta.lower / 2
  const near = 0.5 + beta.upper / 2
  return t > 0 ? { lower: near, upper: far } : { lower: far, upper: near }
}

/** P(T ≤ t); see `studentTails`. */
export function studentCdf(t: number, degrees: number): number {
  return studentTails(t, degrees).lower
}

/** Density of Student's t distribution with `degrees` > 0 degrees of freedom. */
export function studentDensity(t: number, degrees: number): number {
  const n = degrees
  const constant =
    -devianceTerm(n / 2, (n + 1) / 2) + stirlingRemainder((n + 1) / 2) - stirlingRemainder(n / 2)
  const square = t * t
  return Math.exp(constant - (n / 2) * Math.log1p(square / n)) / Math.sqrt(2 * Math.PI * (1 + square / n))
}

/**
 * Quantile of Student's t distribution.
 * @param p in (0, 1)
 * @param degrees of freedom > 0
 * @returns t with P(T ≤ t) = p; relative error below 1e-12
 * @throws InvalidInputError outside the domain
 */
export function studentQuantile(p: number, degrees: number): number {
  if (!(p > 0 && p < 1)) throw new InvalidInputError('p', `must lie between 0 and 1, not ${p}.`)
  assertPositive('degrees', degrees)
  if (p === 0.5) return 0
  const tail = p < 0.5 ? p : 1 - p
  const start = -normalQuantile(tail)
  const high = bracketAbove(Math.max(1, start), (t) => studentTails(t, degrees).upper <= tail)
  const t = invertIncreasing(
    (x) => tail - studentTails(x, degrees).upper,
    (x) => studentDensity(x, degrees),
    start,
    0,
    high,
  )
  return p < 0.5 ? -t : t
}
