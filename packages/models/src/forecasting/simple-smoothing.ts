export interface SmoothedLevel {
  readonly alpha: number
  /** After the last value: the forecast of all steps. */
  readonly level: number
  /** Before the first value. */
  readonly start: number
  /** Root mean square of the one-step errors. */
  readonly deviation: number
}

/**
 * Simple exponential smoothing with the α in [.0001, .9999] and the starting level that make the sum of squared one-step
 * errors least. The errors are linear in the starting level, so it is solved for; α is sought on a grid, then between its
 * neighbours by golden section.
 */
export function smoothLevel(values: Float64Array): SmoothedLevel {
  const [least, most] = [1e-4, 0.9999]
  let best = { alpha: most, squares: Infinity }
  const at = (alpha: number) => {
    const { squares } = run(values, alpha)
    if (squares < best.squares) best = { alpha, squares }
    return squares
  }
  const steps = 40
  const grid = (k: number) => least + ((most - least) * Math.min(steps, Math.max(0, k))) / steps
  let at0 = 0
  for (let k = 0; k <= steps; k++) {
    const before = best.squares
    if (at(grid(k)) < before) at0 = k
  }
  const golden = (Math.sqrt(5) - 1) / 2
  let [low, high] = [grid(at0 - 1), grid(at0 + 1)]
  while (high - low > 1e-9) {
    const [a, b] = [high - golden * (high - low), low + golden * (high - low)]
    if (at(a) < at(b)) high = b
    else low = a
  }
  const { start, level, squares } = run(values, best.alpha)
  return { alpha: best.alpha, level, start, deviation: Math.sqrt(squares / values.length) }
}

function run(values: Float64Array, alpha: number) {
  // eₜ = aₜ − (1 − α)ᵗ l₀ with aₜ the error from a start at 0.
  let [from0, share, cross, square, own] = [0, 1, 0, 0, 0]
  for (const y of values) {
    const error = y - from0
    cross += error * share
    square += share * share
    own += error * error
    from0 += alpha * error
    share *= 1 - alpha
  }
  const start = cross / square
  // Summed again: own − cross² / square would cancel where the fit is close.
  let [level, squares] = [start, 0]
  for (const y of values) {
    const error = y - level
    squares += error * error
    level += alpha * error
  }
  return { start, level, squares: Number.isFinite(own) ? squares : Infinity }
}
