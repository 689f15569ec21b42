import { assertCount, assertFinite, assertOpenShare, InvalidInputError } from '../errors.ts'
import { normalCdf, normalQuantile } from '../numerics/normal.ts'

/** The comparison to be made, before it is made. */
export interface ExperimentDesign {
  /** Units in each arm, ≥ 2. */
  nControl: number
  nTreated: number
  /** Standard deviation of the outcome of one unit, in its unit, ≥ 0. After CUPED: times √(1 − variance explained). */
  standardDeviation: number
  /** Of the treated arm, where it differs. */
  treatedStandardDeviation?: number
  /** Two-sided false-positive rate; default 0.05. */
  alpha?: number
}

/** Standard error of the difference under the design. */
export function designStandardError(design: ExperimentDesign): number {
  assertCount('nControl', design.nControl, 2)
  assertCount('nTreated', design.nTreated, 2)
  const treated = design.treatedStandardDeviation ?? design.standardDeviation
  for (const [name, value] of [
    ['standardDeviation', design.standardDeviation],
    ['treatedStandardDeviation', treated],
  ] as const) {
    assertFinite(name, value)
    if (value < 0) throw new InvalidInputError(name, `must be at least 0, not ${value}.`)
  }
  return Math.sqrt(design.standardDeviation ** 2 / design.nControl + treated ** 2 / design.nTreated)
}

/**
 * Chance that a two-sided test at `alpha` calls an effect of this size.
 * @param effect true difference of the means, in the unit of the standard deviation; its sign does not matter
 * @returns power in [alpha, 1]; normal approximation (arms of 30 and more)
 * @throws InvalidInputError outside the domain
 */
export function powerOf(design: ExperimentDesign, effect: number): number {
  assertFinite('effect', effect)
  const z = criticalValue(design)
  const error = designStandardError(design)
  if (error === 0) return effect === 0 ? (design.alpha ?? 0.05) : 1
  const shift = Math.abs(effect) / error
  return normalCdf(shift - z) + normalCdf(-shift - z)
}

/**
 * The smallest true effect that would be called with the given power.
 * @returns in the unit of the standard deviation, ≥ 0; normal approximation (the far tail, below 1e-4 of the power at
 *   power ≥ 0.5, is left out)
 * @throws InvalidInputError outside the domain
 * Source: Bloom (1995), "Minimum detectable effects".
 */
export function minimalDetectableEffect(design: ExperimentDesign, power = 0.8): number {
  assertOpenShare('power', power)
  return Math.max(0, criticalValue(design) + normalQuantile(power)) * designStandardError(design)
}

/**
 * Units needed over both arms to see `effect` with the given power.
 * @param input `controlShare` in (0, 1): share of all units held out
 * @returns total number of units, rounded up; Infinity for an effect of 0
 * @throws InvalidInputError outside the domain
 */
export function sampleSizeFor(input: {
  effect: number
  standardDeviation: number
  controlShare: number
  power?: number
  alpha?: number
}): number {
  assertFinite('effect', input.effect)
  assertFinite('standardDeviation', input.standardDeviation)
  assertOpenShare('controlShare', input.controlShare)
  assertOpenShare('alpha', input.alpha ?? 0.05)
  assertOpenShare('power', input.power ?? 0.8)
  if (input.effect === 0) return Number.POSITIVE_INFINITY
  const z = normalQuantile(1 - (input.alpha ?? 0.05) / 2) + normalQuantile(input.power ?? 0.8)
  const perUnit = 1 / input.controlShare + 1 / (1 - input.controlShare)
  return Math.ceil(perUnit * (Math.max(0, z) * (input.standardDeviation / input.effect)) ** 2)
}

function criticalValue(design: ExperimentDesign): number {
  const alpha = design.alpha ?? 0.05
  assertOpenShare('alpha', alpha)
  return normalQuantile(1 - alpha / 2)
}
