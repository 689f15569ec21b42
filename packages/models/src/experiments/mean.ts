import { InvalidInputError } from '../errors.ts'
import { studentQuantile } from '../numerics/student-t.ts'
import { assertSummary, meanOf, type SampleSummary, varianceOf } from './summary.ts'

/** A mean and between what it may well lie, in the unit of the values; no bounds where one value alone is known. */
export interface MeanInterval {
  estimate: number
  lo: number | null
  hi: number | null
}

/**
 * A mean with Student's interval: of few values it is wider than the normal one, by what is not known of their spread.
 * @param level of confidence, in (0, 1)
 * @returns null where it is of nobody
 * @throws InvalidInputError when the sums are not of the same values, or the level is out of range
 * Source: Student (1908), The probable error of a mean.
 */
export function meanInterval(summary: SampleSummary, level = 0.95): MeanInterval | null {
  if (!(level > 0 && level < 1)) throw new InvalidInputError('level', `must lie in (0, 1), not ${level}.`)
  if (summary.n === 0) return null
  assertSummary('summary', summary, 1)
  const estimate = meanOf(summary)
  if (summary.n === 1) return { estimate, lo: null, hi: null }
  const reach = studentQuantile(0.5 + level / 2, summary.n - 1) * Math.sqrt(varianceOf(summary) / summary.n)
  return { estimate, lo: estimate - reach, hi: estimate + reach }
}
