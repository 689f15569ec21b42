import {
  boostedTreesLearner,
  classTransformation,
  drLearner,
  logisticLearner,
  ridgeLearner,
  sLearner,
  tLearner,
  type UpliftLearner,
  xLearner,
} from '@liangti/models'
import { labErrors } from '../../errors.ts'
import type { LabOptions } from '../../options.ts'
import type { TrialData } from './read.ts'

export const upliftModels = [
  's-logistic',
  't-logistic',
  'x-logistic',
  'dr-logistic',
  'class-logistic',
  's-gbdt',
  't-gbdt',
  'x-gbdt',
  'dr-gbdt',
  'class-gbdt',
  's-ridge',
  't-ridge',
  'x-ridge',
  'dr-ridge',
  'score:COLUMN',
] as const

/** @throws labErrors.badOption for another name, or a model of probabilities on other outcomes than 0 and 1 */
export function upliftLearner(
  options: LabOptions,
  model: string,
  data: TrialData,
  seed: number,
): UpliftLearner {
  const [, kind, base] = /^(s|t|x|dr|class)-(logistic|gbdt|ridge)$/.exec(model) ?? []
  const isKnown = upliftModels.some((name) => name === model)
  if (!isKnown || kind === undefined || base === undefined)
    throw labErrors.badOption({ option: 'model', value: model, wanted: `one of ${upliftModels.join(', ')}` })
  const isBinary = data.trial.outcome.every((y) => y === 0 || y === 1)
  if (!isBinary && (base === 'logistic' || kind === 'class'))
    throw labErrors.badOption({
      option: 'model',
      value: model,
      wanted: `a model of numbers (t-ridge, x-ridge, dr-ridge, t-gbdt, …): the outcome holds others than 0 and 1; or name the outcome that counts with --positive`,
    })
  const trees = (loss: 'logistic' | 'squared') =>
    boostedTreesLearner({
      trees: options.integer('trees', 1, 100_000),
      depth: options.integer('depth', 1, 16),
      loss,
      seed,
    })
  const outcome =
    base === 'logistic'
      ? logisticLearner()
      : base === 'ridge'
        ? ridgeLearner()
        : trees(isBinary ? 'logistic' : 'squared')
  const effect = base === 'gbdt' ? trees('squared') : ridgeLearner()
  if (kind === 's') return sLearner(outcome, { interactions: base !== 'gbdt' })
  if (kind === 't') return tLearner(outcome)
  if (kind === 'x') return xLearner(outcome, effect)
  return kind === 'dr' ? drLearner(outcome, effect) : classTransformation(outcome)
}
