import type { BinTree, RowsTask } from './messages.ts'

/**
 * Puts the rows of a node in the order of its children: those that go left from the front, those that go right from
 * the back. Without a branch: each row is written to both ends, and one end moves on.
 * @returns how many went left
 */
export function partition(
  words: Uint32Array,
  rows: number,
  from: Uint32Array,
  into: Uint32Array,
  start: number,
  end: number,
  split: { readonly column: number; readonly left: Uint8Array },
): number {
  const first = (split.column >>> 2) * rows
  const shift = (split.column & 3) << 3
  const { left } = split
  let low = start
  let high = end - 1
  for (let i = start; i < end; i++) {
    const row = from[i] as number
    const goesLeft = left[((words[first + row] as number) >>> shift) & 255] as number
    into[low] = row
    into[high] = row
    low += goesLeft
    high -= 1 - goesLeft
  }
  return low - start
}

/** Adds the leaves' values to the scores of a node's rows. */
export function giveLeaves(
  words: Uint32Array,
  rows: number,
  order: Uint32Array,
  task: RowsTask,
  margin: Float64Array,
): void {
  const [leftValue, rightValue] = task.values ?? [0, 0]
  const { split, start, end } = task
  if (!split) {
    for (let i = start; i < end; i++) {
      const row = order[i] as number
      margin[row] = (margin[row] as number) + leftValue
    }
    return
  }
  const first = (split.column >>> 2) * rows
  const shift = (split.column & 3) << 3
  const values = Float64Array.from(split.left, (goesLeft) => (goesLeft === 1 ? leftValue : rightValue))
  for (let i = start; i < end; i++) {
    const row = order[i] as number
    const value = values[((words[first + row] as number) >>> shift) & 255] as number
    margin[row] = (margin[row] as number) + value
  }
}

/** Which node of the tree a row ends in. */
export function leafByBins(tree: BinTree, words: Uint32Array, rows: number, row: number): number {
  let at = 0
  for (let column = tree.column[0] as number; column >= 0; column = tree.column[at] as number) {
    const code = ((words[(column >>> 2) * rows + row] as number) >>> ((column & 3) << 3)) & 255
    const [left, right] = tree.children[at] as readonly [number, number]
    at = tree.left[at]?.[code] === 1 ? left : right
  }
  return at
}
