import { liftAt } from './gains.ts'
import { brierScore, logLoss } from './losses.ts'
import { areaUnderRoc, averagePrecision } from './ranking.ts'

/** The usual figures of a model of a probability. */
export interface PropensityMetrics {
  readonly auc: number
  readonly ap: number
  /** Response rate of the top ⌈10 %⌉ ÷ base rate. */
  readonly lift10: number
  readonly logLoss: number
  readonly brier: number
}

/** All of them at once. @throws InvalidInputError as `areaUnderRoc` and `logLoss` */
export function propensityMetrics(
  probabilities: ArrayLike<number>,
  target: ArrayLike<number>,
): PropensityMetrics {
  return {
    auc: areaUnderRoc(probabilities, target),
    ap: averagePrecision(probabilities, target),
    lift10: liftAt(probabilities, target, 0.1),
    logLoss: logLoss(probabilities, target),
    brier: brierScore(probabilities, target),
  }
}
