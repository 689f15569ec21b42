import type { ArmSums } from './estimate.ts'

/** Both arms person by person, in the order of their keys; outcome and covariate are capped, minor units. */
export interface Sample {
  /** 1 where treated, 0 in control. */
  treated: Uint8Array
  outcome: Float64Array
  covariate: Float64Array
  bought: Uint8Array
}

export function sumsOf(sample: Sample): Record<'treatment' | 'control', ArmSums> {
  const sums = { treatment: emptySums(), control: emptySums() }
  for (let i = 0; i < sample.outcome.length; i++)
    add(
      sample.treated[i] === 1 ? sums.treatment : sums.control,
      sample.outcome[i] ?? 0,
      sample.covariate[i] ?? 0,
      sample.bought[i] ?? 0,
    )
  return sums
}

export function emptySums(): ArmSums {
  return { n: 0, sum: 0, sumSquares: 0, covariateSum: 0, covariateSumSquares: 0, crossSum: 0, buyers: 0 }
}

export function add(arm: ArmSums, y: number, x: number, bought: number): void {
  arm.n += 1
  arm.sum += y
  arm.sumSquares += y * y
  arm.covariateSum += x
  arm.covariateSumSquares += x * x
  arm.crossSum += x * y
  arm.buyers += bought
}
