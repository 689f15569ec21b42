import { assertCount, InvalidInputError } from '../errors.ts'

/**
 * Symmetric mean absolute percentage error of M4: the mean of 200 |y − f| / (|y| + |f|), in percent; a step where both are
 * 0 counts 0.
 * @param actual, forecast equally long, at least 1, finite
 * @throws InvalidInputError for other shapes
 * Source: Makridakis (1993); as in the M4 competition.
 * @example
 * import { symmetricError } from '@liangti/models'
 * symmetricError([100, 0], [50, 0]) // → 33.333
 */
export function symmetricError(actual: ArrayLike<number>, forecast: ArrayLike<number>): number {
  assertPairs(actual, forecast)
  let sum = 0
  for (let i = 0; i < actual.length; i++) {
    const [y, f] = [actual[i] as number, forecast[i] as number]
    const size = Math.abs(y) + Math.abs(f)
    if (size > 0) sum += (200 * Math.abs(y - f)) / size
  }
  return sum / actual.length
}

/**
 * Mean absolute scaled error: the mean |y − f| over the mean |change from a season before| in the past.
 * @param past what the forecast was made from, more values than `season`
 * @returns NaN where the past repeats its season exactly, so that there is nothing to scale by
 * @throws InvalidInputError for other shapes
 * Source: Hyndman & Koehler (2006), "Another look at measures of forecast accuracy"; seasonal scale as in M4.
 * @example
 * import { scaledError } from '@liangti/models'
 * scaledError([1, 3, 5], [8], [7], 1) // → .5
 */
export function scaledError(
  past: ArrayLike<number>,
  actual: ArrayLike<number>,
  forecast: ArrayLike<number>,
  season = 1,
): number {
  assertPairs(actual, forecast)
  assertCount('season', season, 1)
  const steps = past.length - season
  if (steps < 1)
    throw new InvalidInputError('past', `has ${past.length} entries, not more than a season of ${season}.`)
  let scale = 0
  for (let i = 0; i < steps; i++)
    scale += Math.abs((past[i + season] as number) - (past[i] as number)) / steps
  let error = 0
  for (let i = 0; i < actual.length; i++)
    error += Math.abs((actual[i] as number) - (forecast[i] as number)) / actual.length
  return scale > 0 ? error / scale : Number.NaN
}

function assertPairs(actual: ArrayLike<number>, forecast: ArrayLike<number>): void {
  if (actual.length === 0) throw new InvalidInputError('actual', 'has no entries.')
  if (actual.length !== forecast.length)
    throw new InvalidInputError(
      'forecast',
      `has ${forecast.length} entries for ${actual.length} actual values.`,
    )
  for (let i = 0; i < actual.length; i++)
    for (const [name, of] of [
      ['actual', actual],
      ['forecast', forecast],
    ] as const)
      if (!Number.isFinite(of[i]))
        throw new InvalidInputError(`${name}[${i}]`, `must be a finite number, not ${of[i]}.`)
}
