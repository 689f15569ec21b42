import { assertCount, InvalidInputError } from '../errors.ts'
import { assertSeries } from './series.ts'

/**
 * Autocorrelations of lags 1 … `lags`, about the mean over the whole series and divided by n, as R's acf.
 * @returns all 0 for a constant series
 * @throws InvalidInputError when there are not more values than lags, or one is not finite
 */
export function autocorrelations(values: ArrayLike<number>, lags: number): Float64Array {
  assertCount('lags', lags, 1)
  assertSeries(values, lags + 1)
  const n = values.length
  let mean = 0
  for (let i = 0; i < n; i++) mean += (values[i] as number) / n
  const about = Float64Array.from(values, (v) => v - mean)
  let variance = 0
  for (const v of about) variance += v * v
  return Float64Array.from({ length: lags }, (_, k) => {
    if (variance === 0) return 0
    let sum = 0
    for (let i = k + 1; i < n; i++) sum += (about[i] as number) * (about[i - k - 1] as number)
    return sum / variance
  })
}

/**
 * Is there a season of this length? A 90 % test of the autocorrelation at its lag; never with fewer than three seasons.
 * @param season steps of a season, ≥ 1; 1 is never seasonal
 * @throws InvalidInputError for values that are not finite
 * Source: the M4 competition's SeasonalityTest: |r_m| > 1.645 √((1 + 2 Σ_{i<m} r_i²) / n).
 */
export function isSeasonal(values: ArrayLike<number>, season: number): boolean {
  assertCount('season', season, 1)
  if (season === 1 || values.length < 3 * season) return false
  const r = autocorrelations(values, season)
  let sum = 1
  for (let i = 0; i < season - 1; i++) sum += 2 * (r[i] as number) ** 2
  return Math.abs(r[season - 1] as number) > 1.645 * Math.sqrt(sum / values.length)
}

/**
 * Seasonal indices by classical decomposition: a moving average of one season is the trend; what is left of it, averaged
 * by position, is the season.
 * @param values at least two seasons; all above 0 where `multiplicative`
 * @returns one index for each position, that of `values[0]` first; mean 1 (multiplicative) or 0
 * @throws InvalidInputError for a shorter series, or values the kind does not allow
 * Source: R's decompose.
 * @example
 * import { seasonalIndices } from '@liangti/models'
 * seasonalIndices([5, 15, 5, 15, 5, 15], 2, true) // → [.5, 1.5]
 */
export function seasonalIndices(
  values: ArrayLike<number>,
  season: number,
  multiplicative: boolean,
): Float64Array {
  assertCount('season', season, 2)
  assertSeries(values, 2 * season)
  const n = values.length
  const half = Math.floor(season / 2)
  const sums = new Float64Array(season)
  const counts = new Float64Array(season)
  for (let i = half; i < n - half; i++) {
    let trend = 0
    for (let k = -half; k <= half; k++) {
      // An even season has no middle: its ends count half.
      const weight = season % 2 === 0 && Math.abs(k) === half ? 0.5 : 1
      trend += (weight * (values[i + k] as number)) / season
    }
    const value = values[i] as number
    if (multiplicative && !(value > 0))
      throw new InvalidInputError(
        `values[${i}]`,
        `must be above 0 for a multiplicative season, not ${value}.`,
      )
    const at = i % season
    sums[at] = (sums[at] as number) + (multiplicative ? value / trend : value - trend)
    counts[at] = (counts[at] as number) + 1
  }
  const indices = sums.map((sum, i) => sum / (counts[i] as number))
  const mean = indices.reduce((sum, index) => sum + index, 0) / season
  return indices.map((index) => (multiplicative ? index / mean : index - mean))
}

/** A series without its season, by the rule of Naive2 and Theta. */
export interface Deseasonalised {
  readonly values: Float64Array
  /** Index of the step after the last value, the one after it, …; 1 or 0 where there is no season. */
  readonly indexAt: (step: number) => number
  readonly multiplicative: boolean
  readonly seasonal: boolean
}

/** Multiplicative where all values are above 0, as in M4, else additive; untouched where no season is found. */
export function deseasonalise(values: ArrayLike<number>, season: number): Deseasonalised {
  const multiplicative = Array.prototype.every.call(values, (v: number) => v > 0)
  if (!isSeasonal(values, season)) {
    const nothing = multiplicative ? 1 : 0
    return { values: Float64Array.from(values), indexAt: () => nothing, multiplicative, seasonal: false }
  }
  const indices = seasonalIndices(values, season, multiplicative)
  const n = values.length
  return {
    values: Float64Array.from(values, (v, i) => {
      const index = indices[i % season] as number
      return multiplicative ? v / index : v - index
    }),
    indexAt: (step) => indices[(n + step - 1) % season] as number,
    multiplicative,
    seasonal: true,
  }
}
