import { columnSums, marginsOf, type Weights } from './algebra.ts'
import type { Design } from './encoding.ts'

/** Σ weight · (−log-likelihood) over rows, with what its derivatives need. */
export interface LogisticLoss {
  readonly design: Design
  /** Case weight of each row. */
  readonly cases: Float64Array
  /** Value at w; leaves probabilities and the gradient (intercept last) behind. */
  at(w: Weights, gradient: Weights): number
  /** cases · p · (1 − p) at the last w. */
  curvature(): Float64Array
}

export function logisticLoss(design: Design, target: Float64Array, cases: Float64Array): LogisticLoss {
  const margins = new Float64Array(design.rows)
  const p = new Float64Array(design.rows)
  const residuals = new Float64Array(design.rows)
  return {
    design,
    cases,
    at(w, gradient) {
      marginsOf(design, w, margins)
      let sum = 0
      for (let i = 0; i < p.length; i++) {
        const z = margins[i] as number
        const y = target[i] as number
        const c = cases[i] as number
        // log(1 + e^z) without overflow.
        const e = Math.exp(-Math.abs(z))
        sum += c * (Math.max(z, 0) + Math.log1p(e) - y * z)
        const probability = z >= 0 ? 1 / (1 + e) : e / (1 + e)
        p[i] = probability
        residuals[i] = c * (probability - y)
      }
      columnSums(design, residuals, gradient)
      return sum
    },
    curvature: () => p.map((q, i) => (cases[i] as number) * q * (1 - q)),
  }
}

export function sigmoid(z: number): number {
  const e = Math.exp(-Math.abs(z))
  return z >= 0 ? 1 / (1 + e) : e / (1 + e)
}
