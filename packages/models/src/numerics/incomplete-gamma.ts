import { InvalidInputError } from '../errors.ts'
import { poissonTerm } from './gamma-function.ts'

/** Both tails of the regularised incomplete gamma function, each accurate in its own scale. */
export interface Tails {
  lower: number
  upper: number
}

const maxSteps = 100_000
const epsilon = 1e-16

/**
 * Regularised incomplete gamma functions P(a, x) and Q(a, x).
 * @param a shape > 0
 * @param x ≥ 0 (may be infinite)
 * @returns lower = P, upper = Q; relative error of the smaller tail about 1e-13
 * @throws InvalidInputError outside the domain
 * Source: Abramowitz & Stegun 6.5.29 (series), 6.5.31 (continued fraction), evaluated by Lentz's method.
 */
export function incompleteGamma(a: number, x: number): Tails {
  if (!(a > 0)) throw new InvalidInputError('a', `must be above 0, not ${a}.`)
  if (!(x >= 0)) throw new InvalidInputError('x', `must be at least 0, not ${x}.`)
  if (x === 0) return { lower: 0, upper: 1 }
  if (x === Number.POSITIVE_INFINITY) return { lower: 1, upper: 0 }
  if (x < a + 1) {
    const lower = Math.min(1, poissonTerm(a, x) * series(a, x))
    return { lower, upper: 1 - lower }
  }
  // x^a e^-x / Γ(a) = a · poissonTerm(a, x)
  const upper = Math.min(1, a * poissonTerm(a, x) * fraction(a, x))
  return { lower: 1 - upper, upper }
}

/** Σ x^k / ((a+1) … (a+k)), k ≥ 0. */
function series(a: number, x: number): number {
  let term = 1
  let sum = 1
  for (let k = 1; k < maxSteps; k++) {
    term *= x / (a + k)
    sum += term
    if (term < sum * epsilon) break
  }
  return sum
}

function fraction(a: number, x: number): number {
  let b = x + 1 - a
  let c = 1 / Number.MIN_VALUE
  let d = 1 / b
  let value = d
  for (let i = 1; i < maxSteps; i++) {
    const an = -i * (i - a)
    b += 2
    d = 1 / nonZero(an * d + b)
    c = nonZero(b + an / c)
    const factor = d * c
    value *= factor
    if (Math.abs(factor - 1) < epsilon * 2) break
  }
  return value
}

/** Lentz's method divides by its partial denominators; an exact zero is moved by less than rounding. */
function nonZero(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value
}
