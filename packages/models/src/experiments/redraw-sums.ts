import { assertCount, InvalidInputError } from '../errors.ts'
import type { Redraws } from './redraws.ts'

/** Both arms unit by unit, in one order; the units without an outcome are in it with 0. */
export interface ArmedSample {
  outcome: ArrayLike<number>
  /** 1 for a treated unit, 0 for control. */
  treated: ArrayLike<number>
  /** Known before the draw; the outcome is adjusted for it as by `cuped`. */
  covariate?: ArrayLike<number>
}

/**
 * What the statistic of every re-draw needs, for any shift of the treated: sums over its control group. The arm that
 * was really drawn stands behind them at index `count`. Outcome and covariate are about their means and in units of
 * their largest deviation, so that neither large nor small figures lose digits.
 */
export interface RedrawSums {
  n: number
  controlSize: number
  count: number
  exhaustive: boolean
  /** Of the outcome, before it was divided: results times this are in the caller's unit. */
  unit: number
  /** Σ y, Σ y², Σ x, Σ x y over the control group. */
  y: Float64Array
  yy: Float64Array
  x: Float64Array
  xy: Float64Array
  /** Σ (x − x̄)² about the mean of the arm: of the control group, and of the others. */
  xx0: Float64Array
  xx1: Float64Array
  /** How many of that control group were really treated, and their Σ y and Σ x. */
  k: Float64Array
  yt: Float64Array
  xt: Float64Array
  /** Over all units; Σ y and Σ x are 0. */
  all: { yy: number; xx: number; xy: number; treated: number; yt: number; xt: number }
}

/**
 * @throws InvalidInputError for arrays of other lengths, values that are not finite, arms other than 0 and 1, or a
 *   control group of another size than the re-draws
 */
export function sumRedraws(sample: ArmedSample, redraws: Redraws): RedrawSums {
  const { n, controlSize, count, members } = redraws
  for (const name of ['outcome', 'treated', 'covariate'] as const)
    if (sample[name] && sample[name].length !== n)
      throw new InvalidInputError(name, `has ${sample[name].length} entries, the re-draws are of ${n} units.`)
  const treated = armsOf(sample.treated, n - controlSize)
  const y = standardised('outcome', sample.outcome)
  const sums = emptySums(redraws, y.unit)
  const xs = sample.covariate ? standardised('covariate', sample.covariate).values : new Float64Array(n)
  sums.all.xx = xs.reduce((sum, value) => sum + value * value, 0)
  for (let d = 0; d < count; d++) addUp(sums, d, members, d * controlSize, y.values, xs, treated)
  addUp(sums, count, controlOf(treated, controlSize), 0, y.values, xs, treated)
  for (let i = 0; i < n; i++) {
    const [a, b] = [y.values[i] ?? 0, xs[i] ?? 0]
    sums.all.yy += a * a
    sums.all.xy += a * b
    if (treated[i] === 1) {
      sums.all.yt += a
      sums.all.xt += b
    }
  }
  return sums
}

/** The inner loop: sums over `controlSize` members from `from` on. */
function addUp(
  sums: RedrawSums,
  d: number,
  members: Int32Array,
  from: number,
  ys: Float64Array,
  xs: Float64Array,
  treated: Uint8Array,
): void {
  let [y, yy, x, xx, xy, k, yt, xt] = [0, 0, 0, 0, 0, 0, 0, 0]
  for (let i = from; i < from + sums.controlSize; i++) {
    const unit = members[i] as number
    const a = ys[unit] as number
    const b = xs[unit] as number
    const t = treated[unit] as number
    y += a
    yy += a * a
    x += b
    xx += b * b
    xy += a * b
    k += t
    yt += a * t
    xt += b * t
  }
  sums.y[d] = y
  sums.yy[d] = yy
  sums.x[d] = x
  sums.xx0[d] = Math.max(0, xx - (x * x) / sums.controlSize)
  sums.xx1[d] = Math.max(0, sums.all.xx - xx - (x * x) / (sums.n - sums.controlSize))
  sums.xy[d] = xy
  sums.k[d] = k
  sums.yt[d] = yt
  sums.xt[d] = xt
}

function emptySums({ n, controlSize, count, exhaustive }: Redraws, unit: number) {
  const row = () => new Float64Array(count + 1)
  const sums: RedrawSums = {
    n,
    controlSize,
    count,
    exhaustive,
    unit,
    y: row(),
    yy: row(),
    x: row(),
    xy: row(),
    xx0: row(),
    xx1: row(),
    k: row(),
    yt: row(),
    xt: row(),
    all: { yy: 0, xx: 0, xy: 0, treated: n - controlSize, yt: 0, xt: 0 },
  }
  return sums
}

function armsOf(arms: ArrayLike<number>, expected: number): Uint8Array {
  const treated = new Uint8Array(arms.length)
  let count = 0
  for (let i = 0; i < arms.length; i++) {
    const arm = arms[i]
    if (arm !== 0 && arm !== 1) throw new InvalidInputError(`treated[${i}]`, `must be 0 or 1, not ${arm}.`)
    treated[i] = arm
    count += arm
  }
  assertCount('treated', count, 2)
  if (count !== expected)
    throw new InvalidInputError('treated', `holds ${count} treated, the re-draws leave ${expected}.`)
  return treated
}

function controlOf(treated: Uint8Array, size: number): Int32Array {
  const members = new Int32Array(size)
  let at = 0
  treated.forEach((arm, i) => {
    if (arm === 0) members[at++] = i
  })
  return members
}

/** About the mean, in units of the largest deviation; a constant becomes zeros. */
function standardised(name: string, values: ArrayLike<number>): { values: Float64Array; unit: number } {
  const n = values.length
  let mean = 0
  for (let i = 0; i < n; i++) {
    const value = values[i] ?? Number.NaN
    if (!Number.isFinite(value))
      throw new InvalidInputError(`${name}[${i}]`, `must be a finite number, not ${value}.`)
    mean += value / n
  }
  const centred = Float64Array.from({ length: n }, (_, i) => (values[i] ?? 0) - mean)
  const size = centred.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  // What is left of a constant after the mean was taken off is rounding, not variation.
  if (size <= 1e-13 * Math.abs(mean)) return { values: new Float64Array(n), unit: 1 }
  if (!Number.isFinite(size)) throw new InvalidInputError(name, 'spans more than a number can hold.')
  return { values: centred.map((value) => value / size), unit: size === 0 ? 1 : size }
}
