import type { EtsForm } from './form.ts'

/** Smoothing parameters and the states before the first value. `seasonal[i]` belongs to values at i, i + m, … */
export interface EtsPoint {
  alpha: number
  /** β / α, in (0, 1). */
  betaShare: number
  gamma: number
  phi: number
  level: number
  slope: number
  seasonal: Float64Array
}

/** Runs one form over one series, forwards for the errors and backwards for the derivatives. */
export interface EtsRecursion {
  /** n ln Σ e² (+ 2 Σ ln ŷ with multiplicative errors); Infinity where the form is not defined. States end in `end`. */
  criterion(point: EtsPoint): number
  /** Derivatives of the criterion at the point of the last call of `criterion`. */
  gradient(point: EtsPoint, into: EtsPoint): void
  /** States after the last value, of the last call of `criterion`. */
  readonly end: { level: number; slope: number; seasonal: Float64Array }
  /** One-step forecasts of the last call. */
  readonly fitted: Float64Array
}

/**
 * All 30 forms share one recursion: a multiplicative error differs in the criterion alone, as the states move by the same
 * observation. With q = level and damped slope together:
 *   ŷ = q, q + s or q·s;  l' = q + α (y ⊖ s − q);  b' = φb + β* (l' − l − φb) or its ratio form;  s' = s + γ (y ⊖ q − s).
 * The derivatives run backwards through the same steps (reverse accumulation), so a gradient costs about two passes.
 * Source: Hyndman, Koehler, Ord & Snyder (2008), tables 2.2 and 2.3 in error-correction form.
 */
export function createRecursion(form: EtsForm, values: Float64Array, season: number): EtsRecursion {
  const n = values.length
  const growth = form.trend === 'N' ? 0 : form.trend === 'A' || form.trend === 'Ad' ? 1 : 2
  const cycle = form.season === 'N' ? 0 : form.season === 'A' ? 1 : 2
  const relative = form.error === 'M'
  const [levels, slopes, seasons, fitted] = Array.from({ length: 4 }, () => new Float64Array(n)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  const seasonal = new Float64Array(season)
  const end = { level: 0, slope: 0, seasonal }
  // A fit without error would send the logarithm, and the search with it, to −∞.
  let floor = relative ? 1e-24 * n : 1e-300
  if (!relative) for (const y of values) floor += 1e-24 * y * y
  let squares = 0

  function criterion(point: EtsPoint): number {
    const { alpha, betaShare, gamma, phi } = point
    let l = point.level
    let b = point.slope
    seasonal.set(point.seasonal)
    // One logarithm for many factors.
    let logs = 0
    let product = 1
    squares = floor
    for (let t = 0, at = 0; t < n; t++) {
      const y = values[t] as number
      const s = seasonal[at] as number
      const u = growth === 0 ? 0 : growth === 1 ? phi * b : phi === 1 ? b : b ** phi
      const q = growth === 0 ? l : growth === 1 ? l + u : l * u
      const expected = cycle === 0 ? q : cycle === 1 ? q + s : q * s
      levels[t] = l
      slopes[t] = b
      seasons[t] = s
      fitted[t] = expected
      const error = y - expected
      if (relative) {
        if (!(expected > 0)) return Infinity
        const e = error / expected
        squares += e * e
        product *= expected
        if (product > 1e100 || product < 1e-100) {
          logs += Math.log(product)
          product = 1
        }
      } else squares += error * error
      if (cycle === 2 && !(s > 0 && q > 0)) return Infinity
      const p = cycle === 0 ? y : cycle === 1 ? y - s : y / s
      const next = q + alpha * (p - q)
      if (growth === 1) b = u + betaShare * (next - l - u)
      else if (growth === 2) {
        if (!(next > 0 && l > 0)) return Infinity
        b = u + betaShare * (next / l - u)
      }
      l = next
      if (cycle !== 0) {
        seasonal[at] = s + gamma * ((cycle === 1 ? y - q : y / q) - s)
        at = at + 1 === season ? 0 : at + 1
      }
    }
    end.level = l
    end.slope = b
    const value = n * Math.log(squares) + 2 * (logs + Math.log(product))
    return Number.isFinite(value) ? value : Infinity
  }

  function gradient(point: EtsPoint, into: EtsPoint): void {
    const { alpha, betaShare, gamma, phi } = point
    const byS = into.seasonal
    byS.fill(0)
    let [dAlpha, dBeta, dGamma, dPhi, dl, db] = [0, 0, 0, 0, 0, 0]
    const weight = (2 * n) / squares
    for (let t = n - 1, at = (n - 1) % season; t >= 0; t--) {
      const y = values[t] as number
      const l = levels[t] as number
      const b = slopes[t] as number
      const s = seasons[t] as number
      const expected = fitted[t] as number
      const u = growth === 0 ? 0 : growth === 1 ? phi * b : phi === 1 ? b : b ** phi
      const q = growth === 0 ? l : growth === 1 ? l + u : l * u
      const p = cycle === 0 ? y : cycle === 1 ? y - s : y / s
      const next = q + alpha * (p - q)
      const error = y - expected
      const dy = relative
        ? (-weight * error * y) / (expected * expected * expected) + 2 / expected
        : -weight * error
      let dq = 0
      let ds = 0
      if (cycle !== 0) {
        const d = byS[at] as number
        dGamma += d * ((cycle === 1 ? y - q : y / q) - s)
        ds += d * (1 - gamma)
        dq -= cycle === 1 ? d * gamma : (d * gamma * y) / (q * q)
      }
      let du = 0
      let dlNext = dl
      let dlOld = 0
      if (growth === 1) {
        dBeta += db * (next - l - u)
        du += db * (1 - betaShare)
        dlNext += db * betaShare
        dlOld -= db * betaShare
      } else if (growth === 2) {
        dBeta += db * (next / l - u)
        du += db * (1 - betaShare)
        dlNext += (db * betaShare) / l
        dlOld -= (db * betaShare * next) / (l * l)
      }
      dAlpha += dlNext * (p - q)
      dq += dlNext * (1 - alpha)
      const dp = dlNext * alpha
      if (cycle === 1) ds -= dp
      else if (cycle === 2) ds -= (dp * y) / (s * s)
      if (cycle === 2) {
        dq += dy * s
        ds += dy * q
      } else {
        dq += dy
        if (cycle === 1) ds += dy
      }
      db = 0
      if (growth === 2) {
        dl = dlOld + dq * u
        du += dq * l
        dPhi += du * u * Math.log(b)
        db = du * phi * (u / b)
      } else {
        dl = dlOld + dq
        if (growth === 1) {
          du += dq
          dPhi += du * b
          db = du * phi
        }
      }
      if (cycle !== 0) {
        byS[at] = ds
        at = at === 0 ? season - 1 : at - 1
      }
    }
    into.alpha = dAlpha
    into.betaShare = dBeta
    into.gamma = dGamma
    into.phi = dPhi
    into.level = dl
    into.slope = db
  }

  return { criterion, gradient, end, fitted }
}
