import { codePointsOf } from './code-points.ts'

/**
 * Damerau-Levenshtein distance: the fewest insertions, deletions, substitutions and swaps of neighbours that turn one
 * text into the other (unrestricted: a swapped pair may be edited again).
 * @returns whole number from 0 (equal) to the length of the longer text, in code points
 * Source: Lowrance & Wagner (1975), An extension of the string-to-string correction problem, JACM 22.
 * @example
 * import { damerauLevenshtein } from '@liangti/models'
 * damerauLevenshtein('smith', 'simth') // → 1
 * damerauLevenshtein('CA', 'ABC') // → 2
 */
export function damerauLevenshtein(a: string, b: string): number {
  return damerauLevenshteinOver([a, b])(0, 1)
}

/** The distance over many values, read once. */
export function damerauLevenshteinOver(values: readonly string[]): (a: number, b: number) => number {
  const { points, starts } = codePointsOf(values)
  let cells = new Int32Array(0)
  // Row after the last one of `a` that held a character.
  const lastRow = new Map<number, number>()
  return (a, b) => {
    const [fromA, fromB] = [starts[a] as number, starts[b] as number]
    const rows = (starts[a + 1] as number) - fromA
    const columns = (starts[b + 1] as number) - fromB
    const width = columns + 2
    if (cells.length < (rows + 2) * width) cells = new Int32Array((rows + 2) * width)
    const far = rows + columns
    cells[0] = far
    for (let i = 0; i <= rows; i++) {
      cells[(i + 1) * width] = far
      cells[(i + 1) * width + 1] = i
    }
    for (let j = 0; j <= columns; j++) {
      cells[j + 1] = far
      cells[width + j + 1] = j
    }
    lastRow.clear()
    for (let i = 1; i <= rows; i++) {
      const point = points[fromA + i - 1] as number
      let lastColumn = 0
      for (let j = 1; j <= columns; j++) {
        const other = points[fromB + j - 1] as number
        const row = lastRow.get(other) ?? 0
        const column = lastColumn
        const same = point === other
        if (same) lastColumn = j
        cells[(i + 1) * width + j + 1] = Math.min(
          (cells[i * width + j] as number) + (same ? 0 : 1),
          (cells[(i + 1) * width + j] as number) + 1,
          (cells[i * width + j + 1] as number) + 1,
          (cells[row * width + column] as number) + (i - row - 1) + 1 + (j - column - 1),
        )
      }
      lastRow.set(point, i)
    }
    return cells[(rows + 1) * width + columns + 1] as number
  }
}
