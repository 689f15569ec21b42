import { assertPositive, InvalidInputError } from '../errors.ts'
import type { RandomSource } from './random.ts'

/** Whole number in [0, bound). */
export function drawBelow(random: RandomSource, bound: number): number {
  return Math.floor(random() * bound)
}

/** Standard normal, by Box and Muller's polar form without a kept second value: two draws each. */
export function drawNormal(random: RandomSource): number {
  // 1 − u keeps the logarithm finite.
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** Exponential with mean 1. */
export function drawExponential(random: RandomSource): number {
  return -Math.log(1 - random())
}

/**
 * Gamma with the given shape and scale 1.
 * @throws InvalidInputError unless shape > 0
 * Source: Marsaglia & Tsang (2000); shapes below 1 by their power of a uniform.
 */
export function drawGamma(random: RandomSource, shape: number): number {
  assertPositive('shape', shape)
  if (shape < 1) return drawGamma(random, shape + 1) * (1 - random()) ** (1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = drawNormal(random)
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
  }
}

/** Beta(a, b), as a ratio of gammas. @throws InvalidInputError unless a, b > 0 */
export function drawBeta(random: RandomSource, a: number, b: number): number {
  const x = drawGamma(random, a)
  const y = drawGamma(random, b)
  // Both can underflow where a and b are tiny: the mass then lies at the ends, in the ratio a : b.
  return x + y > 0 ? x / (x + y) : random() < a / (a + b) ? 1 : 0
}

/** Poisson with the given mean ≥ 0; large means are split so that no exponential underflows. */
export function drawPoisson(random: RandomSource, mean: number): number {
  if (!(mean >= 0 && Number.isFinite(mean)))
    throw new InvalidInputError('mean', `must be a finite number of at least 0, not ${mean}.`)
  let count = 0
  let left = mean
  while (left > 30) {
    // The n-th arrival of a unit process is gamma(n): jump there when it lies inside, else the rest is binomial.
    const n = Math.floor(left * 0.875)
    const arrival = drawGamma(random, n)
    if (arrival > left) return count + drawBinomial(random, n - 1, left / arrival)
    count += n
    left -= arrival
  }
  const limit = Math.exp(-left)
  for (let product = random(); product > limit; product *= random()) count += 1
  return count
}

function drawBinomial(random: RandomSource, n: number, p: number): number {
  let count = 0
  for (let i = 0; i < n; i++) if (random() < p) count += 1
  return count
}

/** Puts the first `count` entries into uniformly random order, drawn from all entries (Fisher and Yates). In place. */
export function shuffle(
  random: RandomSource,
  values: { length: number; [index: number]: number },
  count = values.length,
): void {
  const end = Math.min(count, values.length - 1)
  for (let i = 0; i < end; i++) {
    const j = i + drawBelow(random, values.length - i)
    const kept = values[i] as number
    values[i] = values[j] as number
    values[j] = kept
  }
}
