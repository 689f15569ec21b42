import { InvalidInputError } from '../errors.ts'
import { type Estimate, type EstimateOptions, studentEstimate } from './estimate.ts'
import { assertSummary, meanOf, type SampleSummary, varianceOf } from './summary.ts'

/** Both arms of one stratum (a city tier, a decile of spend before). */
export interface Stratum {
  readonly control: SampleSummary
  readonly treated: SampleSummary
}

/**
 * Difference of means where the draw was made within strata, or where arms are to be compared like with like after it:
 * each stratum's difference weighted by its share of all units. What differs between strata is no longer noise.
 * @param strata one or more, n ≥ 2 in each arm of each
 * @param options as `differenceOfMeans`; `relative` to the control's mean, its strata weighted the same way
 * @throws InvalidInputError for no strata, impossible sums, n < 2, or a relative effect over a control mean of 0
 * Source: Miratrix, Sekhon & Yu (2013), "Adjusting treatment effect estimates by post-stratification", eq. 3 and 5;
 *   degrees of freedom by Satterthwaite (1946) over all arms of all strata.
 * @example
 * import { stratifiedDifference, summarize } from '@liangti/models'
 * const strata = [
 *   { control: summarize([1, 2]), treated: summarize([2, 3]) },
 *   { control: summarize([11, 12]), treated: summarize([13, 14]) },
 * ]
 * stratifiedDifference(strata).estimate // → 1.5
 */
export function stratifiedDifference(strata: readonly Stratum[], options: EstimateOptions = {}): Estimate {
  if (strata.length === 0) throw new InvalidInputError('strata', 'needs at least one stratum.')
  let units = 0
  strata.forEach(({ control, treated }, s) => {
    assertSummary(`strata[${s}].control`, control)
    assertSummary(`strata[${s}].treated`, treated)
    units += control.n + treated.n
  })
  const control = weightedMean(strata, 'control', units)
  const treated = weightedMean(strata, 'treated', units)
  const gap = treated.mean - control.mean
  if (options.relative && control.mean === 0)
    throw new InvalidInputError(
      'strata',
      'have a control mean of 0: an effect relative to nothing is not defined.',
    )
  const ratio = options.relative ? treated.mean / control.mean : 1
  const size = options.relative ? Math.abs(control.mean) : 1
  const squared = treated.squaredError + ratio * ratio * control.squaredError
  const fourth = treated.fourth + control.fourth
  const least = strata.reduce((sum, s) => sum + s.control.n + s.treated.n - 2, 0)
  const degrees = fourth === 0 ? least : (treated.squaredError + control.squaredError) ** 2 / fourth
  return studentEstimate(gap / size, Math.sqrt(squared) / size, degrees, options.level, options.alternative)
}

function weightedMean(strata: readonly Stratum[], arm: 'control' | 'treated', units: number) {
  let [mean, squaredError, fourth] = [0, 0, 0]
  for (const stratum of strata) {
    const weight = (stratum.control.n + stratum.treated.n) / units
    const own = stratum[arm]
    const part = (weight * weight * varianceOf(own)) / own.n
    mean += weight * meanOf(own)
    squaredError += part
    fourth += (part * part) / (own.n - 1)
  }
  return { mean, squaredError, fourth }
}
