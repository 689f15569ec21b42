import { InvalidInputError } from '../errors.ts'
import type { EnsembleTree, TreeEnsemble, TreeNode } from '../trees/ensemble.ts'
import { balancedSum, numberLiteral, type SqlInputs, type SqlOptions, sqlInputs } from './dialect.ts'
import { rowPlaces, treeTables, walkSql, withRow } from './tree-tables.ts'

/** A walk takes a step a level, nested ifs every branch of every row; they cost the same at about these many nodes a level. */
const nestedNodesPerLevel = 24
/** Of all nested ifs together: each is a function of its own to the engine. 100 trees of depth 6 have 12,700. */
const mostNestedNodes = 20_000
/** 17 MB of text, about a second to read and 1 GB of the engine's memory. */
const mostNodes = 1_000_000

/**
 * Trees, a forest or boosted trees as one ClickHouse expression over the columns of the training. A small tree is a
 * nested `if` that ends in a leaf's number; a large one is a set of constant arrays and a walk through them, a step a
 * level. Missing values and unknown levels go where the model sends them. The sum of the trees is taken in pairs, so it
 * may differ from the model's in the last digits.
 * @param ensemble from `fitBoostedTrees`, `fitForest` or of one tree
 * @returns SQL of a Float64; run it with `sqlSettings`
 * @throws InvalidInputError for more than 1,000,000 nodes
 * @example
 * import { ensembleSql } from '@liangti/models'
 * const leaf = (value: number) => ({ kind: 'leaf' as const, value, cover: 1 })
 * ensembleSql({
 *   kind: 'tree-ensemble', features: [], base: 0.5, scale: 1, link: 'identity', trees: [{ nodes: [leaf(2)] }],
 * }) // → "0.5 + 1.0 * 2.0"
 */
export function ensembleSql(ensemble: TreeEnsemble, options: SqlOptions = {}): string {
  assertSize(ensemble.trees.reduce((sum, tree) => sum + tree.nodes.length, 0))
  const inputs = sqlInputs(options)
  const places = rowPlaces(ensemble, inputs)
  const row = `__${options.prefix ?? 'm'}_row`
  const [nested, walks]: [string[], string[]] = [[], []]
  let [nestedNodes, tableNodes] = [0, 0]
  ensemble.trees.forEach((tree, i) => {
    const size = tree.nodes.length
    if (size <= nestedNodesPerLevel * depthOf(tree) + 1 && nestedNodes + size <= mostNestedNodes) {
      nestedNodes += size
      nested.push(treeSql(tree, ensemble, inputs))
      return
    }
    const tables = treeTables(tree, places)
    tableNodes += tables.place.length
    assertSize(tableNodes)
    walks.push(walkSql(tables, row, `${row}${i}`))
  })
  if (walks.length > 0) nested.push(withRow(balancedSum(walks), row, places))
  const score = `${numberLiteral(ensemble.base)} + ${numberLiteral(ensemble.scale)} * ${balancedSum(nested)}`
  return ensemble.link === 'logistic' ? `1 / (1 + exp(-(${score})))` : score
}

function assertSize(nodes: number): void {
  if (nodes > mostNodes)
    throw new InvalidInputError(
      'ensemble',
      `has ${nodes} nodes or more, and one expression can carry ${mostNodes}. Take fewer or shallower trees, or score in process.`,
    )
}

/** Splits on the longest way to a leaf. */
function depthOf({ nodes }: EnsembleTree): number {
  const below = new Uint32Array(nodes.length)
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i] as TreeNode
    if (node.kind !== 'leaf') below[i] = 1 + Math.max(below[node.left] as number, below[node.right] as number)
  }
  return below[0] as number
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
