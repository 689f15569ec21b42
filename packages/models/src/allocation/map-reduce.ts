import { assertCount, assertFinite, assertPositive, InvalidInputError } from '../errors.ts'
import { pricingOf } from './net-values.ts'
import { mergeSums, type PassSums, passOver } from './pass.ts'
import { type AllocationProblem, assertAllocationProblem } from './problem.ts'
import { allocationRows } from './rows.ts'

/**
 * The map step of one dual pass over some of the customers, for candidates that lie on several machines: send out
 * prices, merge what comes back with `mergeAllocationPasses`, and move the prices by it. Rows are the budgets, then the
 * capacities, then the quotas (use −1 each).
 * @param part customers of this part; limits are not read
 * @param prices one a row, each ≥ 0
 * @param kernelWidth customers whose best bundle leads by less than this net value make the curvature
 * @throws InvalidInputError for prices that do not fit the rows, and as `allocate`
 * @example
 * import { allocationPass, mergeAllocationPasses } from '@liangti/models'
 * const part = (values: number[]) => ({
 *   starts: Uint32Array.of(0, 1, 2),
 *   values: Float64Array.from(values),
 *   costs: Float64Array.of(1, 2),
 *   budgets: [2],
 * })
 * const sums = mergeAllocationPasses(allocationPass(part([3, 5]), [2], 1), allocationPass(part([1, 7]), [2], 1))
 * sums.best // → 5
 * Array.from(sums.use) // → [5]
 * sums.best + 2 * 2 // → 9
 */
export function allocationPass(
  part: AllocationProblem,
  prices: ArrayLike<number>,
  kernelWidth: number,
): PassSums {
  assertAllocationProblem(part)
  assertPositive('kernelWidth', kernelWidth)
  const rows = allocationRows(part)
  if (prices.length !== rows.rows)
    throw new InvalidInputError('prices', `has ${prices.length} entries, not ${rows.rows}, one a row.`)
  for (let r = 0; r < prices.length; r++) {
    assertFinite(`prices[${r}]`, prices[r] as number)
    if ((prices[r] as number) < 0) throw new InvalidInputError(`prices[${r}]`, 'must not be below 0.')
  }
  return passOver(rows, pricingOf(rows, Float64Array.from(prices), 0), kernelWidth, 0, part.starts.length - 1)
}

/**
 * The reduce step: sums of parts, in the order given. Best + Σ price · limit is a bound that no plan of all parts is
 * worth more than.
 * @throws InvalidInputError for no part, or parts with different numbers of rows
 */
export function mergeAllocationPasses(...parts: PassSums[]): PassSums {
  const [first, ...others] = parts
  assertCount('parts', parts.length, 1)
  const sums = {
    best: first?.best ?? 0,
    use: Float64Array.from(first?.use ?? []),
    curvature: Float64Array.from(first?.curvature ?? []),
  }
  for (const part of others) {
    if (part.use.length !== sums.use.length)
      throw new InvalidInputError('parts', `have ${sums.use.length} and ${part.use.length} rows.`)
    mergeSums(sums, part)
  }
  return sums
}
