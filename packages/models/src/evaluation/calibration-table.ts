import { assertCount } from '../errors.ts'
import { assertProbabilities } from './losses.ts'
import { descendingOrder } from './ranked.ts'

/** Rows of similar probability: what was said against what happened. */
export interface CalibrationBin {
  readonly rows: number
  /** Smallest and largest probability in the bin, and its mean. */
  readonly from: number
  readonly to: number
  readonly predicted: number
  /** Share of positives. */
  readonly observed: number
}

export interface Calibration {
  readonly bins: readonly CalibrationBin[]
  /** Mean |observed − predicted| over rows, bin by bin (expected calibration error). */
  readonly expectedError: number
  /** The largest such gap of any bin. */
  readonly largestError: number
  /** Mean probability − share of positives: above 0 the model promises too much. */
  readonly bias: number
}

export interface CalibrationOptions {
  /** Default 10. */
  readonly bins?: number
  /** `quantile`: equal numbers of rows, equal probabilities kept together (default); `width`: equal steps of [0, 1]. */
  readonly by?: 'quantile' | 'width'
}

/**
 * How far probabilities can be believed.
 * @param probabilities in [0, 1], one a row
 * @param target 0 or 1, one a row
 * @throws InvalidInputError for unequal lengths, other targets, a number outside [0, 1], or less than 1 bin
 * Source: Naeini, Cooper & Hauskrecht (2015) for the expected error.
 * @example
 * import { calibrationTable } from '@liangti/models'
 * calibrationTable([0.1, 0.1, 0.9, 0.9], [0, 0, 1, 0], { bins: 2 }).expectedError // → 0.25
 */
export function calibrationTable(
  probabilities: ArrayLike<number>,
  target: ArrayLike<number>,
  options: CalibrationOptions = {},
): Calibration {
  assertProbabilities(probabilities, target)
  const count = options.bins ?? 10
  assertCount('bins', count, 1)
  const n = target.length
  const order = descendingOrder(probabilities).reverse()
  const byWidth = options.by === 'width'
  const bins: CalibrationBin[] = []
  let bin = emptyBin()
  for (let at = 0; at < n; at++) {
    const row = order[at] as number
    const p = probabilities[row] as number
    const index = Math.min(count - 1, Math.floor(byWidth ? p * count : (at * count) / n))
    const isTied = p === bin.to
    if (bin.rows > 0 && index !== bin.index && (byWidth || !isTied)) {
      bins.push(closed(bin))
      bin = emptyBin()
    }
    if (bin.rows === 0) {
      bin.from = p
      bin.index = index
    }
    bin.rows += 1
    bin.to = p
    bin.predicted += p
    bin.positives += target[row] as number
  }
  bins.push(closed(bin))
  return { bins, ...summaryOf(bins, n) }
}

function emptyBin() {
  return { index: 0, rows: 0, from: 0, to: Number.NaN, predicted: 0, positives: 0 }
}

function closed(bin: ReturnType<typeof emptyBin>): CalibrationBin {
  const { rows, from, to, predicted, positives } = bin
  return { rows, from, to, predicted: predicted / rows, observed: positives / rows }
}

function summaryOf(bins: readonly CalibrationBin[], n: number) {
  let [expectedError, largestError, bias] = [0, 0, 0]
  for (const { rows, predicted, observed } of bins) {
    const gap = Math.abs(observed - predicted)
    expectedError += (gap * rows) / n
    largestError = Math.max(largestError, gap)
    bias += ((predicted - observed) * rows) / n
  }
  return { expectedError, largestError, bias }
}
