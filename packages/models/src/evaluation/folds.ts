import { shuffle } from '../chance/distributions.ts'
import type { RandomSource } from '../chance/random.ts'
import { assertCount, assertOpenShare, InvalidInputError } from '../errors.ts'

/** Row numbers to learn from and to be judged on. */
export interface Fold {
  readonly train: Uint32Array
  readonly test: Uint32Array
}

/**
 * Fold f is tested on the rows whose number (from 0) leaves the rest f when divided by `count`.
 * @throws InvalidInputError unless 2 ≤ count ≤ rows
 * @example
 * import { modFolds } from '@liangti/models'
 * Array.from(modFolds(5, 2)[0].test) // → [0,2,4]
 */
export function modFolds(rows: number, count: number): Fold[] {
  assertFolds(rows, count)
  return foldsOf(
    Uint32Array.from({ length: rows }, (_, row) => row % count),
    count,
  )
}

/**
 * Rows in random order, dealt to `count` folds of equal size (give or take one).
 * @throws InvalidInputError unless 2 ≤ count ≤ rows
 */
export function randomFolds(rows: number, count: number, random: RandomSource): Fold[] {
  assertFolds(rows, count)
  const order = Uint32Array.from({ length: rows }, (_, row) => row)
  shuffle(random, order)
  const foldOf = new Uint32Array(rows)
  order.forEach((row, at) => {
    foldOf[row] = at % count
  })
  return foldsOf(foldOf, count)
}

/**
 * One fold that learns from the first ⌊share · rows⌋ rows and is tested on the later ones: what a model meets in use.
 * @param share in (0, 1)
 * @param time one a row, any unit; without it the order of the rows is the order of time. Equal times keep the rows' order
 * @throws InvalidInputError for a share outside (0, 1), a side without rows, or times that are NaN or not one a row
 */
export function forwardFold(rows: number, share: number, time?: ArrayLike<number>): Fold {
  assertOpenShare('share', share)
  assertCount('rows', rows, 2)
  const order = Uint32Array.from({ length: rows }, (_, row) => row)
  if (time) {
    if (time.length !== rows)
      throw new InvalidInputError('time', `has ${time.length} entries, there are ${rows} rows.`)
    const at = Array.prototype.findIndex.call(time, (t: number) => Number.isNaN(t))
    if (at >= 0) throw new InvalidInputError(`time[${at}]`, 'is missing; every row needs a time.')
    order.sort((a, b) => (time[a] as number) - (time[b] as number) || a - b)
  }
  const cut = Math.floor(share * rows * (1 + 4 * Number.EPSILON))
  if (cut === 0)
    throw new InvalidInputError('share', `of ${share} leaves none of ${rows} rows to learn from.`)
  return { train: order.slice(0, cut).sort(), test: order.slice(cut).sort() }
}

function assertFolds(rows: number, count: number): void {
  assertCount('count', count, 2)
  if (rows < count) throw new InvalidInputError('rows', `are ${rows}, too few for ${count} folds.`)
}

function foldsOf(foldOf: Uint32Array, count: number): Fold[] {
  return Array.from({ length: count }, (_, fold) => {
    const test = foldOf.reduce((sum, f) => sum + (f === fold ? 1 : 0), 0)
    const result = { train: new Uint32Array(foldOf.length - test), test: new Uint32Array(test) }
    let [trained, tested] = [0, 0]
    for (let row = 0; row < foldOf.length; row++) {
      if (foldOf[row] === fold) result.test[tested++] = row
      else result.train[trained++] = row
    }
    return result
  })
}
