import { type Feature, type FeatureTable, featureTable, selectRows } from '../data/features.ts'
import type { FittedModel, Learner } from '../data/learner.ts'
import { assertOpenShare, InvalidInputError } from '../errors.ts'
import { assertTrial, type Trial } from './trial.ts'

/** Learns the effect of a treatment on each row: `predict` gives outcome if treated − outcome if not. */
export type UpliftLearner = (table: FeatureTable, trial: Trial) => FittedModel

/** What a randomised trial says of everyone: the share that is treated, in (0, 1); counted where missing. */
export interface KnownPropensity {
  readonly propensity?: number
}

/**
 * S-learner: one model with the treatment as a column, asked twice.
 * @param learner of the outcome; a linear one needs `interactions`, else every row gets nearly the same effect
 * @param options interactions: adds each column once more, for treated rows only; default false
 * Source: Künzel, Sekhon, Bickel & Yu (2019).
 */
export function sLearner(learner: Learner, options: { interactions?: boolean } = {}): UpliftLearner {
  return (table, trial) => {
    assertRows(table, trial)
    const widened = (of: FeatureTable, treated: ArrayLike<number>) =>
      withTreatment(of, treated, options.interactions ?? false)
    const model = learner(widened(table, trial.treated), Float64Array.from(trial.outcome))
    return {
      predict(rows) {
        const ones = new Float64Array(rows.rows).fill(1)
        const treated = model.predict(widened(rows, ones))
        return difference(treated, model.predict(widened(rows, new Float64Array(rows.rows))))
      },
    }
  }
}

/**
 * T-learner: one model of the treated, one of the control. Source: Künzel, Sekhon, Bickel & Yu (2019).
 * @example
 * import { featureTable, ridgeLearner, tLearner } from '@liangti/models'
 * const table = featureTable([{ kind: 'numeric' as const, name: 'x', values: Float64Array.of(0, 1, 0, 1) }])
 * const trial = { treated: [1, 1, 0, 0], outcome: [2, 5, 1, 1] }
 * Array.from(tLearner(ridgeLearner({ alpha: 0 }))(table, trial).predict(table)) // → [1,4,1,4]
 */
export function tLearner(learner: Learner): UpliftLearner {
  return (table, trial) => {
    const { treated, control } = outcomeModels(learner, table, trial)
    return { predict: (rows) => difference(treated.predict(rows), control.predict(rows)) }
  }
}

/**
 * X-learner: the effect on each arm is imputed with the other arm's model, learned, and both are weighed by the
 * propensity. Source: Künzel, Sekhon, Bickel & Yu (2019).
 * @param outcome learner of the outcome
 * @param effect learner of the imputed effects, which are numbers of any sign
 */
export function xLearner(outcome: Learner, effect: Learner, known: KnownPropensity = {}): UpliftLearner {
  return (table, trial) => {
    const { treated, control } = outcomeModels(outcome, table, trial)
    const share = propensityOf(trial, known)
    const imputed = (arm: 0 | 1) => {
      const rows = rowsOfArm(trial, arm)
      const own = selectRows(table, rows)
      const other = (arm === 1 ? control : treated).predict(own)
      const sign = arm === 1 ? 1 : -1
      return effect(
        own,
        other.map((m, i) => sign * ((trial.outcome[rows[i] as number] as number) - m)),
      )
    }
    const [fromControl, fromTreated] = [imputed(0), imputed(1)]
    return {
      predict(rows) {
        const a = fromControl.predict(rows)
        const b = fromTreated.predict(rows)
        return a.map((v, i) => share * v + (1 - share) * (b[i] as number))
      },
    }
  }
}

/** One column more: `treatment`, and each column again for treated rows where asked for. */
function withTreatment(table: FeatureTable, treated: ArrayLike<number>, interactions: boolean): FeatureTable {
  const added: Feature[] = [{ kind: 'numeric', name: 'treatment', values: Float64Array.from(treated) }]
  if (interactions) {
    for (const feature of table.features) {
      const name = `treatment × ${feature.name}`
      if (feature.kind === 'numeric')
        added.push({
          kind: 'numeric',
          name,
          values: Float64Array.from(feature.values, (v, i) => (treated[i] === 1 ? v : 0)),
        })
      else
        feature.levels.forEach((level, code) => {
          const values = Float64Array.from(feature.codes, (c, i) => (c === code && treated[i] === 1 ? 1 : 0))
          added.push({ kind: 'numeric', name: `${name} = ${level}`, values })
        })
    }
  }
  return featureTable([...table.features, ...added])
}

export function outcomeModels(
  learner: Learner,
  table: FeatureTable,
  trial: Trial,
): { treated: FittedModel; control: FittedModel } {
  assertRows(table, trial)
  const fit = (arm: 0 | 1) => {
    const rows = rowsOfArm(trial, arm)
    return learner(
      selectRows(table, rows),
      Float64Array.from(rows, (i) => trial.outcome[i] as number),
    )
  }
  return { treated: fit(1), control: fit(0) }
}

export function rowsOfArm(trial: Trial, arm: 0 | 1): Uint32Array {
  const rows: number[] = []
  for (let i = 0; i < trial.treated.length; i++) if (trial.treated[i] === arm) rows.push(i)
  return Uint32Array.from(rows)
}

export function propensityOf(trial: Trial, known: KnownPropensity): number {
  if (known.propensity !== undefined) {
    assertOpenShare('propensity', known.propensity)
    return known.propensity
  }
  return rowsOfArm(trial, 1).length / trial.treated.length
}

export function assertRows(table: FeatureTable, trial: Trial): void {
  assertTrial(trial)
  if (table.features.length > 0 && table.rows !== trial.treated.length)
    throw new InvalidInputError(
      'treated',
      `has ${trial.treated.length} entries, the table ${table.rows} rows.`,
    )
}

export function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((v, i) => v - (b[i] as number))
}
