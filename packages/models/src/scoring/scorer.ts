import { type FeatureTable, missingCode } from '../data/features.ts'
import { type BoundColumn, boundColumns } from '../trees/bound-columns.ts'
import { type CutSearch, cutSearch } from '../trees/cut-search.ts'
import type { TreeEnsemble } from '../trees/ensemble.ts'
import { linked, predictMargin } from '../trees/predict.ts'
import { blockRows, type CodeColumn, type CompiledEnsemble, compiled } from './compile.ts'
import { addTree } from './descend.ts'

/** A tree ensemble made ready to score many rows; both functions may be called again and again. */
export interface Scorer {
  /** Scores before the link, one a row. @throws InvalidInputError when a column of the training is absent */
  margins(table: FeatureTable): Float64Array
  /** Predictions, one a row. @throws InvalidInputError when a column of the training is absent */
  predict(table: FeatureTable): Float64Array
}

/**
 * The fast way to score: values become one-byte codes, block by block, and trees are descended without branches. The
 * numbers are those of `predictMargin` and `predictEnsemble`, to the last bit.
 * @param ensemble a model of `fitBoostedTrees` or `fitForest`, or one of the same shape
 * @example
 * import { compileScorer, featureTable, fitBoostedTrees } from '@liangti/models'
 * const days = { kind: 'numeric', name: 'daysSinceOrder', values: Float64Array.of(2, 5, 9, 40, 60, 90) } as const
 * const { ensemble } = fitBoostedTrees(featureTable([days]), Float64Array.of(0, 0, 0, 1, 1, 1), {
 *   trees: 20, depth: 1, minChildWeight: 0,
 * })
 * const scorer = compileScorer(ensemble)
 * scorer.predict(featureTable([{ ...days, values: Float64Array.of(7) }]))[0].toFixed(2) // → '0.22'
 */
export function compileScorer(ensemble: TreeEnsemble): Scorer {
  const program = compiled(ensemble)
  const searches = program?.columns.map((column) =>
    column.kind === 'number' ? cutSearch(column.cuts) : null,
  )
  const margins = (table: FeatureTable) =>
    program && searches ? scored(ensemble, program, searches, table) : predictMargin(ensemble, table)
  return { margins, predict: (table) => linked(ensemble.link, margins(table)) }
}

function scored(
  ensemble: TreeEnsemble,
  { columns, trees }: CompiledEnsemble,
  searches: readonly (CutSearch | null)[],
  table: FeatureTable,
): Float64Array {
  const bound = boundColumns(ensemble.features, table)
  const sums = new Float64Array(table.rows)
  const codes = new Uint8Array(columns.length * blockRows)
  for (let first = 0; first < table.rows; first += blockRows) {
    const rows = Math.min(blockRows, table.rows - first)
    columns.forEach((column, c) => {
      const from = bound[column.feature] as BoundColumn
      codeBlock(
        column,
        searches[c] ?? null,
        from,
        first,
        rows,
        codes.subarray(c * blockRows, (c + 1) * blockRows),
      )
    })
    for (const tree of trees) addTree(tree, codes, rows, sums, first)
  }
  for (let row = 0; row < sums.length; row++)
    sums[row] = ensemble.base + ensemble.scale * (sums[row] as number)
  return sums
}

function codeBlock(
  column: CodeColumn,
  search: CutSearch | null,
  from: BoundColumn,
  first: number,
  rows: number,
  codes: Uint8Array,
): void {
  if (from.kind === 'numeric') {
    search?.codesInto(from.values, first, rows, codes, column.missing)
    return
  }
  if (column.kind !== 'levels') return
  for (let i = 0; i < rows; i++) {
    const level = from.codes[first + i] as number
    codes[i] = level === missingCode ? column.missing : (column.codes[level] as number)
  }
}
