import { assertFinite, assertOpenShare, assertPositive } from '../errors.ts'
import { normalCdf, normalDensity, normalQuantile } from '../numerics/normal.ts'

/** What is believed of the effect after the data: normal, with this mean and standard deviation. */
export interface Posterior {
  effect: number
  standardDeviation: number
  /** Central credible interval. */
  lower: number
  upper: number
  level: number
  /** Chance that the effect is above 0. */
  chanceToWin: number
  /** Expected loss of choosing the treatment: E[max(0, −effect)], in the unit of the effect. */
  riskOfChoosing: number
  /** Expected loss of keeping the control: E[max(0, effect)]. */
  riskOfKeeping: number
}

export interface PosteriorOptions {
  /** Normal belief before the data, in the unit of the effect; without it the prior is flat. */
  readonly prior?: { readonly mean: number; readonly standardDeviation: number }
  /** In (0, 1); default 0.95. */
  readonly level?: number
}

/**
 * Bayesian reading of an effect in the normal approximation: with a flat prior the posterior is N(estimate, standard
 * error²), with a normal prior the precision-weighted mean of both.
 * @param estimate of `differenceOfMeans`, `differenceOfProportions` or any other effect with a standard error
 * @throws InvalidInputError outside the domain
 * Source: Gelman et al. (2013), Bayesian Data Analysis, eq. 2.10 to 2.12; as growthbook's `EffectBayesianABTest`, whose
 *   value the test quotes. Risks: mean of a normal variable cut off at 0.
 * @example
 * import { differenceOfProportions, posteriorOf } from '@liangti/models'
 * const effect = differenceOfProportions({ successes: 49, n: 100 }, { successes: 51, n: 100 }, { relative: true })
 * posteriorOf(effect).chanceToWin // → .60918
 */
export function posteriorOf(
  estimate: { readonly estimate: number; readonly standardError: number },
  options: PosteriorOptions = {},
): Posterior {
  const level = options.level ?? 0.95
  assertOpenShare('level', level)
  assertFinite('estimate', estimate.estimate)
  assertFinite('standardError', estimate.standardError)
  const { effect, standardDeviation } = combined(estimate, options.prior)
  const z = effect / standardDeviation
  const margin = normalQuantile(0.5 + level / 2) * standardDeviation
  if (standardDeviation === 0)
    return {
      ...{ effect, standardDeviation, lower: effect, upper: effect, level },
      chanceToWin: effect > 0 ? 1 : effect < 0 ? 0 : 0.5,
      riskOfChoosing: Math.max(0, -effect),
      riskOfKeeping: Math.max(0, effect),
    }
  return {
    ...{ effect, standardDeviation, lower: effect - margin, upper: effect + margin, level },
    chanceToWin: normalCdf(z),
    riskOfChoosing: standardDeviation * shortfall(z),
    riskOfKeeping: standardDeviation * shortfall(-z),
  }
}

/** E[max(0, −Z − z)] of a standard normal Z; never below 0. */
function shortfall(z: number): number {
  return Math.max(0, normalDensity(z) - z * normalCdf(-z))
}

function combined(
  data: { readonly estimate: number; readonly standardError: number },
  prior: PosteriorOptions['prior'],
): { effect: number; standardDeviation: number } {
  if (prior === undefined) return { effect: data.estimate, standardDeviation: data.standardError }
  assertFinite('prior.mean', prior.mean)
  assertPositive('prior.standardDeviation', prior.standardDeviation)
  const ofData = data.standardError ** 2
  const ofPrior = prior.standardDeviation ** 2
  const weight = ofPrior / (ofPrior + ofData)
  return {
    effect: weight * data.estimate + (1 - weight) * prior.mean,
    standardDeviation: Math.sqrt(weight * ofData),
  }
}
