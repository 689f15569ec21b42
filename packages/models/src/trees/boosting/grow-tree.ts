import { type BinnedTable, leftTable, splitNode } from '../binned-table.ts'
import type { TreeNode } from '../ensemble.ts'
import type { Candidate, FoundSplit } from './best-split.ts'
import type { PackScale } from './gradients.ts'
import type { BinTree, RowsTask, SearchAnswer, SearchedNode } from './messages.ts'
import { leafWeight } from './scan.ts'
import { better } from './shard.ts'
import type { NodeSums, SplitRules } from './split-sums.ts'
import type { Steps } from './steps.ts'

/** What growing needs to know of a training. */
export interface Growth {
  readonly session: number
  readonly shards: number
  readonly table: BinnedTable
  readonly candidates: readonly Candidate[]
  readonly rules: SplitRules
  readonly depth: number
  readonly learningRate: number
  /** Most histograms kept for subtraction; a level of more nodes sums each node anew. */
  readonly mostSlots: number
}

export interface GrownTree {
  readonly nodes: TreeNode[]
  readonly bins: BinTree
}

interface Node extends SearchedNode {
  readonly id: number
}

interface Pair {
  readonly summed: Node
  readonly derived: Node | null
}

interface Decision {
  readonly node: Node
  readonly split: FoundSplit | null
}

/** The tree so far, by node. */
class Sketch {
  readonly nodes: TreeNode[] = []
  readonly column: number[] = []
  readonly left: (Uint8Array | null)[] = []
  readonly children: [number, number][] = []
  readonly value: number[] = []

  leaf(id: number, value: number, cover: number): void {
    this.set(id, { kind: 'leaf', value, cover }, -1, null, [0, 0], value)
  }

  split(id: number, node: TreeNode, column: number, left: Uint8Array, children: [number, number]): void {
    this.set(id, node, column, left, children, 0)
  }

  private set(
    id: number,
    node: TreeNode,
    column: number,
    left: Uint8Array | null,
    children: [number, number],
    value: number,
  ): void {
    this.nodes[id] = node
    this.column[id] = column
    this.left[id] = left
    this.children[id] = children
    this.value[id] = value
  }
}

/**
 * Grows one tree over the rows `orders[0][0..rows)` level by level, and adds its leaves to the scores of those rows.
 * @param root sums over these rows
 * @param active by candidate: 1 when this tree may split on it
 */
export function* growTree(
  growth: Growth,
  rows: number,
  root: NodeSums,
  active: Uint8Array,
  scale: PackScale | null,
): Steps<GrownTree> {
  const sketch = new Sketch()
  const slots = new Slots(growth.mostSlots)
  let ids = 1
  const newIds = (): [number, number] => [ids++, ids++]
  let level: Pair[] = [
    { summed: { id: 0, start: 0, end: rows, slot: slots.take(), sums: root }, derived: null },
  ]
  for (let depth = 0; level.length > 0; depth++) {
    const side = depth % 2 === 0 ? 0 : 1
    const message = { session: growth.session, side, active, scale, pairs: level }
    const answers = yield { job: 'boosting.search', arguments: Array(growth.shards).fill(message) }
    const decisions = decided(level, answers as readonly SearchAnswer[])
    const last = depth + 1 === growth.depth
    const tasks = decisions.map((decision) => taskOf(growth, sketch, decision, newIds, last))
    const lefts = yield* advanced(growth, side, tasks)
    if (last) break
    level = nextLevel(growth, sketch, slots, decisions, lefts)
  }
  const { nodes, column, left, children, value } = sketch
  return { nodes, bins: { column, left, children, value } }
}

/** The best split of each node over what the threads found in their columns. */
function decided(level: readonly Pair[], answers: readonly SearchAnswer[]): Decision[] {
  return level.flatMap(({ summed, derived }, at) => {
    const best = (place: 0 | 1) => {
      let split: FoundSplit | null = null
      for (const answer of answers) {
        const offered = answer[at]?.[place] ?? null
        if (offered && better(offered, split)) split = offered
      }
      return split
    }
    const first = { node: summed, split: best(0) }
    return derived ? [first, { node: derived, split: best(1) }] : [first]
  })
}

/** Writes the node into the tree and says what is to be done with its rows. */
function taskOf(
  growth: Growth,
  sketch: Sketch,
  { node, split }: Decision,
  newIds: () => [number, number],
  last: boolean,
): RowsTask {
  const { rules, learningRate } = growth
  const { start, end, sums } = node
  if (!split) {
    const value = learningRate * leafWeight(sums.gradient, sums.hessian, rules.l2, sums)
    sketch.leaf(node.id, value, sums.hessian)
    return { start, end, split: null, values: [value, value] }
  }
  const children = newIds()
  const [left, right] = children
  const table = leftTable(split)
  const gain = split.gain / 2
  sketch.split(
    node.id,
    splitNode(growth.table, split, { left, right, gain, cover: sums.hessian }),
    split.column,
    table,
    children,
  )
  const rowSplit = { column: split.column, left: table }
  if (!last) return { start, end, split: rowSplit, values: null }
  const [leftSums, rightSums] = childSums(growth, sums, split)
  const leftValue = learningRate * leafWeight(leftSums.gradient, leftSums.hessian, rules.l2, leftSums)
  const rightValue = learningRate * leafWeight(rightSums.gradient, rightSums.hessian, rules.l2, rightSums)
  sketch.leaf(left, leftValue, leftSums.hessian)
  sketch.leaf(right, rightValue, rightSums.hessian)
  return { start, end, split: rowSplit, values: [leftValue, rightValue] }
}

/** Sums of both children, and the bounds a constraint on this split sets below it: neither side crosses the middle. */
function childSums({ candidates, rules }: Growth, node: NodeSums, split: FoundSplit): [NodeSums, NodeSums] {
  const left = { ...node, gradient: split.leftGradient, hessian: split.leftHessian }
  const right = {
    ...node,
    gradient: node.gradient - split.leftGradient,
    hessian: node.hessian - split.leftHessian,
  }
  const sign = candidates[split.candidate]?.monotone ?? 0
  if (sign === 0) return [left, right]
  const middle =
    (leafWeight(left.gradient, left.hessian, rules.l2, node) +
      leafWeight(right.gradient, right.hessian, rules.l2, node)) /
    2
  return sign > 0
    ? [
        { ...left, upper: middle },
        { ...right, lower: middle },
      ]
    : [
        { ...left, lower: middle },
        { ...right, upper: middle },
      ]
}

/** Has the threads do the tasks, each about as many rows. @returns by task, how many rows went left */
function* advanced(growth: Growth, side: 0 | 1, tasks: readonly RowsTask[]): Steps<number[]> {
  const shares = Array.from({ length: growth.shards }, () => ({ rows: 0, at: [] as number[] }))
  tasks.forEach((task, at) => {
    let least = shares[0]
    for (const share of shares) if (least && share.rows < least.rows) least = share
    if (!least) return
    least.rows += task.end - task.start
    least.at.push(at)
  })
  const counts = yield {
    job: 'boosting.advance',
    arguments: shares.map(({ at }) => ({ session: growth.session, side, tasks: at.map((i) => tasks[i]) })),
  }
  const lefts = new Array<number>(tasks.length).fill(0)
  shares.forEach(({ at }, s) => {
    at.forEach((task, i) => {
      lefts[task] = (counts[s] as number[])[i] as number
    })
  })
  return lefts
}

function nextLevel(
  growth: Growth,
  sketch: Sketch,
  slots: Slots,
  decisions: readonly Decision[],
  lefts: readonly number[],
): Pair[] {
  const splits = decisions.filter(({ split }) => split).length
  slots.expect(splits * 2)
  for (const { node, split } of decisions) if (!split) slots.release(node.slot)
  return decisions.flatMap(({ node, split }, at): Pair[] => {
    if (!split) return []
    const middle = node.start + (lefts[at] as number)
    const [leftId, rightId] = sketch.children[node.id] as [number, number]
    const [leftSums, rightSums] = childSums(growth, node.sums, split)
    const left = { id: leftId, start: node.start, end: middle, slot: 0, sums: leftSums }
    const right = { id: rightId, start: middle, end: node.end, slot: 0, sums: rightSums }
    if (slots.direct)
      return [
        { summed: left, derived: null },
        { summed: right, derived: null },
      ]
    // The child with fewer rows is summed; the other is what remains of the parent.
    const [few, many] = middle - node.start <= node.end - middle ? [left, right] : [right, left]
    return [{ summed: { ...few, slot: slots.take() }, derived: { ...many, slot: node.slot } }]
  })
}

/** Which histograms are in use. Past the most, every node is summed on its own in slot 0. */
class Slots {
  direct = false
  private readonly free: number[] = []
  private made = 0
  private readonly most: number

  constructor(most: number) {
    this.most = most
  }

  expect(nodes: number): void {
    if (nodes > this.most) this.direct = true
  }

  take(): number {
    const known = this.free.pop()
    if (known !== undefined) return known
    this.made += 1
    return this.made - 1
  }

  release(slot: number): void {
    if (!this.direct) this.free.push(slot)
  }
}
