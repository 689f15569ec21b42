import type { LogisticModel } from '../linear/logistic.ts'
import type { RidgeModel } from '../linear/ridge.ts'
import {
  balancedSum,
  numberLiteral,
  type SqlInputs,
  type SqlOptions,
  sqlInputs,
  textLiteral,
} from './dialect.ts'

/**
 * A fitted linear or logistic model as one ClickHouse expression over the columns of the training: the mean, or the
 * probability. Missing numbers and unknown levels count as in the model.
 * @param model from `logisticRegression` or `ridgeRegression`
 * @returns SQL of a Float64; run it with `sqlSettings`
 * @example
 * import { featureTable, linearSql, ridgeRegression } from '@liangti/models'
 * const visits = { kind: 'numeric' as const, name: 'visits', values: Float64Array.of(-1, 1) }
 * const model = ridgeRegression(featureTable([visits]), Float64Array.of(1, 3), { alpha: 0 })
 * linearSql(model, { column: () => 'v' }).startsWith('(2.0 + ') // → true
 */
export function linearSql(model: LogisticModel | RidgeModel, options: SqlOptions = {}): string {
  const sum = weightedSum(model, sqlInputs(options))
  return model.kind === 'logistic' ? `1 / (1 + exp(-${sum}))` : sum
}

function weightedSum({ encoding, weights }: LogisticModel | RidgeModel, inputs: SqlInputs): string {
  const terms = [numberLiteral(weights[encoding.width] as number)]
  encoding.numeric.forEach(({ name, fill, mean, scale }, j) => {
    const weight = weights[j] as number
    if (weight === 0) return
    const x = `ifNull(${inputs.number(name)}, ${numberLiteral(fill)})`
    terms.push(`(${x} - ${numberLiteral(mean)}) / ${numberLiteral(scale)} * ${numberLiteral(weight)}`)
  })
  let offset = encoding.numeric.length
  for (const { name, levels } of encoding.categorical) {
    const values = levels.map((_, i) => numberLiteral(weights[offset + i] as number))
    offset += levels.length
    if (levels.length > 0)
      terms.push(
        `transform(${inputs.text(name)}, [${levels.map(textLiteral).join(', ')}], [${values.join(', ')}], 0.0)`,
      )
  }
  return terms.length === 1 ? (terms[0] as string) : balancedSum(terms)
}
