import { matrix } from '../data/matrix.ts'
import { InvalidInputError } from '../errors.ts'
import { cholesky, choleskySolve } from '../numerics/cholesky.ts'
import { minimiseSmooth } from '../numerics/minimise.ts'
import { normalQuantile } from '../numerics/normal.ts'

/** A likelihood of positive parameters; writes its gradient by each parameter and returns its logarithm. */
export type LogLikelihood = (parameters: Float64Array, gradient: Float64Array) => number

export interface FittedParameters {
  readonly parameters: Float64Array
  readonly logLikelihood: number
  readonly converged: boolean
  /** Standard errors of the parameters' logarithms, from the curvature at the maximum; NaN where it is flat. */
  readonly logErrors: Float64Array
}

/**
 * Largest likelihood over positive parameters, sought in their logarithms. Further starts are tried only where a search
 * did not end by itself; the best end is taken.
 * @param customers behind the likelihood: the search is for the mean of one, so that its tolerances suit any crowd
 * @throws InvalidInputError when no start has a likelihood
 */
export function maximiseLikelihood(
  likelihood: LogLikelihood,
  customers: number,
  starts: readonly (readonly number[])[],
): FittedParameters {
  const size = starts[0]?.length ?? 0
  const parameters = new Float64Array(size)
  const inLogs = (logs: Float64Array, gradient: Float64Array): number => {
    for (let i = 0; i < size; i++) {
      // e^±30 is where the models are numerically the same as their limits.
      if (Math.abs(logs[i] as number) > 30) return Infinity
      parameters[i] = Math.exp(logs[i] as number)
    }
    const value = likelihood(parameters, gradient)
    for (let i = 0; i < size; i++)
      gradient[i] = -((gradient[i] as number) * (parameters[i] as number)) / customers
    return -value / customers
  }
  let best: { at: Float64Array; value: number; converged: boolean } | null = null
  for (const start of starts) {
    const logs = start.map(Math.log)
    if (!Number.isFinite(inLogs(Float64Array.from(logs), new Float64Array(size)))) continue
    const found = minimiseSmooth(inLogs, logs, {
      gradientTolerance: 1e-8,
      valueTolerance: 1e-14,
      maxIterations: 400,
    })
    if (best === null || found.value < best.value) best = found
    if (found.converged) break
  }
  if (best === null)
    throw new InvalidInputError('histories', 'has no finite likelihood: check for extreme values.')
  return {
    parameters: best.at.map(Math.exp),
    logLikelihood: -best.value * customers,
    converged: best.converged,
    logErrors: logErrorsAt(inLogs, best.at).map((error) => error / Math.sqrt(customers)),
  }
}

/** Square roots of the diagonal of the inverse Hessian, the Hessian by central differences of the gradient. */
function logErrorsAt(f: (x: Float64Array, g: Float64Array) => number, at: Float64Array): Float64Array {
  const n = at.length
  const hessian = matrix(n, n)
  const [above, below] = [new Float64Array(n), new Float64Array(n)]
  for (let i = 0; i < n; i++) {
    const step = 1e-4
    const x = at.slice()
    x[i] = (at[i] as number) + step
    f(x, above)
    x[i] = (at[i] as number) - step
    f(x, below)
    for (let j = 0; j < n; j++)
      hessian.values[i * n + j] = ((above[j] as number) - (below[j] as number)) / (2 * step)
  }
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) {
      const mean = ((hessian.values[i * n + j] as number) + (hessian.values[j * n + i] as number)) / 2
      hessian.values[i * n + j] = mean
      hessian.values[j * n + i] = mean
    }
  try {
    const l = cholesky(hessian)
    return Float64Array.from({ length: n }, (_, i) => {
      const unit = new Float64Array(n)
      unit[i] = 1
      return Math.sqrt(choleskySolve(l, unit)[i] as number)
    })
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error
    return new Float64Array(n).fill(Number.NaN)
  }
}

/** A fit: the parameters, the log-likelihood, whether the search ended by itself, standard errors of ln(parameter). */
export interface PurchaseFit<P> {
  readonly parameters: P
  readonly logLikelihood: number
  readonly converged: boolean
  readonly logErrors: P
}

/** The fit with its parameters, and the errors of their logarithms, under the names of a model. */
export function namedFit<P>(fit: FittedParameters, named: (values: Float64Array) => P): PurchaseFit<P> {
  return {
    parameters: named(fit.parameters),
    logLikelihood: fit.logLikelihood,
    converged: fit.converged,
    logErrors: named(fit.logErrors),
  }
}

/** Bounds of a positive parameter, symmetric in its logarithm. */
export function logInterval(value: number, logError: number, level = 0.95): { lower: number; upper: number } {
  const reach = Math.exp(normalQuantile((1 + level) / 2) * logError)
  return { lower: value / reach, upper: value * reach }
}
