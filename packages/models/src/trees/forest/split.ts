import type { BinnedColumn, BinnedTable, BinSplit } from '../binned-table.ts'
import { missingBin } from '../bins.ts'

/** One thing a node may split on, as in boosting. */
export interface ForestCandidate {
  readonly column: number
  readonly kind: 'number' | 'level' | 'sorted'
  readonly bin: number
}

export interface ForestSplit extends BinSplit {
  readonly gain: number
}

/** Of the cuts between the last bin on the left and the first on the right, the one in the middle of the gap. */
function middleOfGap(cuts: Float64Array, order: readonly number[], position: number): number | null {
  const last = order[position]
  if (last === undefined) return null
  const next = order[position + 1]
  if (next === undefined) return last
  const middle = (cuts[last] as number) / 2 + (cuts[next - 1] as number) / 2
  let best = last
  for (let bin = last + 1; bin < next; bin++)
    if (Math.abs((cuts[bin] as number) - middle) < Math.abs((cuts[best] as number) - middle)) best = bin
  return best
}

/** Finds splits of one node after another; a split is the better, the less the squared error (for 0/1: Gini) it leaves. */
export class SplitFinder {
  /** Candidates in an order that each node's draw shuffles on. */
  readonly shuffled: Uint32Array
  private readonly table: BinnedTable
  private readonly target: Float64Array
  private readonly drawn: Float64Array
  private readonly minLeaf: number
  private readonly weightOf = new Float64Array(256)
  private readonly targetOf = new Float64Array(256)
  private readonly rowsOf = new Uint32Array(256)
  /** Whether the candidate last looked at is the same for all rows of the node. */
  constant = false
  private order: Uint32Array = new Uint32Array(0)
  private start = 0
  private end = 0
  private weight = 0
  private sum = 0
  private gain = 0
  private position = -1
  private missingLeft = false
  private leftRows = 0

  constructor(
    table: BinnedTable,
    target: Float64Array,
    drawn: Float64Array,
    minLeaf: number,
    candidates: number,
  ) {
    this.table = table
    this.target = target
    this.drawn = drawn
    this.minLeaf = minLeaf
    this.shuffled = Uint32Array.from({ length: candidates }, (_, index) => index)
  }

  /** The rows `order[start..end)` are the node from now on. */
  enter(order: Uint32Array, start: number, end: number): { weight: number; target: number; pure: boolean } {
    this.order = order
    this.start = start
    this.end = end
    this.weight = 0
    this.sum = 0
    const first = start < end ? (this.target[order[start] as number] as number) : 0
    let pure = true
    for (let i = start; i < end; i++) {
      const row = order[i] as number
      const y = this.target[row] as number
      this.weight += this.drawn[row] as number
      this.sum += (this.drawn[row] as number) * y
      if (y !== first) pure = false
    }
    return { weight: this.weight, target: this.sum, pure }
  }

  best(candidate: ForestCandidate, column: BinnedColumn): ForestSplit | null {
    this.gain = 0
    this.position = -1
    this.sumByBin(candidate.column)
    let leftBins: number[] = []
    let lastLeft: number | null = null
    if (candidate.kind === 'level') {
      const { bin } = candidate
      const rows = this.rowsOf[bin] as number
      this.constant = rows === 0 || rows === this.end - this.start
      this.offer(this.weightOf[bin] as number, this.targetOf[bin] as number, rows, bin, false)
      leftBins = [bin]
    } else {
      const order = this.binsInOrder(candidate, column)
      this.constant = order.length + ((this.rowsOf[missingBin] as number) > 0 ? 1 : 0) <= 1
      this.cut(order)
      if (column.kind === 'numeric') lastLeft = middleOfGap(column.cuts, order, this.position)
      else leftBins = order.slice(0, this.position + 1)
    }
    if (this.position < 0) return null
    return { column: candidate.column, lastLeft, leftBins, missingLeft: this.missingLeft, gain: this.gain }
  }

  private sumByBin(column: number): void {
    const { weightOf, targetOf, rowsOf, order, drawn, target } = this
    const { words, rows } = this.table
    const first = (column >>> 2) * rows
    const shift = (column & 3) << 3
    weightOf.fill(0)
    targetOf.fill(0)
    rowsOf.fill(0)
    for (let i = this.start; i < this.end; i++) {
      const row = order[i] as number
      const bin = ((words[first + row] as number) >>> shift) & 255
      const w = drawn[row] as number
      weightOf[bin] = (weightOf[bin] as number) + w
      targetOf[bin] = (targetOf[bin] as number) + w * (target[row] as number)
      rowsOf[bin] = (rowsOf[bin] as number) + 1
    }
  }

  /** Bins that have rows: ascending for numbers, by mean target for levels (exact for two classes and squared error). */
  private binsInOrder(candidate: ForestCandidate, column: BinnedColumn): number[] {
    const order: number[] = []
    for (let bin = 0; bin < column.bins; bin++) if ((this.rowsOf[bin] as number) > 0) order.push(bin)
    if (candidate.kind === 'number') return order
    const mean = (bin: number) => (this.targetOf[bin] as number) / (this.weightOf[bin] as number)
    return order.sort((a, b) => mean(a) - mean(b) || a - b)
  }

  private cut(order: readonly number[]): void {
    const missingRows = this.rowsOf[missingBin] as number
    const missingW = this.weightOf[missingBin] as number
    const missingT = this.targetOf[missingBin] as number
    let w = 0
    let t = 0
    let n = 0
    for (let rank = 0; rank < order.length; rank++) {
      const bin = order[rank] as number
      w += this.weightOf[bin] as number
      t += this.targetOf[bin] as number
      n += this.rowsOf[bin] as number
      this.offer(w, t, n, rank, false)
      if (missingRows > 0) this.offer(w + missingW, t + missingT, n + missingRows, rank, true)
    }
    // Nothing was missing here: should something be later, it goes with the many.
    if (missingRows === 0) this.missingLeft = this.leftRows * 2 >= this.end - this.start
  }

  private offer(w: number, t: number, n: number, position: number, missingLeft: boolean): void {
    if (n < this.minLeaf || this.end - this.start - n < this.minLeaf) return
    const rest = this.weight - w
    if (!(w > 0 && rest > 0)) return
    const right = this.sum - t
    const both = (t * t) / w + (right * right) / rest
    const gain = both - (this.sum * this.sum) / this.weight
    if (!(gain > this.gain && gain > 1e-12 * both)) return
    this.gain = gain
    this.position = position
    this.missingLeft = missingLeft
    this.leftRows = n
  }
}
