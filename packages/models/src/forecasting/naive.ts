import { InvalidInputError } from '../errors.ts'
import { deseasonalise } from './seasonality.ts'
import {
  assertSeries,
  type Forecast,
  type ForecastOptions,
  normalForecast,
  settingsOf,
  withSeason,
} from './series.ts'

/**
 * The last value, for ever. Interval: that of a random walk.
 * @param values in order of time, at least 1
 * @param horizon steps to look ahead, ≥ 1
 * @throws InvalidInputError for no values, one that is not finite, or bad options
 * Source: Hyndman & Athanasopoulos (2021), Forecasting: Principles and Practice, 5.2 and table 5.2.
 * @example
 * import { naiveForecast } from '@liangti/models'
 * naiveForecast([1, 2, 4], 2).mean // → [4, 4]
 */
export function naiveForecast(
  values: ArrayLike<number>,
  horizon: number,
  options: ForecastOptions = {},
): Forecast {
  const { level } = settingsOf(horizon, options)
  assertSeries(values, 1)
  const last = values[values.length - 1] as number
  const spread = rootMeanSquare(values.length - 1, (i) => (values[i + 1] as number) - (values[i] as number))
  return normalForecast(
    horizon,
    level,
    () => last,
    (step) => spread * Math.sqrt(step),
  )
}

/**
 * The value of the same step of the last season. Interval: seasons walk at random.
 * @param values at least one season of them
 * @throws, Source as `naiveForecast`
 * @example
 * import { seasonalNaiveForecast } from '@liangti/models'
 * seasonalNaiveForecast([1, 2, 3, 4], 3, { season: 2 }).mean // → [3, 4, 3]
 */
export function seasonalNaiveForecast(
  values: ArrayLike<number>,
  horizon: number,
  options: ForecastOptions = {},
): Forecast {
  const { season, level } = settingsOf(horizon, options)
  assertSeries(values, season)
  const n = values.length
  const spread = rootMeanSquare(n - season, (i) => (values[i + season] as number) - (values[i] as number))
  return normalForecast(
    horizon,
    level,
    (step) => values[n - season + ((step - 1) % season)] as number,
    (step) => spread * Math.sqrt(Math.floor((step - 1) / season) + 1),
  )
}

/**
 * The line through the first and the last value. Interval: a random walk with drift.
 * @param values at least 2
 * @throws, Source as `naiveForecast`
 * @example
 * import { driftForecast } from '@liangti/models'
 * driftForecast([1, 5, 5], 2).mean // → [7, 9]
 */
export function driftForecast(
  values: ArrayLike<number>,
  horizon: number,
  options: ForecastOptions = {},
): Forecast {
  const { level } = settingsOf(horizon, options)
  assertSeries(values, 2)
  const n = values.length
  const last = values[n - 1] as number
  const slope = (last - (values[0] as number)) / (n - 1)
  const spread = rootMeanSquare(n - 1, (i) => (values[i + 1] as number) - (values[i] as number) - slope)
  return normalForecast(
    horizon,
    level,
    (step) => last + step * slope,
    (step) => spread * Math.sqrt(step * (1 + step / (n - 1))),
  )
}

/**
 * Naive2: the naive forecast of the series without its season, with the season put back; the benchmark of the M
 * competitions. The season is taken out where a 90 % test finds one (`isSeasonal`), by classical decomposition:
 * multiplicative, or additive where a value is not above 0.
 * @throws, @param as `naiveForecast`
 * Source: Makridakis, Spiliotis & Assimakopoulos (2020), The M4 Competition, section 2.3 and its published R code.
 * @example
 * import { naive2Forecast } from '@liangti/models'
 * const values = Array.from({ length: 16 }, (_, t) => (t % 2 === 0 ? 5 : 15))
 * naive2Forecast(values, 2, { season: 2 }).mean // → [5, 15]
 */
export function naive2Forecast(
  values: ArrayLike<number>,
  horizon: number,
  options: ForecastOptions = {},
): Forecast {
  const { season, level } = settingsOf(horizon, options)
  assertSeries(values, 1)
  const plain = deseasonalise(values, season)
  return withSeason(naiveForecast(plain.values, horizon, { level }), plain.indexAt, plain.multiplicative)
}

/** Root of the mean square of f(0) … f(n − 1); 0 for none. */
export function rootMeanSquare(n: number, f: (i: number) => number): number {
  let sum = 0
  for (let i = 0; i < n; i++) sum += f(i) ** 2
  if (!Number.isFinite(sum)) throw new InvalidInputError('values', 'are too large to be squared.')
  return n > 0 ? Math.sqrt(sum / n) : 0
}
