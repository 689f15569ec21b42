import type { SparseMatrix } from '../data/sparse.ts'
import { assertPositive, InvalidInputError } from '../errors.ts'
import type { ClassWeights } from './sparse-classes.ts'

/**
 * Complement naive Bayes: a class is known by what stands in all the others. The scores are no log-odds, so the shares
 * made of them are not to be believed as probabilities.
 * @param target rows × classes, 1 for a row's class
 * @param smoothing added to each count, > 0, default 1
 * @throws InvalidInputError for unequal lengths or fewer than two classes
 * Source: Rennie, Shih, Teevan & Karger (2003), Tackling the poor assumptions of naive Bayes text classifiers, table 4
 *   (length and rarity are weighed in the rows already).
 */
export function complementBayes(
  rows: SparseMatrix,
  target: Float64Array,
  cases: Float64Array,
  smoothing = 1,
): ClassWeights {
  assertPositive('smoothing', smoothing)
  const classes = target.length / rows.rows
  if (!Number.isInteger(classes) || classes < 2 || cases.length !== rows.rows)
    throw new InvalidInputError('target', `and cases do not fit the ${rows.rows} rows.`)
  const { width } = rows
  const weights = new Float64Array(classes * (width + 1))
  for (let k = 0; k < classes; k++) {
    const counts = new Float64Array(width).fill(smoothing)
    for (let i = 0; i < rows.rows; i++) {
      const outside = (cases[i] as number) * (1 - (target[i * classes + k] as number))
      for (let e = rows.offsets[i] as number; e < (rows.offsets[i + 1] as number); e++) {
        const c = rows.columns[e] as number
        counts[c] = (counts[c] as number) + outside * (rows.values[e] as number)
      }
    }
    const total = counts.reduce((a, b) => a + b, 0)
    const logs = counts.map((count) => Math.log(count / total))
    const length = logs.reduce((sum, log) => sum + Math.abs(log), 0)
    logs.forEach((log, c) => {
      weights[k * (width + 1) + c] = -log / length
    })
  }
  return { link: 'softmax', classes, width, weights }
}
