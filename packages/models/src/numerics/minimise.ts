import { assertCount, InvalidInputError } from '../errors.ts'

export interface Minimum {
  /** Where the smallest value was found. */
  readonly at: Float64Array
  readonly value: number
  readonly iterations: number
  /** False when the limit of iterations ended the search. */
  readonly converged: boolean
}

export interface LbfgsOptions {
  /** Default 500. */
  maxIterations?: number
  /** Ends when no entry of the gradient exceeds it, default 1e-8. */
  gradientTolerance?: number
  /** Ends when a step lowers the value by less than this share, default 1e-14. */
  valueTolerance?: number
  /** Pairs of steps remembered, default 10. */
  memory?: number
}

/**
 * Smallest value of a smooth function, by limited-memory BFGS with a line search that meets the weak Wolfe conditions.
 * @param f writes the gradient at x into `gradient` and returns the value; Infinity or NaN where x is not allowed
 * @param start allowed point; not changed
 * @throws InvalidInputError when f is not finite at the start
 * Source: Nocedal & Wright (2006), algorithms 7.4, 7.5; line search by bracketing (Lewis & Overton 2013, algorithm 2.6).
 */
export function minimiseSmooth(
  f: (x: Float64Array, gradient: Float64Array) => number,
  start: ArrayLike<number>,
  options: LbfgsOptions = {},
): Minimum {
  const n = start.length
  const limit = options.maxIterations ?? 500
  const memory = options.memory ?? 10
  assertCount('maxIterations', limit, 1)
  let x = Float64Array.from(start)
  let g = new Float64Array(n)
  let value = f(x, g)
  if (!Number.isFinite(value)) throw new InvalidInputError('start', `gives the value ${value}.`)
  const pairs: Pair[] = []
  const d = new Float64Array(n)
  let nextX = new Float64Array(n)
  let nextG = new Float64Array(n)
  for (let iteration = 0; iteration < limit; iteration++) {
    if (maxAbs(g) <= (options.gradientTolerance ?? 1e-8)) return done(x, value, iteration, true)
    direction(g, pairs, d)
    let slope = dot(g, d)
    if (!(slope < 0)) {
      pairs.length = 0
      direction(g, pairs, d)
      slope = -dot(g, g)
    }
    const first = pairs.length === 0 ? Math.min(1, 1 / maxAbs(g)) : 1
    const found = wolfeStep(f, x, value, slope, d, first, nextX, nextG)
    if (found === null) return done(x, value, iteration, pairs.length === 0 || maxAbs(g) < 1e-4)
    const s = new Float64Array(n)
    const y = new Float64Array(n)
    for (let i = 0; i < n; i++) {
      s[i] = (nextX[i] as number) - (x[i] as number)
      y[i] = (nextG[i] as number) - (g[i] as number)
    }
    const sy = dot(s, y)
    if (sy > 1e-14 * Math.sqrt(dot(s, s) * dot(y, y))) {
      pairs.push({ s, y, rho: 1 / sy })
      if (pairs.length > memory) pairs.shift()
    }
    const fall = value - found
    ;[x, nextX] = [nextX, x]
    ;[g, nextG] = [nextG, g]
    value = found
    if (fall <= (options.valueTolerance ?? 1e-14) * (Math.abs(value) + 1e-12))
      return done(x, value, iteration + 1, true)
  }
  return done(x, value, limit, false)
}

interface Pair {
  s: Float64Array
  y: Float64Array
  rho: number
}

/** d = −H·g by the two loops. */
function direction(g: Float64Array, pairs: readonly Pair[], d: Float64Array): void {
  for (let i = 0; i < d.length; i++) d[i] = -(g[i] as number)
  const alphas: number[] = []
  for (let p = pairs.length - 1; p >= 0; p--) {
    const { s, y, rho } = pairs[p] as Pair
    const alpha = rho * dot(s, d)
    alphas[p] = alpha
    add(d, y, -alpha)
  }
  const last = pairs[pairs.length - 1]
  if (last) {
    const scale = 1 / (last.rho * dot(last.y, last.y))
    for (let i = 0; i < d.length; i++) d[i] = (d[i] as number) * scale
  }
  for (let p = 0; p < pairs.length; p++) {
    const { s, y, rho } = pairs[p] as Pair
    add(d, s, (alphas[p] as number) - rho * dot(y, d))
  }
}

/** Writes the accepted point and gradient; the value there, or null when no step lowers the value. */
function wolfeStep(
  f: (x: Float64Array, gradient: Float64Array) => number,
  x: Float64Array,
  value: number,
  slope: number,
  d: Float64Array,
  first: number,
  nextX: Float64Array,
  nextG: Float64Array,
): number | null {
  let low = 0
  let high = Infinity
  let t = first
  for (let trial = 0; trial < 60; trial++) {
    for (let i = 0; i < x.length; i++) nextX[i] = (x[i] as number) + t * (d[i] as number)
    const there = f(nextX, nextG)
    if (!(there <= value + 1e-4 * t * slope)) high = t
    else if (dot(nextG, d) < 0.9 * slope) low = t
    else return there
    // A bracket this narrow: rounding hides any further fall.
    if (high - low <= 1e-16 * high) return there < value ? there : null
    t = high === Infinity ? 2 * t : (low + high) / 2
  }
  return null
}

export interface SimplexOptions {
  /** Evaluations of f, default 2,000 for each variable. */
  maxEvaluations?: number
  /** Ends when all corners' values lie within it of each other, default 1e-10. */
  valueTolerance?: number
  /** Length of the first simplex's sides, default .5. */
  size?: number
}

/**
 * Smallest value of a function without derivatives, by the simplex of Nelder and Mead with adaptive coefficients,
 * started again from the best corner until a start brings nothing more. For up to about ten variables.
 * @param f the value; Infinity or NaN where x is not allowed
 * @throws InvalidInputError when f is not finite at the start
 * Source: Nelder & Mead (1965); coefficients of Gao & Han (2012).
 */
export function minimiseSimplex(
  f: (x: Float64Array) => number,
  start: ArrayLike<number>,
  options: SimplexOptions = {},
): Minimum {
  const budget = options.maxEvaluations ?? 2_000 * start.length
  const tolerance = options.valueTolerance ?? 1e-10
  let best: { at: Float64Array; value: number } = {
    at: Float64Array.from(start),
    value: f(Float64Array.from(start)),
  }
  if (!Number.isFinite(best.value)) throw new InvalidInputError('start', `gives the value ${best.value}.`)
  let spent = 1
  for (let size = options.size ?? 0.5; spent < budget; size = Math.max(size / 2, 0.05)) {
    const found = simplexRun(f, best.at, size, tolerance, budget - spent)
    spent += found.evaluations
    const fall = best.value - found.value
    if (found.value < best.value) best = found
    if (found.converged && fall <= tolerance) return done(best.at, best.value, spent, true)
  }
  return done(best.at, best.value, spent, false)
}

function simplexRun(
  f: (x: Float64Array) => number,
  start: Float64Array,
  size: number,
  tolerance: number,
  budget: number,
) {
  const n = start.length
  const [expand, contract, shrink] = [1 + 2 / n, 0.75 - 1 / (2 * n), n > 1 ? 1 - 1 / n : 0.5]
  let evaluations = 0
  const at = (x: Float64Array) => {
    evaluations += 1
    const value = f(x)
    return { x, value: Number.isNaN(value) ? Infinity : value }
  }
  const corners = [at(start.slice())]
  for (let i = 0; i < n; i++) {
    const x = start.slice()
    x[i] = (x[i] as number) + size
    corners.push(at(x))
  }
  const mean = new Float64Array(n)
  const along = (from: Float64Array, factor: number) =>
    at(mean.map((m, i) => m + factor * ((from[i] as number) - m)))
  let converged = false
  while (evaluations < budget) {
    corners.sort((a, b) => a.value - b.value)
    const best = corners[0] as (typeof corners)[0]
    const worst = corners[n] as typeof best
    if (worst.value - best.value <= tolerance) {
      converged = true
      break
    }
    mean.fill(0)
    for (let c = 0; c < n; c++) add(mean, (corners[c] as typeof best).x, 1 / n)
    const reflected = along(worst.x, -1)
    let next = reflected
    if (reflected.value < best.value) {
      const expanded = along(worst.x, -expand)
      if (expanded.value < reflected.value) next = expanded
    } else if (reflected.value >= (corners[n - 1] as typeof best).value) {
      const inside = reflected.value >= worst.value
      next = along(worst.x, inside ? contract : -contract)
      if (next.value >= Math.min(reflected.value, worst.value)) {
        for (let c = 1; c <= n; c++) {
          const x = (corners[c] as typeof best).x
          corners[c] = at(best.x.map((b, i) => b + shrink * ((x[i] as number) - b)))
        }
        continue
      }
    }
    corners[n] = next
  }
  corners.sort((a, b) => a.value - b.value)
  const first = corners[0] as (typeof corners)[0]
  return { at: first.x, value: first.value, evaluations, converged }
}

function done(at: Float64Array, value: number, iterations: number, converged: boolean): Minimum {
  return { at, value, iterations, converged }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number)
  return sum
}

function add(to: Float64Array, from: Float64Array, factor: number): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] as number) + factor * (from[i] as number)
}

function maxAbs(a: Float64Array): number {
  let most = 0
  for (const value of a) most = Math.max(most, Math.abs(value))
  return most
}
