import { type FeatureTable, missingCode } from '../data/features.ts'
import { checkedRanking, type UpliftMetrics, upliftJudge } from './metrics.ts'
import type { Trial } from './trial.ts'

/** One raw column used as a ranking: what any model has to beat. */
export interface ColumnBaseline {
  readonly column: string
  /** Rows of this level first; null for a measured column. */
  readonly level: string | null
  /** `high`: large values first. */
  readonly first: 'high' | 'low'
  readonly scores: Float64Array
  readonly metrics: UpliftMetrics
}

/** A column of more levels than this is no yes-or-no question any more. */
const mostLevels = 20

/**
 * The single raw column, measured or one level of a categorical, that ranks best by the Qini coefficient, in either
 * direction. It is chosen on the very rows it is judged on, which flatters it a little.
 * @returns null where the table has no usable column
 * @throws InvalidInputError as `qiniCoefficient`
 */
export function bestColumn(table: FeatureTable, trial: Trial): ColumnBaseline | null {
  const judge = upliftJudge(trial)
  let best: ColumnBaseline | null = null
  let most = -Infinity
  for (const { column, level, first, scores } of candidates(table)) {
    const ranking = checkedRanking(scores, trial)
    if (ranking.ends.length < 2) continue
    const qini = judge.qini(ranking)
    if (qini <= most) continue
    most = qini
    best = { column, level, first, scores, metrics: judge.all(ranking) }
  }
  return best
}

function* candidates(table: FeatureTable): Generator<Omit<ColumnBaseline, 'metrics'>> {
  for (const feature of table.features) {
    const column = feature.name
    if (feature.kind === 'numeric') {
      // Rows without a value come last either way.
      const high = Float64Array.from(feature.values, (v) => (Number.isNaN(v) ? -Infinity : v))
      yield { column, level: null, first: 'high', scores: high }
      const low = Float64Array.from(feature.values, (v) => (Number.isNaN(v) ? -Infinity : -v))
      yield { column, level: null, first: 'low', scores: low }
    } else if (feature.levels.length <= mostLevels) {
      for (let code = 0; code < feature.levels.length; code++) {
        const level = feature.levels[code] as string
        const scores = Float64Array.from(feature.codes, (c) => (c !== missingCode && c === code ? 1 : 0))
        yield { column, level, first: 'high', scores }
        yield { column, level, first: 'low', scores: scores.map((s) => 1 - s) }
      }
    }
  }
}
