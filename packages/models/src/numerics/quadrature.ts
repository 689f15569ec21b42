import { assertCount, assertPositive } from '../errors.ts'

/** Points and weights of a rule: ∫ f ≈ Σ weights[i] · f(points[i]). */
export interface QuadratureRule {
  readonly points: Float64Array
  readonly weights: Float64Array
}

/**
 * Gauss rule for the mean of a function under Beta(a, b) on (0, 1): exact for polynomials of degree below 2n. The
 * weights sum to 1.
 * @param n points, 1 … 200
 * @param a, b shape of the beta density, > 0
 * @throws InvalidInputError for other arguments
 * Source: Golub & Welsch (1969), with the recurrence of the Jacobi polynomials.
 */
export function betaRule(n: number, a: number, b: number): QuadratureRule {
  assertCount('n', n, 1)
  assertPositive('a', a)
  assertPositive('b', b)
  // Jacobi weight (1 − t)^(b−1) (1 + t)^(a−1) on (−1, 1); p = (1 + t) / 2.
  const [alpha, beta] = [b - 1, a - 1]
  const diagonal = new Float64Array(n)
  const beside = new Float64Array(n)
  diagonal[0] = (beta - alpha) / (alpha + beta + 2)
  for (let k = 1; k < n; k++) {
    const s = 2 * k + alpha + beta
    diagonal[k] = ((beta - alpha) * (beta + alpha)) / (s * (s + 2))
    const square =
      k === 1
        ? (4 * (1 + alpha) * (1 + beta)) / ((2 + alpha + beta) ** 2 * (3 + alpha + beta))
        : (4 * k * (k + alpha) * (k + beta) * (k + alpha + beta)) / (s * s * (s + 1) * (s - 1))
    beside[k - 1] = Math.sqrt(square)
  }
  const first = new Float64Array(n)
  first[0] = 1
  diagonalise(diagonal, beside, first)
  return {
    points: diagonal.map((t) => Math.min(1, Math.max(0, (1 + t) / 2))),
    weights: first.map((v) => v * v),
  }
}

/** Gauss-Legendre rule on (0, 1): exact for polynomials of degree below 2n; the weights sum to 1. */
export function legendreRule(n: number): QuadratureRule {
  return betaRule(n, 1, 1)
}

/**
 * Eigenvalues of a symmetric tridiagonal matrix (in place of its diagonal) and the first components of its
 * eigenvectors, by the implicit QL method with Wilkinson's shift.
 */
function diagonalise(d: Float64Array, e: Float64Array, z: Float64Array): void {
  const n = d.length
  const get = (array: Float64Array, i: number) => array[i] as number
  for (let l = 0; l < n; l++) {
    for (let sweep = 0; sweep < 60; sweep++) {
      let m = l
      while (m < n - 1 && Math.abs(get(e, m)) > 1e-16 * (Math.abs(get(d, m)) + Math.abs(get(d, m + 1)))) m++
      if (m === l) break
      let g = (get(d, l + 1) - get(d, l)) / (2 * get(e, l))
      g = get(d, m) - get(d, l) + get(e, l) / (g + Math.sign(g || 1) * Math.hypot(g, 1))
      let [s, c, p] = [1, 1, 0]
      for (let i = m - 1; i >= l; i--) {
        const f = s * get(e, i)
        const b = c * get(e, i)
        const r = Math.hypot(f, g)
        e[i + 1] = r
        if (r === 0) break
        s = f / r
        c = g / r
        const gap = get(d, i + 1) - p
        const t = (get(d, i) - gap) * s + 2 * c * b
        p = s * t
        d[i + 1] = gap + p
        g = c * t - b
        const kept = get(z, i + 1)
        z[i + 1] = s * get(z, i) + c * kept
        z[i] = c * get(z, i) - s * kept
      }
      d[l] = get(d, l) - p
      e[l] = g
      e[m] = 0
    }
  }
}
