import { InvalidInputError } from '../errors.ts'
import { devianceTerm, stirlingRemainder } from './gamma-function.ts'
import type { Tails } from './incomplete-gamma.ts'

const maxSteps = 100_000

/**
 * Regularised incomplete beta function I_x(a, b) and its complement.
 * @param a, b shapes > 0
 * @param x in [0, 1]
 * @param y 1 − x, given apart where the caller knows it more exactly than the subtraction
 * @returns lower = I_x(a, b), upper = I_y(b, a); relative error of the smaller tail about 1e-13
 * @throws InvalidInputError outside the domain
 * Source: Didonato & Morris (1992), continued fraction BFRAC's classical form (A&S 26.5.8), front factor by Loader.
 */
export function incompleteBeta(a: number, b: number, x: number, y = 1 - x): Tails {
  if (!(a > 0)) throw new InvalidInputError('a', `must be above 0, not ${a}.`)
  if (!(b > 0)) throw new InvalidInputError('b', `must be above 0, not ${b}.`)
  if (!(x >= 0 && x <= 1)) throw new InvalidInputError('x', `must lie in [0, 1], not ${x}.`)
  if (x === 0) return { lower: 0, upper: 1 }
  if (y === 0) return { lower: 1, upper: 0 }
  // Near x = 1 the fraction in x loses digits to cancellation; while both tails are of size, the one in y is exact.
  const nearOne = y < 0.01 && y <= (4 * (b + 1)) / (a + b + 2)
  if (x <= (a + 1) / (a + b + 2) && !nearOne) {
    const lower = Math.min(1, (frontFactor(a, b, x, y) * fraction(a, b, x)) / a)
    return { lower, upper: 1 - lower }
  }
  const upper = Math.min(1, (frontFactor(a, b, x, y) * fraction(b, a, y)) / b)
  return { lower: 1 - upper, upper }
}

/** x^a y^b / B(a, b), as a continued binomial probability so that large shapes keep their digits. */
function frontFactor(a: number, b: number, x: number, y: number): number {
  const n = a + b
  // a − n·x, without the rounding of n·x, which at a million degrees of freedom would cost four digits.
  const difference = a * y - b * x
  const exponent =
    stirlingRemainder(n) -
    stirlingRemainder(a) -
    stirlingRemainder(b) -
    devianceTerm(a, n * x, difference) -
    devianceTerm(b, n * y, -difference)
  return Math.exp(exponent) * Math.sqrt((a * b) / (2 * Math.PI * n))
}

function fraction(a: number, b: number, x: number): number {
  let c = 1
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1))
  let value = d
  for (let m = 1; m < maxSteps; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / nonZero(1 + even * d)
    c = nonZero(1 + even / c)
    value *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / nonZero(1 + odd * d)
    c = nonZero(1 + odd / c)
    const factor = d * c
    value *= factor
    if (Math.abs(factor - 1) < 2e-16) break
  }
  return value
}

function nonZero(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value
}
