import { blockRows, type CompiledTree, leafWord } from './compile.ts'

/** Column c's code of row r of a block is `codes[c * blockRows + r]`; a word's column sits eight bits up. */
const columnShift = Math.log2(blockRows) - 8

/** Adds each row's leaf to `sums[first..first + rows)`; the block's rows start at code 0. */
export function addTree(
  tree: CompiledTree,
  codes: Uint8Array,
  rows: number,
  sums: Float64Array,
  first: number,
): void {
  if (tree.kind === 'linked') {
    addLinked(tree.words, tree.children, tree.values, codes, rows, sums, first)
    return
  }
  const { words, values, depth } = tree
  const whole = rows - (rows % 4)
  addFours(words, values, depth, codes, whole, sums, first)
  for (let row = whole; row < rows; row++) {
    let k = 1
    for (let d = 0; d < depth; d++) k = step(words[k] as number, codes, row, k)
    sums[first + row] = (sums[first + row] as number) + (values[k - words.length] as number)
  }
}

/** The child a code leads to: 2k, or 2k + 1 when it is above the cut. */
function step(word: number, codes: Uint8Array, row: number, k: number): number {
  const code = codes[((word & ~255) << columnShift) + row] as number
  return 2 * k + (((word & 255) - code) >>> 31)
}

/** Four rows side by side: while one waits for its node, the others go on. No branch depends on the data. */
function addFours(
  words: Uint32Array,
  values: Float64Array,
  depth: number,
  codes: Uint8Array,
  rows: number,
  sums: Float64Array,
  first: number,
): void {
  const leaves = words.length
  for (let row = 0; row < rows; row += 4) {
    let a = 1
    let b = 1
    let c = 1
    let d = 1
    for (let level = 0; level < depth; level++) {
      const wa = words[a] as number
      const wb = words[b] as number
      const wc = words[c] as number
      const wd = words[d] as number
      const ca = codes[((wa & ~255) << columnShift) + row] as number
      const cb = codes[((wb & ~255) << columnShift) + row + 1] as number
      const cc = codes[((wc & ~255) << columnShift) + row + 2] as number
      const cd = codes[((wd & ~255) << columnShift) + row + 3] as number
      a = 2 * a + (((wa & 255) - ca) >>> 31)
      b = 2 * b + (((wb & 255) - cb) >>> 31)
      c = 2 * c + (((wc & 255) - cc) >>> 31)
      d = 2 * d + (((wd & 255) - cd) >>> 31)
    }
    const at = first + row
    sums[at] = (sums[at] as number) + (values[a - leaves] as number)
    sums[at + 1] = (sums[at + 1] as number) + (values[b - leaves] as number)
    sums[at + 2] = (sums[at + 2] as number) + (values[c - leaves] as number)
    sums[at + 3] = (sums[at + 3] as number) + (values[d - leaves] as number)
  }
}

function addLinked(
  words: Uint32Array,
  children: Uint32Array,
  values: Float64Array,
  codes: Uint8Array,
  rows: number,
  sums: Float64Array,
  first: number,
): void {
  for (let row = 0; row < rows; row++) {
    let at = 0
    for (let word = words[0] as number; word !== leafWord; word = words[at] as number)
      at = children[step(word, codes, row, at)] as number
    sums[first + row] = (sums[first + row] as number) + (values[at] as number)
  }
}
