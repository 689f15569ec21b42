import { cholesky, choleskySolve } from '../numerics/cholesky.ts'

/**
 * The step d that minimises g·d + ½ dᵀHd under prices + d ≥ 0 and |d| ≤ reach, by active sets.
 * @param curvature n × n, symmetric, not negative definite; a ridge is added
 * @param reach how far each price may move
 */
export function priceStep(
  prices: Float64Array,
  gradient: Float64Array,
  curvature: Float64Array,
  reach: Float64Array,
): Float64Array {
  const n = prices.length
  const low = Float64Array.from(prices, (p, r) => -Math.min(p, reach[r] as number))
  const scale = Float64Array.from(prices, (_, r) => scaleOf(curvature, n, r, gradient, reach))
  const step = new Float64Array(n)
  /** −1 and 1: held at that end; 0: free. */
  const held = new Int8Array(n)
  for (let r = 0; r < n; r++) if (low[r] === 0 && (gradient[r] as number) >= 0) held[r] = -1
  for (let round = 0; round < 3 * n + 3; round++) {
    for (let r = 0; r < n; r++)
      if (held[r] !== 0) step[r] = held[r] === -1 ? (low[r] as number) : (reach[r] as number)
    solveFree(step, held, gradient, curvature, scale)
    if (holdOutside(step, held, low, reach)) continue
    if (!release(step, held, gradient, curvature, scale)) break
  }
  for (let r = 0; r < n; r++)
    step[r] = Math.min(reach[r] as number, Math.max(low[r] as number, step[r] as number))
  return step
}

/** Square root of the curvature of one row; where there is none, such that the gradient alone goes to the reach. */
function scaleOf(
  curvature: Float64Array,
  n: number,
  r: number,
  gradient: Float64Array,
  reach: Float64Array,
): number {
  const least = Math.abs(gradient[r] as number) / (8 * (reach[r] as number))
  return Math.sqrt(Math.max(curvature[r * n + r] as number, least, Number.MIN_VALUE * 1e20))
}

/** Free entries solve H·d = −g given those held; rows are brought to diagonal 1 first, as budgets may span 10⁶. */
function solveFree(
  step: Float64Array,
  held: Int8Array,
  gradient: Float64Array,
  curvature: Float64Array,
  scale: Float64Array,
): void {
  const n = step.length
  const free = [...held.keys()].filter((r) => held[r] === 0)
  if (free.length === 0) return
  const f = free.length
  const values = new Float64Array(f * f)
  const right = new Float64Array(f)
  free.forEach((r, a) => {
    let pull = -(gradient[r] as number)
    for (let s = 0; s < n; s++)
      if (held[s] !== 0) pull -= (curvature[r * n + s] as number) * (step[s] as number)
    right[a] = pull / (scale[r] as number)
    free.forEach((s, b) => {
      const shared = (curvature[r * n + s] as number) / ((scale[r] as number) * (scale[s] as number))
      // Where a row hardly answers to prices, rounding can put its correlations beyond 1.
      values[a * f + b] = Math.max(-1, Math.min(1, shared))
    })
    values[a * f + a] = 1 + 1e-9
  })
  const solution = choleskySolve(safeCholesky({ rows: f, columns: f, values }), right)
  free.forEach((r, a) => {
    step[r] = (solution[a] as number) / (scale[r] as number)
  })
}

function safeCholesky(a: { rows: number; columns: number; values: Float64Array }) {
  for (let ridge = 1e-9; ; ridge *= 100) {
    try {
      return cholesky(a)
    } catch (error) {
      // Rounding can leave a correlation matrix of rows that move together a hair short of definite.
      if (ridge > 1) throw error
      for (let r = 0; r < a.rows; r++) a.values[r * a.rows + r] = (a.values[r * a.rows + r] as number) + ridge
    }
  }
}

function holdOutside(step: Float64Array, held: Int8Array, low: Float64Array, reach: Float64Array): boolean {
  let any = false
  for (let r = 0; r < step.length; r++) {
    if (held[r] !== 0) continue
    const d = step[r] as number
    if (d < (low[r] as number)) held[r] = -1
    else if (d > (reach[r] as number)) held[r] = 1
    else continue
    any = true
  }
  return any
}

/** Lets go of the held row that pulls inward most. @returns false where none does */
function release(
  step: Float64Array,
  held: Int8Array,
  gradient: Float64Array,
  curvature: Float64Array,
  scale: Float64Array,
): boolean {
  const n = step.length
  let worst = 1e-12
  let at = -1
  for (let r = 0; r < n; r++) {
    if (held[r] === 0) continue
    let slope = gradient[r] as number
    for (let s = 0; s < n; s++) slope += (curvature[r * n + s] as number) * (step[s] as number)
    // At the low end a falling slope, at the high end a rising one, would gain by moving inward.
    const pull = ((held[r] === -1 ? -slope : slope) / (scale[r] as number)) as number
    if (pull > worst) {
      worst = pull
      at = r
    }
  }
  if (at < 0) return false
  held[at] = 0
  return true
}
