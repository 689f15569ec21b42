const z95 = 1.959963984540054

/**
 * A share with its 95 % interval; null where it is of nobody.
 * Source: Wilson (1927), the score interval for a binomial share.
 */
export function shareOf(part: number, whole: number): { estimate: number; lo: number; hi: number } | null {
  if (whole === 0) return null
  const p = part / whole
  const z2 = z95 * z95
  const centre = p + z2 / (2 * whole)
  const spread = z95 * Math.sqrt((p * (1 - p)) / whole + z2 / (4 * whole * whole))
  const scale = 1 + z2 / whole
  // Rounding must not leave the estimate outside of its own interval.
  return {
    estimate: p,
    lo: Math.max(0, Math.min(p, (centre - spread) / scale)),
    hi: Math.min(1, Math.max(p, (centre + spread) / scale)),
  }
}
