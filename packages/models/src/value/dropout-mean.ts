import { betaRule, type QuadratureRule } from '../numerics/quadrature.ts'

const points = 48

/**
 * Purchases in a coming period of length t of a customer alive at its start, when the rate is gamma(shape, rate) and
 * each purchase is the last one with a probability that is Beta(a, b): the mean over p of (1 − (1 + p·t/rate)^−shape) / p.
 * A Gauss rule for the beta density needs no closed form, which is 0/0 where a is 1. Where the period is long against
 * the rate (a new customer, α near 0) the function bends too sharply near p = 0 for it; the double-exponential rule of
 * Takahasi & Mori (1974), dense at both ends, takes its place.
 */
export class DropoutMean {
  private readonly rules = new Map<number, QuadratureRule>()
  private readonly a: number
  private readonly ends: LogitPoints

  /** @param a, b of the dropout density of a new customer; `mean` is asked for this b or larger ones */
  constructor(a: number, b: number) {
    this.a = a
    this.ends = logitPoints(a, b)
  }

  mean(shape: number, rate: number, t: number, b: number): number {
    if (t === 0) return 0
    const w = t / rate
    return w > 20 ? this.meanByLogits(shape, w, b) : this.meanByGauss(shape, w, b)
  }

  private meanByGauss(shape: number, w: number, b: number): number {
    let rule = this.rules.get(b)
    if (!rule) {
      rule = betaRule(points, this.a, b)
      this.rules.set(b, rule)
    }
    let sum = 0
    for (let i = 0; i < points; i++)
      sum += (rule.weights[i] as number) * chanceOf(rule.points[i] as number, shape, w)
    return sum
  }

  private meanByLogits(shape: number, w: number, b: number): number {
    const { p, logP, logQ, weight } = this.ends
    const a = this.a
    // Relative to the density's peak, so that nothing underflows.
    const peak = a * Math.log(a / (a + b)) + b * Math.log(b / (a + b))
    let [sum, mass] = [0, 0]
    for (let i = 0; i < p.length; i++) {
      const density =
        (weight[i] as number) * Math.exp(a * (logP[i] as number) + b * (logQ[i] as number) - peak)
      mass += density
      sum += density * chanceOf(p[i] as number, shape, w)
    }
    return sum / mass
  }
}

/** −expm1(−s·log1p(p·w)) / p keeps all digits for small p, where it tends to s·w. */
function chanceOf(p: number, shape: number, w: number): number {
  return p > 0 ? -Math.expm1(-shape * Math.log1p(p * w)) / p : shape * w
}

/** Points of the double-exponential rule on (0, 1): p, ln p, ln (1 − p), and dp ÷ (p (1 − p)) up to a constant. */
export interface LogitPoints {
  readonly p: readonly number[]
  readonly logP: readonly number[]
  readonly logQ: readonly number[]
  readonly weight: readonly number[]
}

/**
 * p = 1 / (1 + e^(−π sinh u)) at even steps of u: dense towards both ends, where a beta density may be infinite. The
 * step is half the width of the narrowest density to be met, the ends lie where e^−40 of the mass is left.
 */
export function logitPoints(a: number, b: number): LogitPoints {
  // Densities of frequent buyers peak near a / x; frequencies of some thousands put that at logit −9.
  const far = 9
  const low = Math.asinh((far + 40 / a) / Math.PI)
  const high = Math.asinh((Math.max(0, Math.log(a / b)) + 40 / b) / Math.PI)
  const width = 1 / Math.sqrt(a) / (Math.PI * Math.cosh(Math.asinh(far / Math.PI)))
  const step = Math.min(1 / 14, width / 1.6)
  const [p, logP, logQ, weight]: number[][] = [[], [], [], []]
  for (let i = -Math.ceil(low / step); i <= Math.ceil(high / step); i++) {
    const u = i * step
    const logit = Math.PI * Math.sinh(u)
    const [ofP, ofQ] = [-Math.log1p(Math.exp(-logit)), -Math.log1p(Math.exp(logit))]
    if (!Number.isFinite(ofP) || !Number.isFinite(ofQ) || Math.exp(ofP) === 0) continue
    p?.push(Math.exp(ofP))
    logP?.push(ofP)
    logQ?.push(ofQ)
    weight?.push(Math.cosh(u))
  }
  return { p: p ?? [], logP: logP ?? [], logQ: logQ ?? [], weight: weight ?? [] }
}
