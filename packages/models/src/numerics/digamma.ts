/** Derivative of ln Γ(x) for x > 0; NaN elsewhere. Relative error about 1e-14 away from its root near 1.4616. */
export function digamma(x: number): number {
  if (!(x > 0)) return Number.NaN
  let shift = 0
  let at = x
  // The recurrence ψ(x) = ψ(x + 1) − 1/x carries the argument to where the asymptotic series is exact.
  for (; at < 10; at++) shift -= 1 / at
  const s = 1 / (at * at)
  const series =
    s * (1 / 12 - s * (1 / 120 - s * (1 / 252 - s * (1 / 240 - s * (1 / 132 - s * (691 / 32_760 - s / 12))))))
  return shift + Math.log(at) - 0.5 / at - series
}
