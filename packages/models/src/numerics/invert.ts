/**
 * Root of an increasing function by Newton steps kept inside a shrinking bracket.
 * @param excess f(x) − target: negative left of the root
 * @param slope derivative of `excess`, ≥ 0; a step that leaves the bracket is replaced by bisection
 * @param start first guess inside (low, high); low and high finite, excess(low) ≤ 0 ≤ excess(high)
 * @returns the root to about 4 ulp
 */
export function invertIncreasing(
  excess: (x: number) => number,
  slope: (x: number) => number,
  start: number,
  low: number,
  high: number,
): number {
  let lo = low
  let hi = high
  let x = Math.min(hi, Math.max(lo, start))
  for (let i = 0; i < 200; i++) {
    const gap = excess(x)
    if (gap === 0) return x
    if (gap < 0) lo = x
    else hi = x
    const step = gap / slope(x)
    const newton = x - step
    const next = newton > lo && newton < hi ? newton : (lo + hi) / 2
    if (Math.abs(next - x) <= 4e-16 * Math.abs(next) || next === lo || next === hi) return next
    x = next
  }
  return x
}

/** Doubles `from` until `reached` holds, for the upper end of a bracket. */
export function bracketAbove(from: number, reached: (x: number) => boolean): number {
  let x = from
  while (!reached(x) && x < 1e300) x *= 2
  return x
}
