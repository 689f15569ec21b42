import { minimiseSmooth } from '../numerics/minimise.ts'
import { type Weights, weightedGram } from './algebra.ts'
import type { LogisticLoss } from './logistic-loss.ts'
import { solveScaled } from './solve.ts'

export interface FoundWeights {
  readonly weights: Weights
  /** Loss and penalty together. */
  readonly value: number
  readonly iterations: number
  readonly converged: boolean
}

/** Newton's steps cost rows · (features a row)² and width³; beyond this L-BFGS is quicker. */
export function newtonIsCheap(loss: LogisticLoss): boolean {
  const { rows, width, numeric, codes } = loss.design
  return width <= 1_200 && rows * (numeric.length + codes.length + 1) ** 2 <= 4e9
}

/** Minimises loss + ridge/2 · ‖w‖², the intercept free. @throws InvalidInputError for columns that cannot be told apart */
export function fitSmooth(
  loss: LogisticLoss,
  ridge: number,
  start: Weights,
  maxIterations: number,
  name: (column: number) => string,
): FoundWeights {
  return newtonIsCheap(loss)
    ? newton(loss, ridge, start, maxIterations, name)
    : quasiNewton(loss, ridge, start, maxIterations)
}

/** Value and gradient of loss + ridge/2 · ‖w‖². */
export function ridged(loss: LogisticLoss, ridge: number, w: Weights, gradient: Weights): number {
  let value = loss.at(w, gradient)
  for (let j = 0; j < loss.design.width; j++) {
    const weight = w[j] as number
    value += (ridge / 2) * weight * weight
    gradient[j] = (gradient[j] as number) + ridge * weight
  }
  return value
}

function newton(
  loss: LogisticLoss,
  ridge: number,
  start: Weights,
  maxIterations: number,
  name: (column: number) => string,
): FoundWeights {
  const { width } = loss.design
  let w = start
  let gradient = new Float64Array(width + 1)
  let value = ridged(loss, ridge, w, gradient)
  for (let iteration = 1; iteration <= maxIterations; iteration++) {
    const hessian = weightedGram(loss.design, loss.curvature())
    for (let j = 0; j < width; j++)
      hessian.values[j * (width + 1) + j] = (hessian.values[j * (width + 1) + j] as number) + ridge
    const step = solveScaled(hessian, gradient, name)
    const decrement = step.reduce((sum, s, j) => sum + s * (gradient[j] as number), 0)
    let length = 1
    for (;;) {
      const next = w.map((weight, j) => weight - length * (step[j] as number))
      const nextGradient = new Float64Array(width + 1)
      const there = ridged(loss, ridge, next, nextGradient)
      if (there <= value - 1e-4 * length * decrement || decrement <= 1e-13 * (1 + value)) {
        // At the bottom rounding decides whether the value still falls; the step itself is right.
        w = next
        gradient = nextGradient
        value = there
        break
      }
      length /= 2
      if (length < 1e-10) return { weights: w, value, iterations: iteration, converged: false }
    }
    if (decrement <= 1e-13 * (1 + value)) return { weights: w, value, iterations: iteration, converged: true }
  }
  return { weights: w, value, iterations: maxIterations, converged: false }
}

function quasiNewton(loss: LogisticLoss, ridge: number, start: Weights, maxIterations: number): FoundWeights {
  const total = loss.cases.reduce((sum, c) => sum + c, 0)
  const scale = 1 / Math.max(total, 1)
  // Per case, so that the tolerance of the gradient does not depend on how many there are.
  const found = minimiseSmooth(
    (w, gradient) => {
      const value = ridged(loss, ridge, w, gradient)
      for (let j = 0; j < gradient.length; j++) gradient[j] = (gradient[j] as number) * scale
      return value * scale
    },
    start,
    { maxIterations: maxIterations * 10, gradientTolerance: 1e-9, valueTolerance: 1e-15 },
  )
  return {
    weights: found.at,
    value: found.value / scale,
    iterations: found.iterations,
    converged: found.converged,
  }
}
