import { selectRows } from '../data/features.ts'
import type { Learner } from '../data/learner.ts'
import { InvalidInputError } from '../errors.ts'
import { type Fold, modFolds } from '../evaluation/folds.ts'
import {
  assertRows,
  type KnownPropensity,
  outcomeModels,
  propensityOf,
  type UpliftLearner,
} from './learners.ts'
import type { Trial } from './trial.ts'

/**
 * DR-learner: each row's doubly robust estimate of its effect, from outcome models that did not see it, is learned.
 * @param outcome learner of the outcome
 * @param effect learner of the estimates, which are numbers of any sign
 * @param options folds: who learns for whom, `modFolds(rows, 5)` by default
 * Source: Kennedy (2023), Towards optimal doubly robust estimation of heterogeneous causal effects.
 */
export function drLearner(
  outcome: Learner,
  effect: Learner,
  options: KnownPropensity & { folds?: (rows: number) => readonly Fold[] } = {},
): UpliftLearner {
  return (table, trial) => {
    assertRows(table, trial)
    const share = propensityOf(trial, options)
    const estimates = new Float64Array(trial.outcome.length)
    for (const { train, test } of (options.folds ?? ((rows) => modFolds(rows, 5)))(estimates.length)) {
      const { treated, control } = outcomeModels(outcome, selectRows(table, train), subset(trial, train))
      const judged = selectRows(table, test)
      const [m1, m0] = [treated.predict(judged), control.predict(judged)]
      test.forEach((row, i) => {
        const y = trial.outcome[row] as number
        const [one, none] = [m1[i] as number, m0[i] as number]
        const correction = trial.treated[row] === 1 ? (y - one) / share : -(y - none) / (1 - share)
        estimates[row] = one - none + correction
      })
    }
    return effect(table, estimates)
  }
}

/**
 * Class transformation: one model of z = "treated and responded, or neither"; the effect is 2 · P(z) − 1. Arms of
 * unequal size are weighed as if they were equal.
 * @param learner of a probability, which takes case weights
 * @throws InvalidInputError (when learning) for outcomes other than 0 and 1
 * Source: Jaskowski & Jaroszewicz (2012).
 */
export function classTransformation(learner: Learner, known: KnownPropensity = {}): UpliftLearner {
  return (table, trial) => {
    assertRows(table, trial)
    const share = propensityOf(trial, known)
    const z = new Float64Array(trial.outcome.length)
    const weights = new Float64Array(z.length)
    for (let i = 0; i < z.length; i++) {
      const y = trial.outcome[i]
      if (y !== 0 && y !== 1)
        throw new InvalidInputError(`outcome[${i}]`, `must be 0 or 1 for the class transformation, not ${y}.`)
      z[i] = y === trial.treated[i] ? 1 : 0
      weights[i] = 0.5 / (trial.treated[i] === 1 ? share : 1 - share)
    }
    const model = learner(table, z, weights)
    return { predict: (rows) => model.predict(rows).map((p) => 2 * p - 1) }
  }
}

/**
 * Effects of every row, predicted by models that did not see it.
 * @param folds each row is tested once or never; never: NaN
 */
export function crossFittedUplift(
  learner: UpliftLearner,
  table: Parameters<UpliftLearner>[0],
  trial: Trial,
  folds: readonly Fold[],
): Float64Array {
  const effects = new Float64Array(trial.outcome.length).fill(Number.NaN)
  for (const { train, test } of folds) {
    const model = learner(selectRows(table, train), subset(trial, train))
    const predicted = model.predict(selectRows(table, test))
    test.forEach((row, i) => {
      effects[row] = predicted[i] as number
    })
  }
  return effects
}

/** The rows of a trial. */
export function subset(trial: Trial, rows: Uint32Array): Trial {
  return {
    treated: Float64Array.from(rows, (i) => trial.treated[i] as number),
    outcome: Float64Array.from(rows, (i) => trial.outcome[i] as number),
  }
}
