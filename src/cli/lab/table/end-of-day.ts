import { labErrors } from '../errors.ts'
import { timeOf } from './columns.ts'

const day = 86_400_000

/**
 * The last millisecond of the day `--as-of` names, so that all of it counts; else of the last day seen.
 * @throws labErrors.badOption for a text that is no date
 */
export function endOfDay(asOf: string | undefined, times: Float64Array): number {
  if (asOf === undefined) {
    let last = -Infinity
    for (const time of times) if (time > last) last = time
    return Math.floor(last / day) * day + day - 1
  }
  const date = timeOf(asOf)
  if (Number.isNaN(date))
    throw labErrors.badOption({ option: 'as-of', value: asOf, wanted: 'a date such as 2024-03-05' })
  return Math.floor(date / day) * day + day - 1
}
