import { InvalidInputError } from '../errors.ts'
import { incompleteGamma } from './incomplete-gamma.ts'

/** Density of the standard normal distribution. */
export function normalDensity(z: number): number {
  return Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI)
}

/**
 * Φ(z), accurate also far in the lower tail.
 * Source: Φ(−z) = Q(1/2, z²/2) / 2 for z ≥ 0 (A&S 26.4.21).
 */
export function normalCdf(z: number): number {
  if (Number.isNaN(z)) throw new InvalidInputError('z', 'must be a number.')
  const tails = incompleteGamma(0.5, 0.5 * z * z)
  return z <= 0 ? 0.5 * tails.upper : 0.5 + 0.5 * tails.lower
}

/**
 * Quantile of the standard normal distribution.
 * @param p in [0, 1]; 0 and 1 give −∞ and ∞
 * @returns z with Φ(z) = p, absolute error below 1e-14 for p in [1e-300, 1 − 1e-16]
 * @throws InvalidInputError when p is outside [0, 1]
 * Source: start A&S 26.2.23, then Halley steps on Φ.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) throw new InvalidInputError('p', `must lie in [0, 1], not ${p}.`)
  if (p === 0) return Number.NEGATIVE_INFINITY
  if (p === 1) return Number.POSITIVE_INFINITY
  if (p === 0.5) return 0
  // 1 − p is exact for p ≥ 0.5, so both halves are solved in the lower tail.
  if (p > 0.5) return -lowerQuantile(1 - p)
  return lowerQuantile(p)
}

function lowerQuantile(p: number): number {
  const t = Math.sqrt(-2 * Math.log(p))
  const top = 2.515517 + t * (0.802853 + t * 0.010328)
  const bottom = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
  let z = -(t - top / bottom)
  for (let i = 0; i < 10; i++) {
    const ratio = (normalCdf(z) - p) / normalDensity(z)
    const step = ratio / (1 + (z * ratio) / 2)
    z -= step
    if (Math.abs(step) <= 1e-15 * Math.abs(z)) break
  }
  return z
}
