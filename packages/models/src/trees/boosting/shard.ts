import type { Job, JobState } from '../../parallel/threads.ts'
import type { BinnedColumn } from '../binned-table.ts'
import { missingBin } from '../bins.ts'
import { bestSplit, type ColumnSums, type FoundSplit, type NodeSums } from './best-split.ts'
import { lossGradients, type PackScale, packGradients, unpackInto } from './gradients.ts'
import { addPacked, addPairs, binSlots, subtract } from './histogram.ts'
import type {
  AdvanceMessage,
  BinTree,
  GradientsMessage,
  OpenMessage,
  OutsideMessage,
  PackMessage,
  SearchAnswer,
  SearchedNode,
  SearchMessage,
  SharedRows,
} from './messages.ts'
import { giveLeaves, partition } from './rows.ts'

/**
 * One thread's part of a training: the histograms of its own columns. Each column is summed by one thread in row order,
 * so the result does not depend on how many threads there are.
 */
class Shard {
  private readonly opened: OpenMessage
  private readonly shared: SharedRows
  private readonly packed: boolean
  private readonly slots: Float64Array[] = []
  private readonly gathered: Float64Array
  private readonly byColumn = new Map<number, number[]>()
  private readonly gradient = new Float64Array(binSlots)
  private readonly hessian = new Float64Array(binSlots)

  constructor(opened: OpenMessage) {
    this.opened = opened
    this.shared = opened.shared
    this.packed = opened.shared.packed.length > 0
    this.gathered = new Float64Array(opened.shared.rows * (this.packed ? 1 : 2))
    opened.candidates.forEach((candidate, index) => {
      const some = this.byColumn.get(candidate.column)
      if (some) some.push(index)
      else this.byColumn.set(candidate.column, [index])
    })
  }

  gradients({ from, to }: GradientsMessage): [number, number] {
    const { margin, target, weights, pairs } = this.shared
    return lossGradients(this.opened.loss, margin, target, weights, pairs, from, to)
  }

  pack({ from, to, scale, seed }: PackMessage): void {
    packGradients(this.shared.pairs, scale, seed, this.shared.packed, from, to)
  }

  /** @returns for each task how many rows went left; 0 where none were moved */
  advance({ side, tasks }: AdvanceMessage): number[] {
    const { orders, words, rows, margin } = this.shared
    const from = orders[side]
    const into = orders[side === 0 ? 1 : 0]
    return tasks.map((task) => {
      if (task.values) {
        giveLeaves(words, rows, from, task, margin)
        return 0
      }
      return task.split ? partition(words, rows, from, into, task.start, task.end, task.split) : 0
    })
  }

  search(message: SearchMessage): SearchAnswer {
    const groups = this.opened.groups.filter((group) => this.isActive(group, message.active))
    return message.pairs.map(({ summed, derived }) => {
      const own = this.slot(summed.slot)
      this.sumRows(own, summed, message.side, groups)
      const first = this.bestOf(own, summed.sums, groups, message)
      if (!derived) return [first, null]
      const parent = this.slot(derived.slot)
      subtract(parent, own)
      return [first, this.bestOf(parent, derived.sums, groups, message)]
    })
  }

  outside({ from, to, tree }: OutsideMessage): void {
    const { outside, words, rows, margin } = this.shared
    for (let i = from; i < to; i++) {
      const row = outside[i] as number
      const leaf = leafByBins(tree, words, rows, row)
      margin[row] = (margin[row] as number) + (tree.value[leaf] as number)
    }
  }

  private isActive(group: number, active: Uint8Array): boolean {
    for (let column = 4 * group; column < 4 * group + 4; column++)
      if (this.byColumn.get(column)?.some((candidate) => active[candidate] === 1)) return true
    return false
  }

  private slot(index: number): Float64Array {
    const known = this.slots[index]
    if (known) return known
    const made = new Float64Array(this.opened.groups.length * 4 * binSlots * (this.packed ? 1 : 2))
    this.slots[index] = made
    return made
  }

  private sumRows(into: Float64Array, node: SearchedNode, side: 0 | 1, groups: readonly number[]): void {
    const { words, rows, orders, pairs, packed } = this.shared
    const order = orders[side]
    const { start, end } = node
    const { gathered } = this
    // Gathered once, read for every group of columns.
    for (let i = start, k = 0; i < end; i++, k++) {
      const row = order[i] as number
      if (this.packed) gathered[k] = packed[row] as number
      else {
        gathered[2 * k] = pairs[2 * row] as number
        gathered[2 * k + 1] = pairs[2 * row + 1] as number
      }
    }
    into.fill(0)
    const add = this.packed ? addPacked : addPairs
    for (const group of groups)
      add(this.groupOf(into, group), words, group * rows, order, start, end, gathered)
  }

  private groupOf(slot: Float64Array, group: number): Float64Array {
    const width = 4 * binSlots * (this.packed ? 1 : 2)
    const at = this.opened.groups.indexOf(group) * width
    return slot.subarray(at, at + width)
  }

  private bestOf(
    slot: Float64Array,
    node: NodeSums,
    groups: readonly number[],
    { active, scale }: SearchMessage,
  ): FoundSplit | null {
    const { columns, candidates, rules } = this.opened
    let best: FoundSplit | null = null
    for (const group of groups) {
      const histogram = this.groupOf(slot, group)
      for (let column = 4 * group; column < Math.min(columns.length, 4 * group + 4); column++) {
        const indices = this.byColumn.get(column)?.filter((index) => active[index] === 1) ?? []
        if (indices.length === 0) continue
        const sums = this.unpacked(histogram, column & 3, columns[column] as BinnedColumn, scale)
        for (const index of indices) {
          const candidate = candidates[index]
          const split = candidate ? bestSplit(candidate, index, sums, node, rules) : null
          if (split && better(split, best)) best = split
        }
      }
    }
    return best
  }

  private unpacked(
    histogram: Float64Array,
    place: number,
    column: BinnedColumn,
    scale: PackScale | null,
  ): ColumnSums {
    const { gradient, hessian } = this
    const first = place * binSlots
    const read = (bin: number) => {
      if (scale) unpackInto(histogram[first + bin] as number, scale, bin, gradient, hessian)
      else {
        gradient[bin] = histogram[2 * (first + bin)] as number
        hessian[bin] = histogram[2 * (first + bin) + 1] as number
      }
    }
    for (let bin = 0; bin < column.bins; bin++) read(bin)
    read(missingBin)
    return { bins: column.bins, gradient, hessian }
  }
}

/** The greater gain; of equal gains the earlier candidate, so that no order of arrival matters. */
export function better(split: FoundSplit, than: FoundSplit | null): boolean {
  return !than || split.gain > than.gain || (split.gain === than.gain && split.candidate < than.candidate)
}

function leafByBins(tree: BinTree, words: Uint32Array, rows: number, row: number): number {
  let at = 0
  for (let column = tree.column[0] as number; column >= 0; column = tree.column[at] as number) {
    const code = ((words[(column >>> 2) * rows + row] as number) >>> ((column & 3) << 3)) & 255
    const [left, right] = tree.children[at] as readonly [number, number]
    at = tree.left[at]?.[code] === 1 ? left : right
  }
  return at
}

const key = (session: number) => `boosting ${session}`

function job<M extends { session: number }>(act: (shard: Shard, message: M) => unknown): Job {
  return (argument, state: JobState) => {
    const message = argument as M
    const shard = state.get(key(message.session))
    if (!(shard instanceof Shard))
      throw new Error(`no boosting session ${message.session} is open on this thread`)
    return act(shard, message)
  }
}

/** The jobs of boosting, by name; see `messages.ts` for what each takes. */
export const boostingJobs: Readonly<Record<string, Job>> = {
  'boosting.open': (argument, state) => {
    const opened = argument as OpenMessage
    state.set(key(opened.session), new Shard(opened))
  },
  'boosting.gradients': job((shard, message: GradientsMessage) => shard.gradients(message)),
  'boosting.pack': job((shard, message: PackMessage) => shard.pack(message)),
  'boosting.advance': job((shard, message: AdvanceMessage) => shard.advance(message)),
  'boosting.search': job((shard, message: SearchMessage) => shard.search(message)),
  'boosting.outside': job((shard, message: OutsideMessage) => shard.outside(message)),
  'boosting.close': (argument, state) => {
    state.delete(key((argument as { session: number }).session))
  },
}
