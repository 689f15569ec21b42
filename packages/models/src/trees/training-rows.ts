import type { FeatureTable } from '../data/features.ts'
import { InvalidInputError } from '../errors.ts'

/**
 * The row weights of a training, all 1 where none are given.
 * @param binary whether the target must be 0 or 1
 * @throws InvalidInputError for lengths that differ from the table's, a target that is not finite (or not 0 or 1), a
 *   negative or infinite weight, no rows, or no weight at all
 */
export function checkedWeights(
  table: FeatureTable,
  target: Float64Array,
  weights: Float64Array | undefined,
  binary: boolean,
): Float64Array {
  if (table.rows === 0 && target.length === 0)
    throw new InvalidInputError('table', 'has no rows; training needs at least one.')
  if (target.length !== table.rows)
    throw new InvalidInputError('target', `has ${target.length} entries, the table ${table.rows} rows.`)
  const wrong = target.findIndex((y) => (binary ? y !== 0 && y !== 1 : !Number.isFinite(y)))
  if (wrong >= 0)
    throw new InvalidInputError(
      `target[${wrong}]`,
      `must be ${binary ? '0 or 1' : 'a finite number'}, not ${target[wrong]}.`,
    )
  if (!weights) return new Float64Array(table.rows).fill(1)
  if (weights.length !== table.rows)
    throw new InvalidInputError('weights', `has ${weights.length} entries, the table ${table.rows} rows.`)
  const bad = weights.findIndex((w) => !(Number.isFinite(w) && w >= 0))
  if (bad >= 0)
    throw new InvalidInputError(
      `weights[${bad}]`,
      `must be a finite number of at least 0, not ${weights[bad]}.`,
    )
  if (!weights.some((w) => w > 0)) throw new InvalidInputError('weights', 'are all 0.')
  return weights
}
