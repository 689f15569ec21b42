import { drawBelow } from '../../chance/distributions.ts'
import type { RandomSource } from '../../chance/random.ts'
import { type BinnedColumn, type BinnedTable, leftTable, splitNode } from '../binned-table.ts'
import { partition } from '../boosting/rows.ts'
import type { TreeNode } from '../ensemble.ts'
import { type ForestCandidate, type ForestSplit, SplitFinder } from './split.ts'

/** What every tree of a forest is grown from. */
export interface ForestRows {
  readonly table: BinnedTable
  readonly target: Float64Array
  readonly weights: Float64Array
  readonly candidates: readonly ForestCandidate[]
  readonly minLeaf: number
  readonly depth: number
  /** Candidates that must have been looked at before a node settles for the best. */
  readonly tries: number
  readonly bootstrap: boolean
}

interface Waiting {
  readonly start: number
  readonly end: number
  readonly depth: number
  readonly parent: number
  readonly isLeft: boolean
}

/** Grows one tree to its end, node by node. Children come after their parents. */
export function growForestTree(rows: ForestRows, random: RandomSource): TreeNode[] {
  const drawn = drawnWeights(rows, random)
  const finder = new SplitFinder(rows.table, rows.target, drawn, rows.minLeaf, rows.candidates.length)
  let from = new Uint32Array(drawn.length)
  let count = 0
  for (let row = 0; row < drawn.length; row++) if ((drawn[row] as number) > 0) from[count++] = row
  from = from.subarray(0, count)
  const spare = new Uint32Array(count)
  const nodes: TreeNode[] = []
  const waiting: Waiting[] = [{ start: 0, end: count, depth: 0, parent: -1, isLeft: true }]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const id = nodes.length
    link(nodes, next, id)
    const { start, end, depth } = next
    const sums = finder.enter(from, start, end)
    const split =
      depth < rows.depth && end - start >= 2 * rows.minLeaf && !sums.pure
        ? drawnSplit(rows, finder, random)
        : null
    if (!split) {
      nodes.push({ kind: 'leaf', value: sums.weight > 0 ? sums.target / sums.weight : 0, cover: sums.weight })
      continue
    }
    const left = partition(rows.table.words, rows.table.rows, from, spare, start, end, {
      column: split.column,
      left: leftTable(split),
    })
    from.set(spare.subarray(start, end), start)
    nodes.push(splitNode(rows.table, split, { left: 0, right: 0, gain: split.gain, cover: sums.weight }))
    const middle = start + left
    waiting.push({ start: middle, end, depth: depth + 1, parent: id, isLeft: false })
    waiting.push({ start, end: middle, depth: depth + 1, parent: id, isLeft: true })
  }
  return nodes
}

/** A node that was waiting has its place now: its parent learns it. */
function link(nodes: TreeNode[], { parent, isLeft }: Waiting, id: number): void {
  const node = nodes[parent]
  if (!node || node.kind === 'leaf') return
  nodes[parent] = isLeft ? { ...node, left: id } : { ...node, right: id }
}

/** Each row's weight times how often the bootstrap drew it. */
function drawnWeights({ weights, bootstrap }: ForestRows, random: RandomSource): Float64Array {
  if (!bootstrap) return weights
  const drawn = new Float64Array(weights.length)
  for (let i = 0; i < drawn.length; i++) {
    const row = drawBelow(random, drawn.length)
    drawn[row] = (drawn[row] as number) + (weights[row] as number)
  }
  return drawn
}

/** The best of a draw of candidates; the draw goes on past its size while all it met was constant. */
function drawnSplit(rows: ForestRows, finder: SplitFinder, random: RandomSource): ForestSplit | null {
  const { candidates, tries, table } = rows
  const order = finder.shuffled
  let best: ForestSplit | null = null
  let varied = false
  for (let tried = 0; tried < order.length && (tried < tries || !varied); tried++) {
    const pick = tried + drawBelow(random, order.length - tried)
    const index = order[pick] as number
    order[pick] = order[tried] as number
    order[tried] = index
    const candidate = candidates[index] as ForestCandidate
    const split = finder.best(candidate, table.columns[candidate.column] as BinnedColumn)
    if (!finder.constant) varied = true
    if (split && (!best || split.gain > best.gain)) best = split
  }
  return best
}
