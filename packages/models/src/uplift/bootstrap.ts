import { drawBelow } from '../chance/distributions.ts'
import type { RandomSource } from '../chance/random.ts'
import { assertCount, assertOpenShare } from '../errors.ts'
import { checkedRanking, type UpliftMetrics, upliftJudge } from './metrics.ts'
import type { Trial } from './trial.ts'

export interface UpliftIntervals {
  /** [low, high] of each figure. */
  readonly qini: readonly [number, number]
  readonly upliftAuc: readonly [number, number]
  readonly upliftAt30: readonly [number, number]
}

/** Two rankings on the same customers. */
export interface UpliftComparison {
  readonly scores: UpliftIntervals
  readonly rival: UpliftIntervals
  /** Scores − rival, on the same re-drawn customers: where it holds 0 the two cannot be told apart. */
  readonly difference: UpliftIntervals
}

export interface BootstrapOptions {
  readonly random: RandomSource
  /** Default 200. */
  readonly draws?: number
  /** Default .95. */
  readonly confidence?: number
}

/**
 * Percentile intervals of the uplift figures of two rankings and of their difference: customers are drawn again with
 * replacement, within each arm. O(draws · n).
 * @param scores, rival one a row, no NaN
 * @throws InvalidInputError as `qiniCoefficient`, or for fewer than 20 draws
 * Source: Efron & Tibshirani (1993), chapter 13.
 */
export function compareUplift(
  scores: ArrayLike<number>,
  rival: ArrayLike<number>,
  trial: Trial,
  options: BootstrapOptions,
): UpliftComparison {
  const draws = options.draws ?? 200
  const confidence = options.confidence ?? 0.95
  assertCount('draws', draws, 20)
  assertOpenShare('confidence', confidence)
  const judge = upliftJudge(trial)
  const ours = checkedRanking(scores, trial)
  const theirs = checkedRanking(rival, trial)
  const n = trial.outcome.length
  const arms: number[][] = [[], []]
  for (let i = 0; i < n; i++) arms[trial.treated[i] as 0 | 1]?.push(i)
  const counts = new Float64Array(n)
  const seen: { scores: UpliftMetrics; rival: UpliftMetrics }[] = []
  for (let draw = 0; draw < draws; draw++) {
    counts.fill(0)
    for (const arm of arms) {
      for (let i = 0; i < arm.length; i++) {
        const row = arm[drawBelow(options.random, arm.length)] as number
        counts[row] = (counts[row] as number) + 1
      }
    }
    seen.push({ scores: judge.all(ours, counts), rival: judge.all(theirs, counts) })
  }
  const tail = (1 - confidence) / 2
  const intervals = (of: (s: (typeof seen)[0], k: keyof UpliftMetrics) => number): UpliftIntervals => {
    const interval = (key: keyof UpliftMetrics): [number, number] => {
      const sorted = Float64Array.from(seen, (s) => of(s, key)).sort()
      return [quantile(sorted, tail), quantile(sorted, 1 - tail)]
    }
    return { qini: interval('qini'), upliftAuc: interval('upliftAuc'), upliftAt30: interval('upliftAt30') }
  }
  return {
    scores: intervals((s, key) => s.scores[key]),
    rival: intervals((s, key) => s.rival[key]),
    difference: intervals((s, key) => s.scores[key] - s.rival[key]),
  }
}

/** Linear between the order statistics. */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1)
  const low = sorted[Math.floor(at)] as number
  const high = sorted[Math.ceil(at)] as number
  return low + (high - low) * (at - Math.floor(at))
}
