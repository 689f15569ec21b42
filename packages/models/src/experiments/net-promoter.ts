import { InvalidInputError } from '../errors.ts'
import { normalQuantile } from '../numerics/normal.ts'

/** Share of promoters less share of detractors, and between what it may well lie; all three in [-1, 1]. */
export interface NetPromoter {
  estimate: number
  lo: number
  hi: number
}

/**
 * The Net Promoter Score with an interval that also holds for few answers: three answers are added, ¾ promoter, 1½ in
 * between and ¾ detractor, before the variance of a difference of two shares of one sample is taken.
 * @param counts whole answers of 9 and 10, of 7 and 8, and of 0 to 6; each at least 0
 * @param level of confidence, in (0, 1)
 * @returns null where nobody answered
 * @throws InvalidInputError when a count or the level is out of range
 * Source: Rocks (2016), Interval estimation for the "Net Promoter Score", The American Statistician 70(4), the adjusted
 * Wald interval with weights (¾, 1½, ¾).
 * @example
 * import { netPromoter } from '@liangti/models'
 * netPromoter({ promoters: 50, passives: 30, detractors: 20 })?.estimate // → 0.3
 */
export function netPromoter(
  counts: { promoters: number; passives: number; detractors: number },
  level = 0.95,
): NetPromoter | null {
  const { promoters, passives, detractors } = counts
  for (const [name, count] of Object.entries(counts))
    if (!(count >= 0)) throw new InvalidInputError(name, `must be at least 0, not ${count}.`)
  if (!(level > 0 && level < 1)) throw new InvalidInputError('level', `must lie in (0, 1), not ${level}.`)
  const n = promoters + passives + detractors
  if (n === 0) return null
  const estimate = (promoters - detractors) / n
  const wide = n + 3
  const [p, d] = [(promoters + 0.75) / wide, (detractors + 0.75) / wide]
  const centre = p - d
  const spread = normalQuantile(0.5 + level / 2) * Math.sqrt((p + d - centre * centre) / wide)
  // The added answers pull the middle in; the estimate itself stays within its interval.
  return {
    estimate,
    lo: Math.max(-1, Math.min(estimate, centre - spread)),
    hi: Math.min(1, Math.max(estimate, centre + spread)),
  }
}
