import { seasonalIndices } from '../seasonality.ts'
import { lineOf } from '../theta.ts'
import type { EtsForm } from './form.ts'

export interface EtsStart {
  level: number
  slope: number
  seasonal: Float64Array
}

/**
 * Starting states to search from: the season by classical decomposition, level and slope by a line over the first ten
 * values (two seasons, where that is more) of what is left.
 * @param values at least two seasons where the form has one
 */
export function startOf(form: EtsForm, values: Float64Array, season: number): EtsStart {
  let plain = values
  let seasonal = new Float64Array(season).fill(form.season === 'M' ? 1 : 0)
  if (form.season !== 'N') {
    const multiplicative = form.season === 'M'
    seasonal = Float64Array.from(seasonalIndices(values, season, multiplicative))
    // The moving average of a series near 0 can leave an index that no positive season has.
    if (multiplicative) seasonal = seasonal.map((index) => Math.max(index, 0.01))
    plain = values.map((y, i) => {
      const index = seasonal[i % season] as number
      return multiplicative ? y / index : y - index
    })
  }
  const first = plain.subarray(0, Math.max(10, form.season === 'N' ? 10 : 2 * season))
  if (form.trend === 'N')
    return { level: first.reduce((sum, y) => sum + y, 0) / first.length, slope: 0, seasonal }
  const { intercept, slope } = lineOf(first)
  const before = intercept - slope
  if (form.trend === 'A' || form.trend === 'Ad') return { level: before, slope, seasonal }
  const level = before > 0 ? before : Math.max(1e-3 * Math.abs(plain[0] ?? 1), plain[0] ?? 1)
  const growth = intercept > 0 && before > 0 ? intercept / before : 1
  return { level, slope: Math.min(1.5, Math.max(0.7, growth)), seasonal }
}
