import { assertOpenShare } from '../errors.ts'
import { type ArmedSample, type RedrawSums, sumRedraws } from './redraw-sums.ts'
import type { Redraws } from './redraws.ts'

/** An effect with the interval and p-value of one and the same randomisation test. */
export interface RandomisationEstimate {
  /** Treated minus control, adjusted where there is a covariate; in the unit of the outcome. */
  estimate: number
  /** Of Welch, for comparison: the interval is not made from it. */
  standardError: number
  /** The effects that are not rejected; −Infinity or Infinity where there are too few draws to reject anything. */
  lower: number
  upper: number
  /** Two-sided (twice the smaller tail), of "no effect". At most 1 − level exactly where 0 lies outside the interval. */
  pValue: number
  level: number
  /** Re-draws behind it; `exhaustive` where they were all there are. */
  draws: number
  exhaustive: boolean
}

/**
 * Randomisation interval: the control group is drawn again and again, and an effect δ is kept in the interval when the
 * difference seen, δ taken off the treated, is not among the extreme ones. The statistic is Welch's t of the outcome
 * adjusted by `cuped` (θ pooled within the arms of each re-draw); only its distribution comes from the re-draws instead of
 * from a table. Tails are counted apart, (1 − level) / 2 each, the draw that was made included.
 *
 * Under an effect that is the same for all it is exact for any outcome and any size of the arms, however skewed; with ties
 * and few draws it covers more than asked for, never less. Because the statistic is studentised it also holds in large
 * samples where effects differ. Each end is found by bisection, to a ten-thousandth of the standard error.
 *
 * @param sample both arms unit by unit
 * @param redraws of `redrawControl` for the same number of units and control; may serve many outcomes
 * @param level confidence level in (0, 1); default 0.95
 * @throws InvalidInputError as `sumRedraws`, or for a level outside (0, 1)
 * Source: Fisher (1935) for the test; Janssen (1997) and Chung & Romano (2013), "Exact and asymptotically robust
 *   permutation tests", for the studentised statistic.
 */
export function randomisationInterval(
  sample: ArmedSample,
  redraws: Redraws,
  level = 0.95,
): RandomisationEstimate {
  assertOpenShare('level', level)
  const sums = sumRedraws(sample, redraws)
  const { estimate, standardError } = observed(sums)
  const test: Test = { sums, tail: (1 - level) / 2, estimate, standardError }
  const { unit, count, exhaustive } = sums
  const none = tailsAt(sums, 0)
  return {
    estimate: estimate * unit,
    standardError: standardError * unit,
    lower: endOf(test, -1) * unit,
    upper: endOf(test, 1) * unit,
    pValue: Math.min(1, 2 * none.upper, 2 * none.lower),
    level,
    draws: count,
    exhaustive,
  }
}

interface Test {
  sums: RedrawSums
  tail: number
  estimate: number
  standardError: number
}

/** Is a shift kept on this side? Below the estimate large statistics speak against it, above it small ones. */
function isKept({ sums, tail }: Test, shift: number, side: -1 | 1): boolean {
  const tails = tailsAt(sums, shift)
  return (side < 0 ? tails.upper : tails.lower) > tail + 1e-12
}

function endOf(test: Test, side: -1 | 1): number {
  const { estimate, standardError: error, sums } = test
  const scale = error > 0 ? error : Math.sqrt(sums.all.yy / sums.n / sums.controlSize)
  if (scale === 0) return estimate
  let kept = estimate
  let rejected = side * Number.POSITIVE_INFINITY
  for (let step = 2 * scale, doubled = 0; !Number.isFinite(rejected) && doubled < 60; step *= 2, doubled++) {
    const shift = estimate + side * step
    if (isKept(test, shift, side)) kept = shift
    else rejected = shift
  }
  if (!Number.isFinite(rejected)) return rejected
  // Zero becomes an end of the bracket, so that interval and p-value can never disagree about it.
  if (kept * rejected < 0) {
    if (isKept(test, 0, side)) kept = 0
    else rejected = 0
  }
  while (Math.abs(kept - rejected) > 1e-4 * scale) {
    const middle = (kept + rejected) / 2
    if (isKept(test, middle, side)) kept = middle
    else rejected = middle
  }
  return kept
}

/** Share of the draws whose statistic is at least as large, and at least as small, as the one seen. */
function tailsAt(sums: RedrawSums, shift: number): { upper: number; lower: number } {
  const shifted = shiftBy(sums, shift)
  const seen = statistic(sums, sums.count, shifted)
  // Equal draws must count as equal whatever the order of summation left in the last digits.
  const slack = Number.isFinite(seen) ? 1e-9 * (1 + Math.abs(seen)) : 0
  let upper = 0
  let lower = 0
  for (let d = 0; d < sums.count; d++) {
    const drawn = statistic(sums, d, shifted)
    if (drawn >= seen - slack) upper += 1
    if (drawn <= seen + slack) lower += 1
  }
  if (sums.exhaustive) return { upper: upper / sums.count, lower: lower / sums.count }
  return { upper: (upper + 1) / (sums.count + 1), lower: (lower + 1) / (sums.count + 1) }
}

/** What a shift makes of the sums over all units: the same for every re-draw. */
interface Shifted {
  shift: number
  y: number
  yy: number
  xy: number
  /** Squared standard error of the difference between two arms as mixed as the whole; 0 where all are alike. */
  spread: number
}

function shiftBy({ all, n, controlSize: m }: RedrawSums, shift: number): Shifted {
  const y = -shift * all.treated
  const yy = all.yy - 2 * shift * all.yt + shift * shift * all.treated
  const about = yy - (y * y) / n
  const rounding = 1e-13 * (all.yy + shift * shift * all.treated)
  const spread = about > rounding ? (about / n) * (1 / m + 1 / (n - m)) : 0
  return { shift, y, yy, xy: all.xy - shift * all.xt, spread }
}

/** Less of the variance than this within the arms is rounding. */
const degenerate = 1e-12

/** Welch's t of re-draw `d`, the shift taken off the treated; ±Infinity where a difference has no variance. */
function statistic(sums: RedrawSums, d: number, shifted: Shifted): number {
  const { spread } = shifted
  if (spread === 0) return 0
  compare(sums, d, shifted, comparison)
  const gap = comparison[0] as number
  const error = comparison[1] as number
  if (error > degenerate * spread) return gap / Math.sqrt(error)
  if (gap * gap <= degenerate * spread) return 0
  return gap > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
}

function observed(sums: RedrawSums): { estimate: number; standardError: number } {
  const shifted = shiftBy(sums, 0)
  const [gap = 0, error = 0] = compare(sums, sums.count, shifted, new Float64Array(2))
  // −0 + 0 is 0.
  return { estimate: gap + 0, standardError: error > degenerate * shifted.spread ? Math.sqrt(error) : 0 }
}

/** Taken again for each re-draw: an object apiece would be a hundred thousand of them for one interval. */
const comparison = new Float64Array(2)

/**
 * Treated minus control, adjusted with the slope pooled within both arms of the re-draw, and the variance of that
 * difference: what the covariate leaves within each arm, over its size.
 * @returns `out`: difference, squared standard error
 */
function compare(s: RedrawSums, d: number, shifted: Shifted, out: Float64Array): Float64Array {
  const { shift } = shifted
  const m = s.controlSize
  const q = s.n - m
  const k = at(s.k, d)
  const y0 = at(s.y, d) - shift * k
  const y1 = shifted.y - y0
  const mean0 = y0 / m
  const mean1 = y1 / q
  const yy0 = at(s.yy, d) - shift * (2 * at(s.yt, d) - shift * k)
  let within0 = yy0 - y0 * mean0
  let within1 = shifted.yy - yy0 - y1 * mean1
  let gap = mean1 - mean0
  const xx0 = at(s.xx0, d)
  const xx1 = at(s.xx1, d)
  if (xx0 + xx1 > degenerate * s.all.xx) {
    const x0 = at(s.x, d)
    const cross = at(s.xy, d) - shift * at(s.xt, d)
    const xy0 = cross - x0 * mean0
    const xy1 = shifted.xy - cross + x0 * mean1
    const theta = (xy0 + xy1) / (xx0 + xx1)
    within0 += theta * (theta * xx0 - 2 * xy0)
    within1 += theta * (theta * xx1 - 2 * xy1)
    gap += theta * x0 * (1 / q + 1 / m)
  }
  out[0] = gap
  out[1] = (within0 > 0 ? within0 / (m * (m - 1)) : 0) + (within1 > 0 ? within1 / (q * (q - 1)) : 0)
  return out
}

function at(values: Float64Array, i: number): number {
  return values[i] as number
}
