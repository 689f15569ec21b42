/**
 * Trees as plain data: what boosted trees and forests are once fitted. It survives JSON unchanged; prediction, SHAP,
 * the fast scorer and the export to SQL all read this and nothing else.
 *
 * The score of a row is `base + scale · Σ leaf values`, in the order of `trees`; `link` makes the prediction of it.
 * A row walks from node 0 of a tree:
 * - at a `number` node, left when x ≤ threshold, right when x > threshold, `missingLeft` says where NaN goes;
 * - at a `levels` node, left when the row's level is one of `leftLevels`, right when it is another known level,
 *   `missingLeft` says where a missing level goes. A level that the training never saw counts as missing.
 * Children come after their parent, so a loop from the last node to the first meets children before parents.
 */
export interface TreeEnsemble {
  readonly kind: 'tree-ensemble'
  /** The columns of the training in their order; nodes point here. Tables to be scored are matched by name. */
  readonly features: readonly EnsembleFeature[]
  /** Score before any tree; for `logistic` on the scale of log-odds. */
  readonly base: number
  /** Factor of the sum of leaves: 1 for boosting, 1 / number of trees for a forest. */
  readonly scale: number
  /** `logistic`: prediction = 1 / (1 + exp(−score)). `identity`: prediction = score (a mean, a forest's probability). */
  readonly link: 'identity' | 'logistic'
  readonly trees: readonly EnsembleTree[]
}

/** What a column was in training. `levels[code]` names a category; nodes speak of codes in this list. */
export type EnsembleFeature =
  | { readonly kind: 'numeric'; readonly name: string }
  | { readonly kind: 'categorical'; readonly name: string; readonly levels: readonly string[] }

export interface EnsembleTree {
  /** Node 0 is the root; never empty. */
  readonly nodes: readonly TreeNode[]
}

export type TreeNode = NumberSplit | LevelsSplit | Leaf

export interface Leaf {
  readonly kind: 'leaf'
  /** What the leaf adds to the score, before `scale`. */
  readonly value: number
  /** Training weight that ended here: the sum of second derivatives in boosting, of row weights in a forest. */
  readonly cover: number
}

interface Split {
  /** Index into `features`. */
  readonly feature: number
  readonly missingLeft: boolean
  /** Index of the child in the same `nodes`, above this node's own. */
  readonly left: number
  readonly right: number
  /** Loss the split saved in training. */
  readonly gain: number
  readonly cover: number
}

/** x ≤ threshold goes left. */
export interface NumberSplit extends Split {
  readonly kind: 'number'
  readonly threshold: number
}

/** A level of `leftLevels` (codes into the feature's levels, ascending) goes left. */
export interface LevelsSplit extends Split {
  readonly kind: 'levels'
  readonly leftLevels: readonly number[]
}

/** How much loss each feature's splits saved in training, as a share of all (sums to 1; all 0 without a split). */
export function featureGains(ensemble: TreeEnsemble): Float64Array {
  const gains = new Float64Array(ensemble.features.length)
  let total = 0
  for (const tree of ensemble.trees) {
    for (const node of tree.nodes) {
      if (node.kind === 'leaf') continue
      gains[node.feature] = (gains[node.feature] as number) + node.gain
      total += node.gain
    }
  }
  return total > 0 ? gains.map((gain) => gain / total) : gains
}
