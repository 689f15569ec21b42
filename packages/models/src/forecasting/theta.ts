import { deseasonalise } from './seasonality.ts'
import {
  assertSeries,
  type Forecast,
  type ForecastOptions,
  normalForecast,
  settingsOf,
  withSeason,
} from './series.ts'
import { smoothLevel } from './simple-smoothing.ts'

/**
 * The Theta method by the rules of M4: the season is taken out where a 90 % test finds one, the mean of the trend line
 * (θ = 0) and the exponentially smoothed line of double curvature (θ = 2) is the forecast, and the season is put back.
 * Where no past value is below 0 the forecast is not either. Interval: of simple smoothing around the same line.
 * @param values in order of time, at least 3
 * @param horizon steps to look ahead, ≥ 1
 * @throws InvalidInputError for fewer values, one that is not finite, or bad options
 * Source: Assimakopoulos & Nikolopoulos (2000), "The theta model"; Theta.classic of the M4 competition's benchmarks.
 * @example
 * import { thetaForecast } from '@liangti/models'
 * thetaForecast([1, 2, 3, 4, 5, 6], 2).mean // → [6.5, 7]
 */
export function thetaForecast(
  values: ArrayLike<number>,
  horizon: number,
  options: ForecastOptions = {},
): Forecast {
  const { season, level } = settingsOf(horizon, options)
  assertSeries(values, 3)
  const plain = deseasonalise(values, season)
  const n = values.length
  const { intercept, slope } = lineOf(plain.values)
  const line = (t: number) => intercept + slope * t
  const bent = plain.values.map((y, i) => 2 * y - line(i))
  const smoothed = smoothLevel(bent)
  const mean = (step: number) => (smoothed.level + line(n - 1 + step)) / 2
  // With y = (bent + line) / 2 the forecast's error is half of the smoothed line's.
  const deviation = (step: number) =>
    smoothed.deviation * 0.5 * Math.sqrt(1 + (step - 1) * smoothed.alpha ** 2)
  const made = withSeason(
    normalForecast(horizon, level, mean, deviation),
    plain.indexAt,
    plain.multiplicative,
  )
  const negative = Array.prototype.some.call(values, (v: number) => v < 0)
  if (negative) return made
  const cut = (of: Float64Array) => of.map((v) => Math.max(0, v))
  return { mean: cut(made.mean), lower: cut(made.lower), upper: cut(made.upper), level }
}

/** Least-squares line over positions 0, 1, … */
export function lineOf(values: ArrayLike<number>): { intercept: number; slope: number } {
  const n = values.length
  const middle = (n - 1) / 2
  let [mean, cross, square] = [0, 0, 0]
  for (let i = 0; i < n; i++) mean += (values[i] as number) / n
  for (let i = 0; i < n; i++) {
    cross += (i - middle) * ((values[i] as number) - mean)
    square += (i - middle) ** 2
  }
  const slope = square > 0 ? cross / square : 0
  return { intercept: mean - slope * middle, slope }
}
