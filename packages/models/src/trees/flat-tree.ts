import { missingCode } from '../data/features.ts'
import type { BoundColumn } from './bound-columns.ts'
import type { EnsembleFeature, EnsembleTree } from './ensemble.ts'

/** One tree in typed arrays, for walking many rows. */
export interface FlatTree {
  /** Index into the features, −1 at a leaf. */
  readonly feature: Int32Array
  readonly threshold: Float64Array
  readonly left: Int32Array
  readonly right: Int32Array
  readonly missingLeft: Uint8Array
  /** At a node over levels: 1 for each level code that goes left. */
  readonly leftLevels: readonly (Uint8Array | null)[]
  readonly value: Float64Array
}

/** A tree's nodes in typed arrays; `features` say how many levels a set of levels has to cover. */
export function flatTree(tree: EnsembleTree, features: readonly EnsembleFeature[]): FlatTree {
  const size = tree.nodes.length
  const flat = {
    feature: new Int32Array(size).fill(-1),
    threshold: new Float64Array(size),
    left: new Int32Array(size),
    right: new Int32Array(size),
    missingLeft: new Uint8Array(size),
    leftLevels: new Array<Uint8Array | null>(size).fill(null),
    value: new Float64Array(size),
  }
  tree.nodes.forEach((node, at) => {
    if (node.kind === 'leaf') {
      flat.value[at] = node.value
      return
    }
    flat.feature[at] = node.feature
    flat.left[at] = node.left
    flat.right[at] = node.right
    flat.missingLeft[at] = node.missingLeft ? 1 : 0
    if (node.kind === 'number') flat.threshold[at] = node.threshold
    else flat.leftLevels[at] = levelMask(node.leftLevels, features[node.feature])
  })
  return flat
}

function levelMask(left: readonly number[], feature: EnsembleFeature | undefined): Uint8Array {
  const mask = new Uint8Array(feature?.kind === 'categorical' ? feature.levels.length : 0)
  for (const level of left) mask[level] = 1
  return mask
}

/** @returns the node of the leaf where row `row` of `columns` ends */
export function leafOf(tree: FlatTree, columns: readonly BoundColumn[], row: number): number {
  let at = 0
  for (let feature = tree.feature[0] as number; feature >= 0; feature = tree.feature[at] as number)
    at = goesLeft(tree, at, columns[feature] as BoundColumn, row)
      ? (tree.left[at] as number)
      : (tree.right[at] as number)
  return at
}

/** Whether row `row` goes left at node `at`, whose column is `column`. */
export function goesLeft(tree: FlatTree, at: number, column: BoundColumn, row: number): boolean {
  if (column.kind === 'numeric') {
    const x = column.values[row] as number
    return Number.isNaN(x) ? tree.missingLeft[at] === 1 : x <= (tree.threshold[at] as number)
  }
  const code = column.codes[row] as number
  return code === missingCode ? tree.missingLeft[at] === 1 : tree.leftLevels[at]?.[code] === 1
}
