import type { FeatureTable } from '../data/features.ts'
import { boundColumns } from './bound-columns.ts'
import type { TreeEnsemble } from './ensemble.ts'
import { flatTree, leafOf } from './flat-tree.ts'

/**
 * Scores before the link: log-odds for `logistic`. Walks node by node; `compileScorer` is the fast way for many rows
 * and gives the same numbers.
 * @param table one row a customer, columns matched by name; levels never seen in training count as missing
 * @returns one score a row: base + scale · Σ leaves
 * @throws InvalidInputError when a column of the training is absent or of another kind
 */
export function predictMargin(ensemble: TreeEnsemble, table: FeatureTable): Float64Array {
  const columns = boundColumns(ensemble.features, table)
  const sums = new Float64Array(table.rows)
  for (const tree of ensemble.trees) {
    const flat = flatTree(tree, ensemble.features)
    for (let row = 0; row < table.rows; row++)
      sums[row] = (sums[row] as number) + (flat.value[leafOf(flat, columns, row)] as number)
  }
  return sums.map((sum) => ensemble.base + ensemble.scale * sum)
}

/**
 * Predictions: a probability for classification, a mean for regression.
 * @returns one entry a row
 * @throws InvalidInputError when a column of the training is absent or of another kind
 */
export function predictEnsemble(ensemble: TreeEnsemble, table: FeatureTable): Float64Array {
  return linked(ensemble.link, predictMargin(ensemble, table))
}

/** Scores to predictions. */
export function linked(link: TreeEnsemble['link'], scores: Float64Array): Float64Array {
  return link === 'identity' ? scores : scores.map((score) => 1 / (1 + Math.exp(-score)))
}
