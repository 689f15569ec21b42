import { assertCount } from '../errors.ts'

export interface SmallCells {
  /** Which cells may be published. */
  cells: boolean[]
  /** Which sums may be published. */
  sums: boolean[]
}

/**
 * Which cells of a table of people, and which sums over its cells, may be published so that nobody is told of fewer than
 * `k`: no cell that holds 1 … k − 1 people (primary suppression), and no other cell that one subtraction would need to
 * find such a group (complementary suppression). One subtraction is a published sum less the published cells in it, or
 * less another published sum that lies in it. Cells without anybody are published: they tell of nobody.
 *
 * What several subtractions, or tables of different days or cuts, tell together is not looked at.
 * @param counts people by cell, whole numbers ≥ 0; @param sums cells each sum is made of, by their place
 * @param k ≥ 1; 1 publishes everything
 * @throws InvalidInputError
 * @returns the cell with the fewest people goes first, so that little is lost; the same input gives the same output
 * Source: Hundepool et al. (2012), Statistical Disclosure Control, ch. 4 (cell suppression).
 */
export function smallCells(
  counts: readonly number[],
  sums: readonly (readonly number[])[],
  k: number,
): SmallCells {
  assertCount('k', k, 1)
  for (const [cell, count] of counts.entries()) assertCount(`counts[${cell}]`, count)
  const people = (cells: Iterable<number>) => {
    let sum = 0
    for (const cell of cells) sum += counts[cell] ?? 0
    return sum
  }
  const isSmall = (n: number) => n > 0 && n < k
  const cells = counts.map((count) => !isSmall(count))
  const members = sums.map((sum) => new Set(sum))
  const open = members.map((sum) => !isSmall(people(sum)))
  const hidden = (sum: ReadonlySet<number>) => new Set([...sum].filter((cell) => !cells[cell]))
  /** Hides the smallest published cell among these. @returns false where none is left */
  const hideOne = (among: Iterable<number>): boolean => {
    let least = -1
    for (const cell of among) {
      const n = counts[cell] ?? 0
      if (cells[cell] && n > 0 && (least < 0 || n < (counts[least] ?? 0))) least = cell
    }
    if (least >= 0) cells[least] = false
    return least >= 0
  }
  const settleAlone = (i: number): boolean => {
    const sum = members[i]
    if (!open[i] || !sum || !isSmall(people(hidden(sum)))) return false
    if (!hideOne(sum)) open[i] = false
    return true
  }
  const settlePair = (inner: number, outer: number): boolean => {
    const [small, large] = [members[inner], members[outer]]
    if (!small || !large || !open[inner] || !open[outer] || inner === outer) return false
    const [within, around] = [hidden(small), hidden(large)]
    for (const cell of within) if (!around.has(cell)) return false
    const rest = [...around].filter((cell) => !within.has(cell))
    if (!isSmall(people(rest))) return false
    if (!hideOne([...large].filter((cell) => !small.has(cell)))) open[inner] = false
    return true
  }
  // Each round hides one more cell or closes one more sum, so there are no more rounds than there are of both.
  for (let changed = true; changed; ) {
    changed = false
    for (let i = 0; i < members.length && !changed; i++) {
      changed = settleAlone(i)
      for (let j = 0; j < members.length && !changed; j++) changed = settlePair(i, j)
    }
  }
  return { cells, sums: open }
}
