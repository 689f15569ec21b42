const halfLogTwoPi = 0.9189385332046728
const sqrtTwoPi = 2.5066282746310007

/** Lanczos coefficients for g = 607/128, n = 15 (P. Godfrey 2001); relative error below 1e-14 for x > 0. */
const lanczos = [
  0.9999999999999971, 57.15623566586292, -59.59796035547549, 14.136097974741746, -0.4919138160976202,
  3.399464998481189e-5, 4.652362892704858e-5, -9.837447530487956e-5, 0.0001580887032249125,
  -0.00021026444172410488, 0.00021743961811521265, -0.0001643181065367639, 8.441822398385275e-5,
  -2.6190838401581408e-5, 3.6899182659531625e-6,
]

/** Natural logarithm of Γ(x) for x > 0; NaN elsewhere. */
export function logGamma(x: number): number {
  if (!(x > 0)) return Number.NaN
  if (x === Number.POSITIVE_INFINITY) return x
  let series = lanczos[0] ?? 0
  for (let i = 1; i < lanczos.length; i++) series += (lanczos[i] ?? 0) / (x + i)
  const shifted = x + 607 / 128 + 0.5
  return (x + 0.5) * Math.log(shifted) - shifted + Math.log((sqrtTwoPi * series) / x)
}

/**
 * ln Γ(x + 1) minus Stirling's main terms, for x > 0. Keeping the remainder apart lets densities at large parameters
 * be computed without subtracting large logarithms. Source: Loader (2000), "Fast and accurate computation of
 * binomial probabilities".
 */
export function stirlingRemainder(x: number): number {
  if (x < 15) return logGamma(x + 1) - (x + 0.5) * Math.log(x) + x - halfLogTwoPi
  const s = 1 / (x * x)
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - s / 1188) * s) * s) * s) / x
}

/**
 * x ln(x / m) + m − x without cancellation, x ≥ 0, m > 0 (Loader's deviance term `bd0`).
 * @param difference x − m, given apart where the caller knows it more exactly than the subtraction
 */
export function devianceTerm(x: number, m: number, difference = x - m): number {
  if (x === 0) return m
  if (Math.abs(difference) >= 0.1 * (x + m)) return x * Math.log(x / m) - difference
  const v = difference / (x + m)
  let sum = difference * v
  let term = 2 * x * v
  for (let j = 1; j < 1_000; j++) {
    term *= v * v
    const next = sum + term / (2 * j + 1)
    if (next === sum) break
    sum = next
  }
  return sum
}

/** e^(−m) m^x / Γ(x + 1) for real x ≥ 0, m > 0: the Poisson probability, continued to real x. */
export function poissonTerm(x: number, m: number): number {
  if (x === 0) return Math.exp(-m)
  return Math.exp(-stirlingRemainder(x) - devianceTerm(x, m)) / (sqrtTwoPi * Math.sqrt(x))
}
