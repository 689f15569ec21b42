import { InvalidInputError } from '../errors.ts'
import type { EnsembleTree, TreeEnsemble, TreeNode } from '../trees/ensemble.ts'
import { balancedSum, numberLiteral, type SqlInputs, type SqlOptions, sqlInputs } from './dialect.ts'

/** 100 trees of depth 6 have 12,700. */
const mostNodes = 20_000

/**
 * Trees, a forest or boosted trees as one ClickHouse expression over the columns of the training: each tree is a nested
 * `if` that ends in a leaf's number, the leaf's value is taken from an array, and the trees are summed in pairs.
 * Missing values and unknown levels go where the model sends them.
 * @param ensemble from `fitBoostedTrees`, `fitForest` or of one tree
 * @returns SQL of a Float64; run it with `sqlSettings`
 * @throws InvalidInputError for more than 20,000 nodes: every branch is evaluated for every row
 * @example
 * import { ensembleSql } from '@liangti/models'
 * const leaf = (value: number) => ({ kind: 'leaf' as const, value, cover: 1 })
 * ensembleSql({
 *   kind: 'tree-ensemble', features: [], base: 0.5, scale: 1, link: 'identity', trees: [{ nodes: [leaf(2)] }],
 * }) // → "0.5 + 1.0 * 2.0"
 */
export function ensembleSql(ensemble: TreeEnsemble, options: SqlOptions = {}): string {
  const nodes = ensemble.trees.reduce((sum, tree) => sum + tree.nodes.length, 0)
  if (nodes > mostNodes)
    throw new InvalidInputError(
      'ensemble',
      `has ${nodes} nodes, more than the ${mostNodes} one expression can carry. Take fewer or shallower trees, or score in process.`,
    )
  const inputs = sqlInputs(options)
  const sum = balancedSum(ensemble.trees.map((tree) => treeSql(tree, ensemble, inputs)))
  const score = `${numberLiteral(ensemble.base)} + ${numberLiteral(ensemble.scale)} * ${sum}`
  return ensemble.link === 'logistic' ? `1 / (1 + exp(-(${score})))` : score
}

function treeSql(tree: EnsembleTree, ensemble: TreeEnsemble, inputs: SqlInputs): string {
  const leaves: string[] = []
  const walk = (index: number): string => {
    const node = tree.nodes[index] as TreeNode
    if (node.kind === 'leaf') return String(leaves.push(numberLiteral(node.value)))
    const feature = ensemble.features[node.feature]
    if (feature === undefined)
      throw new RangeError(`a node splits on feature ${node.feature}, which is not there`)
    if (node.kind === 'number') {
      const x = inputs.number(feature.name)
      const threshold = numberLiteral(node.threshold)
      const [left, right] = [walk(node.left), walk(node.right)]
      // A comparison with NULL counts as false, and the second branch is taken.
      return node.missingLeft
        ? `if(${x} > ${threshold}, ${right}, ${left})`
        : `if(${x} <= ${threshold}, ${left}, ${right})`
    }
    const code = inputs.code(feature.name, feature.kind === 'categorical' ? feature.levels : [])
    const among = node.missingLeft ? [...node.leftLevels, -1] : node.leftLevels
    const [left, right] = [walk(node.left), walk(node.right)]
    if (among.length === 0) return right
    const isLeft = among.length === 1 ? `${code} = ${among[0]}` : `${code} IN (${among.join(', ')})`
    return `if(${isLeft}, ${left}, ${right})`
  }
  const leaf = walk(0)
  return leaves.length === 1 ? (leaves[0] as string) : `arrayElement([${leaves.join(', ')}], ${leaf})`
}
