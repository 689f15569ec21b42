import { drawGamma } from '../../chance/distributions.ts'
import type { RandomSource } from '../../chance/random.ts'
import type { Matrix } from '../../data/matrix.ts'
import { InvalidInputError } from '../../errors.ts'
import { cholesky } from '../../numerics/cholesky.ts'
import { minimiseSmooth } from '../../numerics/minimise.ts'
import { isAdmissible } from './admissible.ts'
import { type EtsForm, figuresIn, formOf } from './form.ts'
import { langevinChain } from './langevin.ts'
import { type EtsModel, statesOf } from './model.ts'
import { parameterMap } from './parameter-map.ts'
import { createRecursion, type EtsPoint, type EtsRecursion } from './recursion.ts'

/** What a future starts from. */
export type EtsPresent = Pick<EtsModel, 'parameters' | 'end' | 'sigma'>

const [warmUp, between] = [200, 3]
/** Standard deviation of states about their start, in units of the search: wide beside what any series says. */
const stateWidth = 10

/**
 * Draws of parameters, states and error that are as plausible as the values make them: from the posterior under flat
 * priors on the smoothing shares, wide ones on the states and 1/σ on the error, by a chain that follows the gradient
 * (Metropolis-adjusted Langevin, shaped by the curvature at the mode).
 * @param count draws, ≥ 1
 * @returns the model itself, once, where there are too few values or no errors to draw from
 * Source: Forbes, Snyder & Shami (2000), "Bayesian exponential smoothing", for the posterior; Roberts & Rosenthal (1998)
 *   for the chain.
 */
export function plausiblePresents(model: EtsModel, count: number, random: RandomSource): EtsPresent[] {
  const form = formOf(model.form)
  const n = model.values.length
  const season = Math.max(1, model.end.seasonal.length)
  if (model.considered.length === 0 || n - figuresIn(form, season) - 1 <= 0) return [model]
  const size = model.values.reduce((most, v) => Math.max(most, Math.abs(v)), 0)
  const y = model.values.map((v) => v / size)
  const recursion = createRecursion(form, y, season)
  const target = posterior(model, y, season, size, recursion)
  const shape = target && shapeAt(target.mode, target.gradientInto)
  if (!target || !shape) return [model]
  const draws: EtsPresent[] = []
  const step = langevinChain(target.gradientInto, target.mode, shape, random)
  for (let i = 0; i < warmUp; i++) step(true)
  while (draws.length < count) {
    let x = target.mode
    for (let i = 0; i < between; i++) x = step(false)
    draws.push(presentOf(form, target.pointOf(x), recursion, y, size, random))
  }
  return draws
}

interface Target {
  readonly mode: Float64Array
  /** −log posterior, and its derivatives; Infinity where the form is not defined. */
  readonly gradientInto: (x: Float64Array, g: Float64Array) => number
  readonly pointOf: (x: Float64Array) => EtsPoint
}

function posterior(
  model: EtsModel,
  y: Float64Array,
  season: number,
  size: number,
  recursion: EtsRecursion,
): Target | null {
  const form = formOf(model.form)
  const map = parameterMap(form, y, season)
  const isShare = new Set(map.shares)
  const gradientInto = (x: Float64Array, g: Float64Array): number => {
    if (!isAdmissible(form, map.pointOf(x), season)) return Infinity
    const value = map.evaluate(recursion, x, g)
    if (!Number.isFinite(value)) return Infinity
    const half = y.length / 2
    let sum = half * value
    x.forEach((v, i) => {
      g[i] = half * (g[i] as number)
      if (isShare.has(i)) {
        // Flat in the share: the density of its logistic coordinate is that curve's slope.
        sum += Math.abs(v) + 2 * Math.log1p(Math.exp(-Math.abs(v)))
        g[i] = (g[i] as number) + 2 / (1 + Math.exp(-v)) - 1
      } else {
        sum += (v / stateWidth) ** 2 / 2
        g[i] = (g[i] as number) + v / stateWidth ** 2
      }
    })
    return sum
  }
  const start = map.vectorOf(pointOf(model, season, size))
  if (!start.every(Number.isFinite) || gradientInto(start, new Float64Array(start.length)) === Infinity)
    return null
  const found = minimiseSmooth(gradientInto, start, {
    maxIterations: 200,
    valueTolerance: 1e-10,
    gradientTolerance: 1e-5,
  })
  return { mode: found.at, gradientInto, pointOf: map.pointOf }
}

/** The fitted model as a point, for values divided by `size`. */
function pointOf({ form, parameters, start }: EtsModel, season: number, size: number): EtsPoint {
  const { trend, season: cycle } = formOf(form)
  const seasonal = new Float64Array(season).fill(cycle === 'M' ? 1 : 0)
  seasonal.set(start.seasonal.map((s) => (cycle === 'A' ? s / size : s)))
  const { alpha, beta, gamma, phi } = parameters
  return {
    ...{ alpha, betaShare: (beta ?? 0) / alpha, gamma: gamma ?? 0, phi: phi ?? 1, seasonal },
    level: start.level / size,
    slope: (start.slope ?? 0) / (trend === 'M' || trend === 'Md' ? 1 : size),
  }
}

/** Cholesky factor of the curvature, by differences of the gradient; null where there is none to be had. */
function shapeAt(mode: Float64Array, gradientInto: Target['gradientInto']): Matrix | null {
  const k = mode.length
  const values = new Float64Array(k * k)
  const [low, high] = [new Float64Array(k), new Float64Array(k)]
  for (let i = 0; i < k; i++) {
    const width = 1e-4
    const moved = mode.slice()
    moved[i] = (mode[i] as number) - width
    const below = gradientInto(moved, low)
    moved[i] = (mode[i] as number) + width
    if (!Number.isFinite(below + gradientInto(moved, high))) return null
    for (let j = 0; j < k; j++) {
      const slope = ((high[j] as number) - (low[j] as number)) / (4 * width)
      values[i * k + j] = (values[i * k + j] as number) + slope
      values[j * k + i] = (values[j * k + i] as number) + slope
    }
  }
  const diagonal = Array.from({ length: k }, (_, i) => Math.abs(values[i * k + i] as number))
  // Not quite convex there? More of the diagonal makes it so.
  for (const more of [1e-9, 0.01, 0.1, 1, 10, 100]) {
    const raised = values.slice()
    diagonal.forEach((d, i) => {
      raised[i * k + i] = (raised[i * k + i] as number) + more * Math.max(d, 0.01)
    })
    if (!raised.every(Number.isFinite)) return null
    try {
      return cholesky({ rows: k, columns: k, values: raised })
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error
    }
  }
  return null
}

/** Where the series has come to by this point, and an error's size among those its errors allow. */
function presentOf(
  form: EtsForm,
  point: EtsPoint,
  recursion: EtsRecursion,
  y: Float64Array,
  size: number,
  random: RandomSource,
): EtsPresent {
  recursion.criterion(point)
  let squares = 0
  y.forEach((v, t) => {
    const expected = recursion.fitted[t] as number
    squares += (form.error === 'M' ? v / expected - 1 : v - expected) ** 2
  })
  const sigma = Math.sqrt(squares / (2 * drawGamma(random, y.length / 2)))
  const { parameters, end } = statesOf(form, point, recursion.end, y.length, size)
  return { parameters, end, sigma: form.error === 'M' ? sigma : sigma * size }
}
