import { InvalidInputError } from '../errors.ts'

/** Rows from the highest score to the lowest; equal scores keep the order of the rows. O(n log n). */
export function descendingOrder(scores: ArrayLike<number>): Uint32Array {
  const order = new Uint32Array(scores.length)
  for (let i = 0; i < order.length; i++) order[i] = i
  return order.sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b)
}

/** How many of the rows are positive. @throws InvalidInputError unless each entry is 0 or 1 and there is a row */
export function countPositives(target: ArrayLike<number>): number {
  if (target.length === 0) throw new InvalidInputError('target', 'is empty; at least one row is needed.')
  let positives = 0
  for (let i = 0; i < target.length; i++) {
    const y = target[i]
    if (y !== 0 && y !== 1) throw new InvalidInputError(`target[${i}]`, `must be 0 or 1, not ${y}.`)
    positives += y
  }
  return positives
}

/** @throws InvalidInputError unless there is one score a row, none of them NaN */
export function assertScores(scores: ArrayLike<number>, rows: number, argument = 'scores'): void {
  if (scores.length !== rows)
    throw new InvalidInputError(argument, `has ${scores.length} entries, the target ${rows}.`)
  for (let i = 0; i < rows; i++)
    if (Number.isNaN(scores[i] as number))
      throw new InvalidInputError(`${argument}[${i}]`, 'is not a number; every row needs a score.')
}

/** Rows of one score, from the highest score down. */
export interface TiedBlock {
  readonly score: number
  /** Rows of this score, and of this or a higher one. */
  readonly rows: number
  readonly rowsSoFar: number
  readonly positives: number
  readonly positivesSoFar: number
}

/** Cuts a ranking where the score changes: no figure may depend on how equal scores happen to lie in the file. */
export function tiedBlocks(scores: ArrayLike<number>, target: ArrayLike<number>): TiedBlock[] {
  const order = descendingOrder(scores)
  const blocks: TiedBlock[] = []
  let [rows, positives, rowsSoFar, positivesSoFar] = [0, 0, 0, 0]
  for (let at = 0; at < order.length; at++) {
    const row = order[at] as number
    rows += 1
    rowsSoFar += 1
    positives += target[row] as number
    positivesSoFar += target[row] as number
    const score = scores[row] as number
    if (at + 1 < order.length && scores[order[at + 1] as number] === score) continue
    blocks.push({ score, rows, rowsSoFar, positives, positivesSoFar })
    rows = 0
    positives = 0
  }
  return blocks
}
