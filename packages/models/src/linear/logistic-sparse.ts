import { type Weights, weightedGram } from './algebra.ts'
import type { LogisticLoss } from './logistic-loss.ts'
import { type FoundWeights, newtonIsCheap, ridged } from './logistic-smooth.ts'

/**
 * Minimises loss + ridge/2 · ‖w‖² + lasso · ‖w‖₁, the intercept free, until no coordinate violates the optimality
 * conditions by more than 1e-7 of `lasso`: proximal Newton steps solved by coordinate descent, or accelerated proximal
 * gradients where the second derivatives are too many.
 * Source: Friedman, Hastie & Tibshirani (2010); Lee, Sun & Saunders (2014); Beck & Teboulle (2009).
 */
export function fitSparse(
  loss: LogisticLoss,
  lasso: number,
  ridge: number,
  start: Weights,
  maxIterations: number,
): FoundWeights {
  return newtonIsCheap(loss)
    ? proximalNewton(loss, lasso, ridge, start, maxIterations)
    : proximalGradient(loss, lasso, ridge, start, maxIterations * 100)
}

/** Largest violation of the optimality conditions: 0 at the minimum. */
export function violation(w: Weights, gradient: Weights, lasso: number): number {
  let most = Math.abs(gradient[w.length - 1] as number)
  for (let j = 0; j < w.length - 1; j++) {
    const g = gradient[j] as number
    const weight = w[j] as number
    const here = weight === 0 ? Math.max(0, Math.abs(g) - lasso) : Math.abs(g + lasso * Math.sign(weight))
    most = Math.max(most, here)
  }
  return most
}

function l1(w: Weights): number {
  let sum = 0
  for (let j = 0; j < w.length - 1; j++) sum += Math.abs(w[j] as number)
  return sum
}

function shrink(value: number, by: number): number {
  return Math.sign(value) * Math.max(0, Math.abs(value) - by)
}

function proximalNewton(
  loss: LogisticLoss,
  lasso: number,
  ridge: number,
  start: Weights,
  maxIterations: number,
): FoundWeights {
  const n = start.length
  let w = start
  let gradient = new Float64Array(n)
  let value = ridged(loss, ridge, w, gradient) + lasso * l1(w)
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    if (violation(w, gradient, lasso) <= 1e-7 * lasso)
      return { weights: w, value, iterations: iteration, converged: true }
    const hessian = weightedGram(loss.design, loss.curvature())
    for (let j = 0; j < n - 1; j++) hessian.values[j * n + j] = (hessian.values[j * n + j] as number) + ridge
    const target = coordinateDescent(hessian.values, gradient, w, lasso)
    // What the model of the objective promises for the whole step.
    const promised =
      target.reduce((sum, t, j) => sum + (gradient[j] as number) * (t - (w[j] as number)), 0) +
      lasso * (l1(target) - l1(w))
    let length = 1
    for (;;) {
      const next = w.map((weight, j) =>
        length === 1 ? (target[j] as number) : weight + length * ((target[j] as number) - weight),
      )
      const nextGradient = new Float64Array(n)
      const there = ridged(loss, ridge, next, nextGradient) + lasso * l1(next)
      if (there <= value + 1e-4 * length * promised || Math.abs(promised) <= 1e-12 * (1 + value)) {
        w = next
        gradient = nextGradient
        value = there
        break
      }
      length /= 2
      if (length < 1e-10) return { weights: w, value, iterations: iteration, converged: false }
    }
  }
  return { weights: w, value, iterations: maxIterations, converged: false }
}

/** argmin over v of g·(v − w) + ½(v − w)ᵀH(v − w) + lasso·‖v‖₁, one coordinate at a time. */
function coordinateDescent(hessian: Float64Array, gradient: Weights, w: Weights, lasso: number): Weights {
  const n = w.length
  const v = w.slice()
  // Gradient of the quadratic model at v.
  const slope = gradient.slice()
  for (let sweep = 0; sweep < 2_000; sweep++) {
    let most = 0
    for (let j = 0; j < n; j++) {
      const curvature = hessian[j * n + j] as number
      if (curvature <= 0) continue
      const old = v[j] as number
      const aim = old - (slope[j] as number) / curvature
      const next = j === n - 1 ? aim : shrink(aim, lasso / curvature)
      const change = next - old
      if (change === 0) continue
      v[j] = next
      const row = j * n
      for (let k = 0; k < n; k++) slope[k] = (slope[k] as number) + change * (hessian[row + k] as number)
      most = Math.max(most, Math.abs(change) * curvature)
    }
    if (most <= 1e-9 * lasso) break
  }
  return v
}

function proximalGradient(
  loss: LogisticLoss,
  lasso: number,
  ridge: number,
  start: Weights,
  maxIterations: number,
): FoundWeights {
  const n = start.length
  let w = start
  let ahead = start
  let momentum = 1
  let steepness = 1
  const gradient = new Float64Array(n)
  const there = new Float64Array(n)
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    const smooth = ridged(loss, ridge, ahead, gradient)
    let next: Weights
    // Backtracking: the quadratic bound must hold at the new point.
    for (;;) {
      next = ahead.map((v, j) => {
        const aim = v - (gradient[j] as number) / steepness
        return j === n - 1 ? aim : shrink(aim, lasso / steepness)
      })
      let bound = smooth
      for (let j = 0; j < n; j++) {
        const d = (next[j] as number) - (ahead[j] as number)
        bound += (gradient[j] as number) * d + (steepness / 2) * d * d
      }
      if (ridged(loss, ridge, next, there) <= bound + 1e-12 * Math.abs(bound)) break
      steepness *= 2
    }
    if (violation(next, there, lasso) <= 1e-7 * lasso)
      return { weights: next, value: smooth + lasso * l1(next), iterations: iteration + 1, converged: true }
    // Momentum that points uphill is dropped (O'Donoghue & Candès 2015).
    const uphill = next.reduce((sum, v, j) => sum + ((ahead[j] as number) - v) * (v - (w[j] as number)), 0)
    const before = uphill > 0 ? 1 : momentum
    momentum = (1 + Math.sqrt(1 + 4 * before * before)) / 2
    const factor = uphill > 0 ? 0 : (before - 1) / momentum
    const last = w
    ahead = next.map((v, j) => v + factor * (v - (last[j] as number)))
    w = next
    steepness *= 0.98
  }
  const value = ridged(loss, ridge, w, gradient) + lasso * l1(w)
  return { weights: w, value, iterations: maxIterations, converged: false }
}
