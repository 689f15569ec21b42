import { type EtsForm, hasTrend, isDamped } from './form.ts'
import type { EtsPoint, EtsRecursion } from './recursion.ts'
import { startOf } from './start.ts'

/** Smoothing parameters keep this far from 0 and 1; φ lies in [.8, .98]. */
const edge = 1e-4
const [leastPhi, mostPhi] = [0.8, 0.98]

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))
const logit = (p: number) => Math.log(p / (1 - p))

/**
 * Unbounded search variables ↔ parameters: shares by the logistic curve, states about their start in units of the data's
 * spread, multiplicative ones by their logarithm. All m indices of a season move; one too many, which only shifts the
 * level, is cheaper for the search than a season whose last index pays for the others.
 */
export function parameterMap(form: EtsForm, values: Float64Array, season: number) {
  const start = startOf(form, values, season)
  const trend = hasTrend(form)
  const damped = isDamped(form)
  const growing = form.trend === 'M' || form.trend === 'Md'
  const seasons = form.season === 'N' ? 0 : season
  const spread = spreadOf(values)
  // Places in the vector; −1 where the form has no such figure.
  let size = 2
  const place = (there: boolean) => (there ? size++ : -1)
  const [alphaAt, levelAt] = [0, 1]
  const [betaAt, slopeAt, phiAt, gammaAt] = [place(trend), place(trend), place(damped), place(seasons > 0)]
  const seasonAt = size
  const length = size + seasons
  const point: EtsPoint = {
    ...{ alpha: 0, betaShare: 0, gamma: 0, phi: 1, level: 0, slope: 0 },
    seasonal: new Float64Array(season),
  }
  const by: EtsPoint = { ...point, seasonal: new Float64Array(season) }
  const share = (x: number) => edge + (1 - 2 * edge) * sigmoid(x)
  const slopeUnit = spread / 10
  const at = (x: Float64Array, i: number) => x[i] as number
  const slopeSign = start.slope

  function pointInto(x: Float64Array): EtsPoint {
    point.alpha = share(at(x, alphaAt))
    point.level = start.level + spread * at(x, levelAt)
    if (trend) {
      point.betaShare = share(at(x, betaAt))
      point.slope = growing
        ? slopeSign * Math.exp(0.1 * at(x, slopeAt))
        : start.slope + slopeUnit * at(x, slopeAt)
    }
    if (damped) point.phi = leastPhi + (mostPhi - leastPhi) * sigmoid(at(x, phiAt))
    if (seasons > 0) point.gamma = (1 - point.alpha) * share(at(x, gammaAt))
    for (let i = 0; i < seasons; i++) {
      const move = at(x, seasonAt + i)
      point.seasonal[i] =
        form.season === 'A'
          ? (start.seasonal[i] as number) + spread * move
          : (start.seasonal[i] as number) * Math.exp(0.3 * move)
    }
    return point
  }

  /** Derivative of `share` at its value. */
  const slopeOfShare = (p: number) => ((p - edge) * (1 - edge - p)) / (1 - 2 * edge)

  return {
    start(alpha: number): Float64Array {
      const x = new Float64Array(length)
      x[alphaAt] = logit(alpha)
      if (trend) x[betaAt] = logit(0.1)
      if (damped) x[phiAt] = logit(0.9)
      if (seasons > 0) x[gammaAt] = logit(0.1)
      return x
    },
    /** Places of the figures that move by the logistic curve; the others are states. */
    shares: [alphaAt, betaAt, phiAt, gammaAt].filter((i) => i >= 0),
    /** The vector of a point; figures at their bounds are taken a little inside. */
    vectorOf(p: EtsPoint): Float64Array {
      const x = new Float64Array(length)
      const inside = (share: number) => logit(Math.min(0.99, Math.max(0.01, share)))
      x[alphaAt] = inside((p.alpha - edge) / (1 - 2 * edge))
      x[levelAt] = (p.level - start.level) / spread
      if (trend) {
        x[betaAt] = inside((p.betaShare - edge) / (1 - 2 * edge))
        x[slopeAt] = growing ? 10 * Math.log(p.slope / slopeSign) : (p.slope - start.slope) / slopeUnit
      }
      if (damped) x[phiAt] = inside((p.phi - leastPhi) / (mostPhi - leastPhi))
      if (seasons > 0) x[gammaAt] = inside((p.gamma / (1 - p.alpha) - edge) / (1 - 2 * edge))
      for (let i = 0; i < seasons; i++) {
        const [from, to] = [start.seasonal[i] as number, p.seasonal[i] as number]
        x[seasonAt + i] = form.season === 'A' ? (to - from) / spread : Math.log(to / from) / 0.3
      }
      return x
    },
    pointOf: (x: Float64Array): EtsPoint => {
      const p = pointInto(x)
      return { ...p, seasonal: p.seasonal.slice() }
    },
    evaluate(recursion: EtsRecursion, x: Float64Array, g: Float64Array): number {
      const p = pointInto(x)
      const value = recursion.criterion(p)
      // The search tries wide first steps; where the form ends there is no slope to follow.
      if (!Number.isFinite(value)) return Infinity
      recursion.gradient(p, by)
      const rate = 1 / values.length
      const gammaShare = seasons > 0 ? p.gamma / (1 - p.alpha) : 0
      g[alphaAt] = rate * (by.alpha - (seasons > 0 ? by.gamma * gammaShare : 0)) * slopeOfShare(p.alpha)
      g[levelAt] = rate * by.level * spread
      if (trend) {
        g[betaAt] = rate * by.betaShare * slopeOfShare(p.betaShare)
        g[slopeAt] = rate * by.slope * (growing ? 0.1 * p.slope : slopeUnit)
      }
      if (damped) g[phiAt] = (rate * by.phi * (p.phi - leastPhi) * (mostPhi - p.phi)) / (mostPhi - leastPhi)
      if (seasons > 0) g[gammaAt] = rate * by.gamma * (1 - p.alpha) * slopeOfShare(gammaShare)
      for (let i = 0; i < seasons; i++)
        g[seasonAt + i] =
          rate * (by.seasonal[i] as number) * (form.season === 'A' ? spread : 0.3 * (p.seasonal[i] as number))
      return value * rate
    },
  }
}

/** Standard deviation of the values, 1 where they are all alike. */
function spreadOf(values: Float64Array): number {
  const mean = values.reduce((sum, y) => sum + y / values.length, 0)
  const variance = values.reduce((sum, y) => sum + (y - mean) ** 2 / values.length, 0)
  return variance > 0 ? Math.sqrt(variance) : 1
}
