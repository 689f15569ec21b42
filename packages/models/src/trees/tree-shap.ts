import type { FeatureTable } from '../data/features.ts'
import { type Matrix, matrix } from '../data/matrix.ts'
import { boundColumns } from './bound-columns.ts'
import type { EnsembleTree, TreeEnsemble } from './ensemble.ts'
import { type FlatTree, flatTree, goesLeft } from './flat-tree.ts'

/** What each feature adds to each row's score. */
export interface ShapValues {
  /** Expected score: base and the trees' means over their training rows. On the scale of log-odds for `logistic`. */
  readonly expected: number
  /** Rows × features (in the order of the ensemble's). Expected plus a row's entries is its `predictMargin`. */
  readonly contributions: Matrix
}

/**
 * SHAP values of trees, exact for the path-dependent expectation: a feature that is not known follows both branches in
 * the proportion of their training rows. Of order rows · leaves · depth².
 * @throws InvalidInputError when a column of the training is absent or of another kind
 * Source: Lundberg et al. (2020), From local explanations to global understanding with explainable AI for trees,
 *   algorithm 2.
 * @example
 * import { featureTable, fitBoostedTrees, predictMargin, treeShap } from '@liangti/models'
 * const days = { kind: 'numeric', name: 'daysSinceOrder', values: Float64Array.of(2, 5, 9, 40, 60, 90) } as const
 * const table = featureTable([days])
 * const { ensemble } = fitBoostedTrees(table, Float64Array.of(0, 0, 0, 1, 1, 1), { trees: 20, minChildWeight: 0 })
 * const { expected, contributions } = treeShap(ensemble, table)
 * const sum = expected + contributions.values[0]
 * Math.abs(sum - predictMargin(ensemble, table)[0]) < 1e-9 // → true
 */
export function treeShap(ensemble: TreeEnsemble, table: FeatureTable): ShapValues {
  const columns = boundColumns(ensemble.features, table)
  const width = ensemble.features.length
  const contributions = matrix(table.rows, width)
  let expected = ensemble.base
  for (const tree of ensemble.trees) {
    const walk = new Walk(flatTree(tree, ensemble.features), tree)
    expected += ensemble.scale * walk.expected()
    for (let row = 0; row < table.rows; row++) {
      const isLeft = (node: number) => {
        const column = columns[walk.tree.feature[node] as number]
        return column !== undefined && goesLeft(walk.tree, node, column, row)
      }
      walk.add(isLeft, contributions.values, row * width, ensemble.scale)
    }
  }
  return { expected, contributions }
}

/**
 * One tree's walk for one row: all paths at once. The path down to a node keeps, by feature met, the share of rows that
 * follow without knowing it (`zero`), whether the row itself follows (`one`), and `weight`: by how many features are
 * known, the sum of the shares of orders. Each depth has a stretch of its own in the arrays.
 */
class Walk {
  readonly tree: FlatTree
  private readonly leftShare: Float64Array
  private readonly feature: Int32Array
  private readonly zero: Float64Array
  private readonly one: Float64Array
  private readonly weight: Float64Array
  private readonly stretch: number
  private isLeft: (node: number) => boolean = () => true
  private into: Float64Array = new Float64Array(0)
  private offset = 0
  private scale = 1

  constructor(flat: FlatTree, { nodes }: EnsembleTree) {
    this.tree = flat
    this.leftShare = new Float64Array(nodes.length)
    const height = new Uint32Array(nodes.length)
    for (let at = nodes.length - 1; at >= 0; at--) {
      const node = nodes[at]
      if (!node || node.kind === 'leaf') continue
      const left = nodes[node.left]?.cover ?? 0
      const right = nodes[node.right]?.cover ?? 0
      this.leftShare[at] = left + right > 0 ? left / (left + right) : 0.5
      height[at] = 1 + Math.max(height[node.left] as number, height[node.right] as number)
    }
    this.stretch = (height[0] as number) + 2
    const size = this.stretch * this.stretch
    this.feature = new Int32Array(size)
    this.zero = new Float64Array(size)
    this.one = new Float64Array(size)
    this.weight = new Float64Array(size)
  }

  /** Mean of the leaves over the training rows. */
  expected(): number {
    const means = Float64Array.from(this.tree.value)
    for (let at = means.length - 1; at >= 0; at--) {
      if ((this.tree.feature[at] as number) < 0) continue
      const share = this.leftShare[at] as number
      const left = means[this.tree.left[at] as number] as number
      const right = means[this.tree.right[at] as number] as number
      means[at] = share * left + (1 - share) * right
    }
    return means[0] as number
  }

  /** Adds a row's contributions, times `scale`, to `into` from `offset` on. */
  add(isLeft: (node: number) => boolean, into: Float64Array, offset: number, scale: number): void {
    this.isLeft = isLeft
    this.into = into
    this.offset = offset
    this.scale = scale
    this.descend(0, 0, 0, -1, 1, 1)
  }

  /** @param length entries on the path above, in the stretch of `depth` − 1 */
  private descend(
    node: number,
    depth: number,
    length: number,
    feature: number,
    zero: number,
    one: number,
  ): void {
    const at = depth * this.stretch
    if (depth > 0) {
      const above = at - this.stretch
      this.feature.copyWithin(at, above, above + length)
      this.zero.copyWithin(at, above, above + length)
      this.one.copyWithin(at, above, above + length)
      this.weight.copyWithin(at, above, above + length)
    }
    let size = this.extend(at, length, feature, zero, one)
    const split = this.tree.feature[node] as number
    if (split < 0) {
      this.leaf(at, size, this.tree.value[node] as number)
      return
    }
    let nextZero = 1
    let nextOne = 1
    for (let i = 1; i < size; i++) {
      if (this.feature[at + i] !== split) continue
      nextZero = this.zero[at + i] as number
      nextOne = this.one[at + i] as number
      size = this.unwind(at, size, i)
      break
    }
    const left = this.isLeft(node)
    const share = this.leftShare[node] as number
    const leftChild = this.tree.left[node] as number
    const rightChild = this.tree.right[node] as number
    this.descend(leftChild, depth + 1, size, split, nextZero * share, left ? nextOne : 0)
    this.descend(rightChild, depth + 1, size, split, nextZero * (1 - share), left ? 0 : nextOne)
  }

  private leaf(at: number, size: number, value: number): void {
    for (let i = 1; i < size; i++) {
      const known = (this.one[at + i] as number) - (this.zero[at + i] as number)
      const to = this.offset + (this.feature[at + i] as number)
      const part = this.unwoundSum(at, size, i) * known * value * this.scale
      this.into[to] = (this.into[to] as number) + part
    }
  }

  private extend(at: number, length: number, feature: number, zero: number, one: number): number {
    const { weight } = this
    this.feature[at + length] = feature
    this.zero[at + length] = zero
    this.one[at + length] = one
    weight[at + length] = length === 0 ? 1 : 0
    for (let i = length - 1; i >= 0; i--) {
      const w = weight[at + i] as number
      weight[at + i + 1] = (weight[at + i + 1] as number) + (one * w * (i + 1)) / (length + 1)
      weight[at + i] = (zero * w * (length - i)) / (length + 1)
    }
    return length + 1
  }

  /** Takes entry `index` off the path, as if its feature had not been met. */
  private unwind(at: number, size: number, index: number): number {
    const { weight } = this
    const last = size - 1
    const one = this.one[at + index] as number
    const zero = this.zero[at + index] as number
    let next = weight[at + last] as number
    for (let i = last - 1; i >= 0; i--) {
      const w = weight[at + i] as number
      if (one !== 0) {
        weight[at + i] = (next * size) / ((i + 1) * one)
        next = w - ((weight[at + i] as number) * zero * (last - i)) / size
      } else weight[at + i] = (w * size) / (zero * (last - i))
    }
    for (let i = index; i < last; i++) {
      this.feature[at + i] = this.feature[at + i + 1] as number
      this.zero[at + i] = this.zero[at + i + 1] as number
      this.one[at + i] = this.one[at + i + 1] as number
    }
    return last
  }

  /** Sum of the weights after entry `index` was taken off, without taking it off. */
  private unwoundSum(at: number, size: number, index: number): number {
    const last = size - 1
    const one = this.one[at + index] as number
    const zero = this.zero[at + index] as number
    let next = this.weight[at + last] as number
    let total = 0
    for (let i = last - 1; i >= 0; i--) {
      const w = this.weight[at + i] as number
      if (one !== 0) {
        const part = (next * size) / ((i + 1) * one)
        total += part
        next = w - (part * zero * (last - i)) / size
      } else if (zero !== 0) total += (w * size) / (zero * (last - i))
    }
    return total
  }
}
