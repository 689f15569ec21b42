import { incompleteBeta } from '@liangti/models'

export interface RateInterval {
  rate: number
  lo: number
  hi: number
}

/**
 * Exact interval of a rate seen as `successes` of `n` (Clopper & Pearson 1934): the rates at which so many, or so few,
 * would each still come up with (1 − level) / 2.
 * @param n ≥ 1
 */
export function rateInterval(successes: number, n: number, level = 0.95): RateInterval {
  const tail = (1 - level) / 2
  return {
    rate: successes / n,
    // P(at least k of n at rate p) = I_p(k, n − k + 1)
    lo: successes === 0 ? 0 : root((p) => incompleteBeta(successes, n - successes + 1, p).lower - tail),
    hi: successes === n ? 1 : root((p) => tail - incompleteBeta(successes + 1, n - successes, p).upper),
  }
}

/** Where a function that rises through zero on [0, 1] does so. */
function root(f: (p: number) => number): number {
  let [lo, hi] = [0, 1]
  for (let step = 0; step < 60; step += 1) {
    const middle = (lo + hi) / 2
    if (f(middle) < 0) lo = middle
    else hi = middle
  }
  return (lo + hi) / 2
}
