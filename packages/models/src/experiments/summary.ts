import { assertCount, assertFinite, InvalidInputError } from '../errors.ts'

/**
 * What has to be known of one arm's outcome: three sums, so that an engine can compute them in one pass.
 * `n` counts every unit assigned to the arm, those without any outcome included (their value is 0).
 */
export interface SampleSummary {
  n: number
  sum: number
  /** Σ y², in the squared unit of `sum`. */
  sumSquares: number
}

/** Summary of raw values; the order of summation is that of the array. */
export function summarize(values: ArrayLike<number>): SampleSummary {
  let sum = 0
  let sumSquares = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN
    sum += value
    sumSquares += value * value
  }
  const summary = { n: values.length, sum, sumSquares }
  if (values.length > 0) assertSummary('values', summary, 1)
  return summary
}

/**
 * @throws InvalidInputError when a figure is not finite, n is below `least`, or the sums contradict each other
 *   (Σ y² below (Σ y)² / n by more than rounding)
 */
export function assertSummary(argument: string, summary: SampleSummary, least = 2): void {
  assertCount(`${argument}.n`, summary.n, least)
  assertFinite(`${argument}.sum`, summary.sum)
  assertFinite(`${argument}.sumSquares`, summary.sumSquares)
  const least2 = (summary.sum * summary.sum) / summary.n
  if (summary.sumSquares < least2 - 1e-9 * Math.max(1e-300, least2))
    throw new InvalidInputError(
      `${argument}.sumSquares`,
      `is ${summary.sumSquares}, less than sum² / n = ${least2}: the sums are not of the same values.`,
    )
}

/** Mean; n ≥ 1 assumed. */
export function meanOf(summary: SampleSummary): number {
  return summary.sum / summary.n
}

/** Unbiased sample variance (n − 1); n ≥ 2 assumed; never below 0. */
export function varianceOf(summary: SampleSummary): number {
  return Math.max(0, (summary.sumSquares - (summary.sum * summary.sum) / summary.n) / (summary.n - 1))
}
