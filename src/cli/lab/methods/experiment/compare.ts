import {
  alwaysValid,
  type CovariateSummary,
  cuped,
  differenceOfMeans,
  differenceOfProportions,
  type Estimate,
  type EstimateOptions,
  linearisedRatio,
  meanOf,
  type SampleSummary,
  stratifiedDifference,
} from '@liangti/models'
import { labErrors } from '../../errors.ts'
import type { Units } from './units.ts'

/** One arm beside its mean (or ratio) as seen, and how to compare another with it. */
export interface ArmData {
  name: string
  n: number
  mean: number
  /** Sums of the outcome; of a ratio, of its linear form. With a covariate, its sums too. */
  summary: CovariateSummary
  /** Every outcome is 0 or 1, so that the variance is p (1 − p). */
  binary: boolean
  strata: Map<string, CovariateSummary> | null
}

export interface Comparison {
  estimate: Estimate
  /** Of CUPED; null where there is no covariate. */
  adjustment: { theta: number; varianceExplained: number } | null
}

/** Sums of each arm; a ratio is brought to its linear form arm by arm. */
export function armsOf(units: Units): ArmData[] {
  const ratio = units.denominator !== null
  const linear = ratio ? linearOutcome(units) : units.outcome
  const sums = units.arms.map(() => emptySums())
  const strata = units.arms.map(() => new Map<string, CovariateSummary>())
  const binary = units.arms.map(() => !ratio)
  for (let i = 0; i < linear.length; i++) {
    const a = units.arm[i] as number
    const y = linear[i] as number
    const x = units.pre?.[i] ?? 0
    add(sums[a] as CovariateSummary, y, x)
    if (y !== 0 && y !== 1) binary[a] = false
    if (!units.strata) continue
    const stratum = units.strata.levels[units.strata.codes[i] as number] as string
    const own = strata[a] as Map<string, CovariateSummary>
    const known = own.get(stratum) ?? emptySums()
    add(known, y, x)
    own.set(stratum, known)
  }
  return units.arms.map((name, a) => {
    const summary = sums[a] as CovariateSummary
    return {
      ...{ name, n: summary.n, mean: meanOf(summary), summary, binary: binary[a] as boolean },
      strata: units.strata ? (strata[a] as Map<string, CovariateSummary>) : null,
    }
  })
}

/**
 * Also within strata: the weighted mean of z over them is the stratified ratio to first order.
 * zᵢ = R + (yᵢ − R dᵢ) / d̄, R and d̄ of the unit's arm.
 */
function linearOutcome(units: Units): Float64Array {
  const d = units.denominator as Float64Array
  const total = units.arms.map(() => ({
    ...{ n: 0, sum: 0, sumSquares: 0 },
    ...{ denominatorSum: 0, denominatorSumSquares: 0, crossSum: 0 },
  }))
  units.outcome.forEach((y, i) => {
    const own = total[units.arm[i] as number] as (typeof total)[0]
    const di = d[i] as number
    own.n += 1
    own.sum += y
    own.sumSquares += y * y
    own.denominatorSum += di
    own.denominatorSumSquares += di * di
    own.crossSum += y * di
  })
  // Checks the sums of each arm, and that there is something to divide by.
  for (const own of total) linearisedRatio(own)
  return units.outcome.map((y, i) => {
    const own = total[units.arm[i] as number] as (typeof total)[0]
    const ratio = own.sum / own.denominatorSum
    return ratio + (y - ratio * (d[i] as number)) / (own.denominatorSum / own.n)
  })
}

/** An arm known only by its sums. */
export function armOfSums(name: string, { n, sum, sumSquares }: SampleSummary): ArmData {
  const summary = { n, sum, sumSquares, covariateSum: 0, covariateSumSquares: 0, crossSum: 0 }
  // Whole values whose squares add up to their sum are 0 and 1.
  const binary = Number.isInteger(sum) && sum === sumSquares && sum >= 0 && sum <= n
  return { name, n, mean: sum / n, summary, binary, strata: null }
}

export function compareArms(
  control: ArmData,
  treated: ArmData,
  options: EstimateOptions & { covariate: boolean; proportions: boolean; sequential: number | null },
): Comparison {
  const { estimate, adjustment } = fixedHorizon(control, treated, options)
  if (options.sequential === null) return { estimate, adjustment }
  const { alternative = 'two-sided' } = options
  const n = control.n + treated.n
  return { estimate: alwaysValid(estimate, { n, tuning: options.sequential, alternative }), adjustment }
}

function fixedHorizon(
  control: ArmData,
  treated: ArmData,
  options: EstimateOptions & { covariate: boolean; proportions: boolean },
): Comparison {
  if (control.strata && treated.strata) {
    const names = new Set([...control.strata.keys(), ...treated.strata.keys()])
    const strata = [...names].map((name) => {
      const pair = {
        control: control.strata?.get(name) ?? emptySums(),
        treated: treated.strata?.get(name) ?? emptySums(),
      }
      for (const arm of ['control', 'treated'] as const)
        if (pair[arm].n < 2)
          throw labErrors.unusable({
            method: 'experiment',
            problem: `the stratum "${name}" has fewer than two units in the arm "${{ control, treated }[arm].name}"; join it with another or leave --strata out.`,
          })
      return options.covariate ? cuped(pair.control, pair.treated) : pair
    })
    return { estimate: stratifiedDifference(strata, options), adjustment: null }
  }
  if (options.covariate) {
    const adjusted = cuped(control.summary, treated.summary)
    const { theta, varianceExplained } = adjusted
    return {
      estimate: differenceOfMeans(adjusted.control, adjusted.treated, options),
      adjustment: { theta, varianceExplained },
    }
  }
  const share = (arm: ArmData) => ({ successes: arm.summary.sum, n: arm.n })
  const estimate = options.proportions
    ? differenceOfProportions(share(control), share(treated), options)
    : differenceOfMeans(control.summary, treated.summary, options)
  return { estimate, adjustment: null }
}

function emptySums(): CovariateSummary {
  return { n: 0, sum: 0, sumSquares: 0, covariateSum: 0, covariateSumSquares: 0, crossSum: 0 }
}

function add(sums: CovariateSummary, y: number, x: number): void {
  sums.n += 1
  sums.sum += y
  sums.sumSquares += y * y
  sums.covariateSum += x
  sums.covariateSumSquares += x * x
  sums.crossSum += x * y
}
