/**
 * Gradients of the loss, and their packed form: gradient and second derivative as whole numbers of few bits in one
 * float64, so that one addition sums both without rounding.
 */
export type Loss = 'logistic' | 'squared'

/** The lower field of a packed number has so many bits. */
const fieldBits = 26
const field = 2 ** fieldBits
const perField = 1 / field

/** Bits of one row's gradient that still let `rows` of them be summed in their field; exact sums beyond. */
export function gradientBits(rows: number): number {
  return Math.min(16, fieldBits - Math.ceil(Math.log2(Math.max(2, rows))))
}

/** Size of one unit of a packed gradient and of a packed second derivative; null in exact mode. */
export interface PackScale {
  readonly gradient: number
  readonly hessian: number
}

/**
 * First and second derivative at the scores of rows `from` to `to`, into `pairs` (two entries a row).
 * @returns the greatest |gradient| and second derivative met
 */
export function lossGradients(
  loss: Loss,
  margin: Float64Array,
  target: Float64Array,
  weights: Float64Array,
  pairs: Float64Array,
  from: number,
  to: number,
): [number, number] {
  let mostG = 0
  let mostH = 0
  for (let i = from; i < to; i++) {
    const weight = weights[i] as number
    const score = margin[i] as number
    let g = score - (target[i] as number)
    let h = 1
    if (loss === 'logistic') {
      const p = 1 / (1 + Math.exp(-score))
      g = p - (target[i] as number)
      // A row that is all but settled still weighs a little, or a leaf of such rows would divide by nothing.
      h = Math.max(p * (1 - p), 1e-16)
    }
    g *= weight
    h *= weight
    pairs[2 * i] = g
    pairs[2 * i + 1] = h
    if (g > mostG) mostG = g
    else if (-g > mostG) mostG = -g
    if (h > mostH) mostH = h
  }
  return [mostG, mostH]
}

/** @param most the greatest |gradient| and second derivative of all rows */
export function packScale(most: readonly [number, number], rows: number): PackScale {
  const top = 2 ** gradientBits(rows) - 1
  return {
    gradient: most[0] > 0 ? most[0] / ((top - 1) / 2) : 1,
    hessian: most[1] > 0 ? most[1] / (top - 1) : 1,
  }
}

/**
 * Rounds rows `from` to `to` up or down at random, so that sums are right on average. The draw belongs to the row and
 * the seed, not to a thread.
 * @param packed one entry a row: gradient · 2²⁶ + second derivative, in units of `scale`
 */
export function packGradients(
  pairs: Float64Array,
  scale: PackScale,
  seed: number,
  packed: Float64Array,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) {
    let draw = Math.imul(i ^ seed, 0x9e3779b1)
    draw = Math.imul(draw ^ (draw >>> 16), 0x85ebca6b)
    draw = Math.imul(draw ^ (draw >>> 13), 0xc2b2ae35)
    draw ^= draw >>> 16
    const g = Math.floor((pairs[2 * i] as number) / scale.gradient + (draw >>> 16) / 65_536)
    const h = Math.floor((pairs[2 * i + 1] as number) / scale.hessian + (draw & 65_535) / 65_536)
    packed[i] = g * field + h
  }
}

/** Both sums of one packed entry, into two arrays. */
export function unpackInto(
  sum: number,
  scale: PackScale,
  at: number,
  gradients: Float64Array,
  hessians: Float64Array,
): void {
  const g = Math.floor(sum * perField)
  gradients[at] = g * scale.gradient
  hessians[at] = (sum - g * field) * scale.hessian
}

/** Both sums of packed entries `first` to `first + count`, into the first places of two arrays. */
export function unpackAll(
  packed: Float64Array,
  first: number,
  count: number,
  scale: PackScale,
  gradients: Float64Array,
  hessians: Float64Array,
): void {
  const unitG = scale.gradient
  const unitH = scale.hessian
  for (let bin = 0; bin < count; bin++) {
    const sum = packed[first + bin] as number
    const g = Math.floor(sum * perField)
    gradients[bin] = g * unitG
    hessians[bin] = (sum - g * field) * unitH
  }
}
