import { betaRule, type QuadratureRule } from '../numerics/quadrature.ts'

const points = 48

/**
 * Purchases in a coming period of length t of a customer alive at its start, when the rate is gamma(shape, rate) and
 * each purchase is the last one with a probability that is Beta(a, b): the mean over p of (1 − (1 + p·t/rate)^−shape) / p.
 * A Gauss rule for the beta density needs no closed form, which is 0/0 where a is 1.
 */
export class DropoutMean {
  private readonly rules = new Map<number, QuadratureRule>()
  private readonly a: number

  constructor(a: number) {
    this.a = a
  }

  mean(shape: number, rate: number, t: number, b: number): number {
    if (t === 0) return 0
    let rule = this.rules.get(b)
    if (!rule) {
      rule = betaRule(points, this.a, b)
      this.rules.set(b, rule)
    }
    const w = t / rate
    let sum = 0
    for (let i = 0; i < points; i++) {
      const p = rule.points[i] as number
      // −expm1(−s·log1p(p·w)) / p keeps all digits for small p, where it tends to s·w.
      const chance = p > 0 ? -Math.expm1(-shape * Math.log1p(p * w)) / p : shape * w
      sum += (rule.weights[i] as number) * chance
    }
    return sum
  }
}
