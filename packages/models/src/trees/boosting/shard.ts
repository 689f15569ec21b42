import type { Job, JobState } from '../../parallel/threads.ts'
import type { BinnedColumn } from '../binned-table.ts'
import { missingBin } from '../bins.ts'
import { bestSplit, type FoundSplit } from './best-split.ts'
import { lossGradients, type PackScale, packGradients, unpackAll, unpackInto } from './gradients.ts'
import { addPacked, addPairs, binSlots, blockRows, subtract, wordsByRow } from './histogram.ts'
import type {
  AdvanceMessage,
  GradientsMessage,
  OpenMessage,
  OutsideMessage,
  PackMessage,
  SearchAnswer,
  SearchedNode,
  SearchMessage,
  SharedRows,
} from './messages.ts'
import { giveLeaves, leafByBins, partition } from './rows.ts'
import type { ColumnSums, NodeSums } from './split-sums.ts'

/** Words of a cache line. */
const lineWords = 16

/** The histograms of one node. */
interface Slot {
  readonly all: Float64Array
  readonly byGroup: readonly Float64Array[]
}

/**
 * One thread's part of a training: the histograms of its own columns. Each column is summed by one thread in row order,
 * so the result does not depend on how many threads there are.
 */
class Shard {
  private readonly opened: OpenMessage
  private readonly shared: SharedRows
  private readonly packed: boolean
  private readonly slots: Slot[] = []
  protected touched = 0
  private readonly words: Int32Array
  private readonly firsts = new Int32Array(blockRows)
  private readonly gathered = new Float64Array(2 * blockRows)
  private readonly byColumn = new Map<number, number[]>()
  private readonly gradient = new Float64Array(binSlots)
  private readonly hessian = new Float64Array(binSlots)

  constructor(opened: OpenMessage) {
    this.opened = opened
    this.shared = opened.shared
    this.packed = opened.shared.packed.length > 0
    this.words = wordsByRow(opened.shared.words, opened.shared.rows, opened.groups)
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
    const places = [...this.opened.groups.keys()].filter((place) =>
      this.isActive(this.opened.groups[place] as number, message.active),
    )
    return message.pairs.map(({ summed, derived }) => {
      const own = this.slot(summed.slot)
      this.sumRows(own, summed, message.side, places)
      const first = this.bestOf(own, summed.sums, places, message)
      if (!derived) return [first, null]
      const parent = this.slot(derived.slot)
      subtract(parent.all, own.all)
      return [first, this.bestOf(parent, derived.sums, places, message)]
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

  private slot(index: number): Slot {
    const known = this.slots[index]
    if (known) return known
    const width = 4 * binSlots * (this.packed ? 1 : 2)
    const all = new Float64Array(this.opened.groups.length * width)
    const made = {
      all,
      byGroup: this.opened.groups.map((_, place) => all.subarray(place * width, (place + 1) * width)),
    }
    this.slots[index] = made
    return made
  }

  private sumRows(into: Slot, node: SearchedNode, side: 0 | 1, places: readonly number[]): void {
    const order = this.shared.orders[side]
    const { words, firsts, gathered } = this
    const add = this.packed ? addPacked : addPairs
    into.all.fill(0)
    for (let start = node.start; start < node.end; start += blockRows) {
      const count = Math.min(blockRows, node.end - start)
      this.gather(order, start, count)
      for (const place of places)
        add(into.byGroup[place] as Float64Array, words, place, firsts, count, gathered)
    }
  }

  /**
   * A block's gradients, and where the words of its rows begin: found once, read for every group of columns. Every
   * cache line of the words is touched here, where many can be on their way at once: in the sums a line waited for
   * holds up all that follows, as the entry to be written is not known before it.
   */
  private gather(order: Uint32Array, start: number, count: number): void {
    const { pairs, packed } = this.shared
    const { firsts, gathered, words } = this
    const width = this.opened.groups.length
    let touched = 0
    for (let k = 0; k < count; k++) {
      const row = order[start + k] as number
      const first = Math.imul(row, width)
      firsts[k] = first
      for (let word = 0; word < width; word += lineWords) touched ^= words[first + word] as number
      touched ^= words[first + width - 1] as number
      if (this.packed) gathered[k] = packed[row] as number
      else {
        gathered[2 * k] = pairs[2 * row] as number
        gathered[2 * k + 1] = pairs[2 * row + 1] as number
      }
    }
    // Kept, so that the reads are not thought idle.
    this.touched = touched
  }

  private bestOf(
    slot: Slot,
    node: NodeSums,
    places: readonly number[],
    { active, scale }: SearchMessage,
  ): FoundSplit | null {
    const { columns, candidates, rules, groups } = this.opened
    let best: FoundSplit | null = null
    for (const place of places) {
      const group = groups[place] as number
      const histogram = slot.byGroup[place] as Float64Array
      for (let column = 4 * group; column < Math.min(columns.length, 4 * group + 4); column++) {
        const indices = this.byColumn.get(column) ?? []
        if (!indices.some((index) => active[index] === 1)) continue
        const sums = this.unpacked(histogram, column & 3, columns[column] as BinnedColumn, scale)
        for (const index of indices) {
          if (active[index] !== 1) continue
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
    const { bins } = column
    const first = place * binSlots
    if (scale) {
      unpackAll(histogram, first, bins, scale, gradient, hessian)
      unpackInto(histogram[first + missingBin] as number, scale, missingBin, gradient, hessian)
    } else {
      for (let bin = 0; bin < bins; bin++) {
        gradient[bin] = histogram[2 * (first + bin)] as number
        hessian[bin] = histogram[2 * (first + bin) + 1] as number
      }
      gradient[missingBin] = histogram[2 * (first + missingBin)] as number
      hessian[missingBin] = histogram[2 * (first + missingBin) + 1] as number
    }
    return { bins: column.bins, gradient, hessian }
  }
}

/** The greater gain; of equal gains the earlier candidate, so that no order of arrival matters. */
export function better(split: FoundSplit, than: FoundSplit | null): boolean {
  return !than || split.gain > than.gain || (split.gain === than.gain && split.candidate < than.candidate)
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
