import type { EnsembleFeature, EnsembleTree, TreeEnsemble, TreeNode } from '../trees/ensemble.ts'

/** Rows that are coded and scored together; their codes stay in the cache. */
export const blockRows = 512

/** Deeper trees than this are walked by links; a complete tree of them would be mostly empty. */
const deepestHeap = 8

/** A column of one-byte codes that nodes compare with: at a node of cut c, a code above c goes right. */
export type CodeColumn =
  | {
      readonly kind: 'number'
      readonly feature: number
      readonly cuts: Float64Array
      readonly missing: number
    }
  | {
      readonly kind: 'levels'
      readonly feature: number
      readonly codes: Uint8Array
      readonly missing: number
    }

/**
 * A tree over code columns. A node is one 32-bit word: column · 256 + cut.
 * `heap`: complete to its depth, node k's children are 2k and 2k + 1, leaf k's value is `values[k − 2^depth]`.
 * `linked`: nodes point to their children; a leaf's word is `leafWord`.
 */
export type CompiledTree =
  | {
      readonly kind: 'heap'
      readonly depth: number
      readonly words: Uint32Array
      readonly values: Float64Array
    }
  | {
      readonly kind: 'linked'
      readonly words: Uint32Array
      readonly children: Uint32Array
      readonly values: Float64Array
    }

export const leafWord = 0xffffffff

export interface CompiledEnsemble {
  readonly columns: readonly CodeColumn[]
  readonly trees: readonly CompiledTree[]
}

/** The columns that nodes need, each once. */
class CodeColumns {
  readonly columns: CodeColumn[] = []
  private readonly features: readonly EnsembleFeature[]
  private readonly cuts: readonly Float64Array[]
  private readonly known = new Map<string, number>()

  constructor(features: readonly EnsembleFeature[], cuts: readonly Float64Array[]) {
    this.features = features
    this.cuts = cuts
  }

  /** The word of a split. */
  word(node: Exclude<TreeNode, { kind: 'leaf' }>): number {
    const { feature, missingLeft } = node
    if (node.kind === 'levels') {
      const set = this.levelSet(feature, node.leftLevels)
      const key = `${feature} ${missingLeft} ${set.join('')}`
      return this.at(key, { kind: 'levels', feature, codes: set, missing: missingLeft ? 0 : 1 }) * 256
    }
    const cuts = this.cuts[feature] as Float64Array
    // A missing value that goes left has the lowest code, one that goes right a code above every cut.
    const column = this.at(`${feature} ${missingLeft}`, {
      kind: 'number',
      feature,
      cuts,
      missing: missingLeft ? 0 : 255,
    })
    return column * 256 + cuts.indexOf(node.threshold)
  }

  private at(key: string, column: CodeColumn): number {
    const known = this.known.get(key)
    if (known !== undefined) return known
    this.known.set(key, this.columns.length)
    return this.columns.push(column) - 1
  }

  private levelSet(feature: number, left: readonly number[]): Uint8Array {
    const known = this.features[feature]
    const codes = new Uint8Array(known?.kind === 'categorical' ? known.levels.length : 0).fill(1)
    for (const level of left) codes[level] = 0
    return codes
  }
}

/**
 * An ensemble over one-byte codes, or null where a measured column is cut in more than 255 places (the library's own
 * trees never do) and has to be walked as it is.
 */
export function compiled(ensemble: TreeEnsemble): CompiledEnsemble | null {
  const cuts = thresholdsOf(ensemble)
  if (cuts.some((some) => some.length > 255)) return null
  const columns = new CodeColumns(ensemble.features, cuts)
  const trees = ensemble.trees.map((tree) => compiledTree(tree, columns))
  return { columns: columns.columns, trees }
}

function thresholdsOf(ensemble: TreeEnsemble): Float64Array[] {
  const seen = ensemble.features.map(() => new Set<number>())
  for (const tree of ensemble.trees)
    for (const node of tree.nodes) if (node.kind === 'number') seen[node.feature]?.add(node.threshold)
  return seen.map((some) => Float64Array.from(some).sort())
}

function compiledTree({ nodes }: EnsembleTree, columns: CodeColumns): CompiledTree {
  const heights = new Uint32Array(nodes.length)
  for (let at = nodes.length - 1; at >= 0; at--) {
    const node = nodes[at] as TreeNode
    if (node.kind !== 'leaf')
      heights[at] = 1 + Math.max(heights[node.left] as number, heights[node.right] as number)
  }
  const depth = heights[0] as number
  return depth <= deepestHeap ? heapTree(nodes, depth, columns) : linkedTree(nodes, columns)
}

function heapTree(nodes: readonly TreeNode[], depth: number, columns: CodeColumns): CompiledTree {
  const leaves = 1 << depth
  const words = new Uint32Array(leaves)
  const values = new Float64Array(leaves)
  const place = (at: number, k: number) => {
    const node = nodes[at] as TreeNode
    if (k >= leaves) {
      values[k - leaves] = node.kind === 'leaf' ? node.value : 0
      return
    }
    // Below an early leaf, both sides hold its value: any word does.
    words[k] = node.kind === 'leaf' ? 255 : columns.word(node)
    place(node.kind === 'leaf' ? at : node.left, 2 * k)
    place(node.kind === 'leaf' ? at : node.right, 2 * k + 1)
  }
  place(0, 1)
  return { kind: 'heap', depth, words, values }
}

function linkedTree(nodes: readonly TreeNode[], columns: CodeColumns): CompiledTree {
  const words = new Uint32Array(nodes.length).fill(leafWord)
  const children = new Uint32Array(nodes.length * 2)
  const values = new Float64Array(nodes.length)
  nodes.forEach((node, at) => {
    if (node.kind === 'leaf') values[at] = node.value
    else {
      words[at] = columns.word(node)
      children[2 * at] = node.left
      children[2 * at + 1] = node.right
    }
  })
  return { kind: 'linked', words, children, values }
}
