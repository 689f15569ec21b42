import { assertCount, assertOpenShare, InvalidInputError } from '../errors.ts'
import { normalQuantile } from '../numerics/normal.ts'

/** What is to come, one entry a step: step 1 follows the last observation. */
export interface Forecast {
  readonly mean: Float64Array
  /** Prediction interval of a single future value at `level`. */
  readonly lower: Float64Array
  readonly upper: Float64Array
  readonly level: number
}

export interface ForecastOptions {
  /** Steps of a season: 12 for months, 4 for quarters, 7 for days; 1 for none. Default 1. */
  readonly season?: number
  /** Of the prediction interval, in (0, 1); default 0.95. */
  readonly level?: number
}

/** @throws InvalidInputError unless there are at least `least` values, all finite */
export function assertSeries(values: ArrayLike<number>, least: number): void {
  if (values.length < least)
    throw new InvalidInputError('values', `has ${values.length} entries; at least ${least} are needed.`)
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(values[i]))
      throw new InvalidInputError(`values[${i}]`, `must be a finite number, not ${values[i]}.`)
}

/** Checked options with their defaults; `z` is the half-width in standard deviations. */
export function settingsOf(horizon: number, options: ForecastOptions) {
  const { season = 1, level = 0.95 } = options
  assertCount('horizon', horizon, 1)
  assertCount('season', season, 1)
  assertOpenShare('level', level)
  return { season, level, z: normalQuantile(0.5 + level / 2) }
}

/** A forecast whose errors are normal, from its mean and standard deviation at each step (from 1). */
export function normalForecast(
  horizon: number,
  level: number,
  mean: (step: number) => number,
  deviation: (step: number) => number,
): Forecast {
  const z = normalQuantile(0.5 + level / 2)
  const at = Float64Array.from({ length: horizon }, (_, i) => mean(i + 1))
  return {
    mean: at,
    lower: at.map((m, i) => m - z * deviation(i + 1)),
    upper: at.map((m, i) => m + z * deviation(i + 1)),
    level,
  }
}

/** A forecast of a deseasonalised series given its season back. */
export function withSeason(
  forecast: Forecast,
  indexAt: (step: number) => number,
  multiplicative: boolean,
): Forecast {
  const back = (values: Float64Array) =>
    values.map((v, i) => (multiplicative ? v * indexAt(i + 1) : v + indexAt(i + 1)))
  return {
    mean: back(forecast.mean),
    lower: back(forecast.lower),
    upper: back(forecast.upper),
    level: forecast.level,
  }
}
