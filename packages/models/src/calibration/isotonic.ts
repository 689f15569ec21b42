import { InvalidInputError } from '../errors.ts'
import { assertScores, countPositives } from '../evaluation/ranked.ts'

/** Turns scores into probabilities. */
export interface Calibrator {
  /** One probability a score; scores beyond those of the training get the nearest one. */
  apply(scores: ArrayLike<number>): Float64Array
}

/** A rising curve: probability `y[k]` at score `x[k]`, straight lines between. */
export interface IsotonicCalibrator extends Calibrator {
  readonly kind: 'isotonic'
  readonly x: Float64Array
  readonly y: Float64Array
}

/**
 * The rising step curve closest to the outcomes in squared error, by pooling adjacent violators; between two training
 * scores it is interpolated. O(n log n).
 * @param scores one a row, no NaN; of rows the model did not learn from
 * @param target 0 or 1, one a row
 * @throws InvalidInputError for unequal lengths or other targets
 * Source: Zadrozny & Elkan (2002); Ayer et al. (1955).
 * @example
 * import { isotonicCalibration } from '@liangti/models'
 * Array.from(isotonicCalibration([1, 2, 3, 4], [0, 1, 0, 1]).apply([1, 2.5, 9])) // → [0,0.5,1]
 */
export function isotonicCalibration(
  scores: ArrayLike<number>,
  target: ArrayLike<number>,
): IsotonicCalibrator {
  countPositives(target)
  assertScores(scores, target.length)
  for (let i = 0; i < scores.length; i++)
    if (!Number.isFinite(scores[i])) throw new InvalidInputError(`scores[${i}]`, 'must be finite.')
  const order = Uint32Array.from({ length: scores.length }, (_, i) => i)
  order.sort((a, b) => (scores[a] as number) - (scores[b] as number))
  const pools: { from: number; to: number; sum: number; n: number }[] = []
  for (const row of order) {
    const score = scores[row] as number
    const last = pools.at(-1)
    // Equal scores must have one probability.
    if (last && last.from === score && last.to === score) {
      last.sum += target[row] as number
      last.n += 1
    } else pools.push({ from: score, to: score, sum: target[row] as number, n: 1 })
  }
  const merged: typeof pools = []
  for (const pool of pools) {
    let current = pool
    for (
      let last = merged.at(-1);
      last && last.sum * current.n >= current.sum * last.n;
      last = merged.at(-1)
    ) {
      merged.pop()
      current = { from: last.from, to: current.to, sum: last.sum + current.sum, n: last.n + current.n }
    }
    merged.push(current)
  }
  const corners = merged.flatMap(({ from, to, sum, n }) =>
    from === to
      ? [[from, sum / n]]
      : [
          [from, sum / n],
          [to, sum / n],
        ],
  )
  const x = Float64Array.from(corners, (c) => c[0] as number)
  const y = Float64Array.from(corners, (c) => c[1] as number)
  return { kind: 'isotonic', x, y, apply: (given) => Float64Array.from(given, (s) => interpolated(x, y, s)) }
}

function interpolated(x: Float64Array, y: Float64Array, score: number): number {
  let low = 0
  let high = x.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((x[middle] as number) < score) low = middle + 1
    else high = middle
  }
  if (low === 0) return y[0] as number
  if (low === x.length) return y[x.length - 1] as number
  const [x0, x1] = [x[low - 1] as number, x[low] as number]
  const [y0, y1] = [y[low - 1] as number, y[low] as number]
  return y0 + ((y1 - y0) * (score - x0)) / (x1 - x0)
}
