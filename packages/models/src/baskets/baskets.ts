import { assertCount, InvalidInputError } from '../errors.ts'

/** Distinct items of each basket: basket b holds `items[offsets[b] .. offsets[b+1])`, ascending, each once. */
export interface Baskets {
  readonly baskets: number
  /** Items are codes below this. */
  readonly width: number
  readonly offsets: Uint32Array
  readonly items: Uint32Array
}

/**
 * Baskets from lines (basket, item) in any order; a line that comes twice counts once.
 * @param basket, item codes below `baskets` and `width`; equal lengths
 * @throws InvalidInputError for unequal lengths, no baskets, or a code out of range
 */
export function basketsOf(
  baskets: number,
  width: number,
  basket: ArrayLike<number>,
  item: ArrayLike<number>,
): Baskets {
  assertCount('baskets', baskets, 1)
  assertCount('width', width, 1)
  const n = basket.length
  if (item.length !== n) throw new InvalidInputError('item', `has ${item.length} entries, basket ${n}.`)
  const starts = new Uint32Array(baskets + 1)
  for (let i = 0; i < n; i++) {
    const b = basket[i] as number
    const code = item[i] as number
    if (!(Number.isInteger(b) && b >= 0 && b < baskets))
      throw new InvalidInputError(`basket[${i}]`, `is ${b}, but there are ${baskets} baskets.`)
    if (!(Number.isInteger(code) && code >= 0 && code < width))
      throw new InvalidInputError(`item[${i}]`, `is ${code}, but there are ${width} items.`)
    starts[b + 1] = (starts[b + 1] as number) + 1
  }
  for (let b = 0; b < baskets; b++) starts[b + 1] = (starts[b + 1] as number) + (starts[b] as number)
  const all = new Uint32Array(n)
  const next = starts.slice()
  for (let i = 0; i < n; i++) {
    const b = basket[i] as number
    const at = next[b] as number
    all[at] = item[i] as number
    next[b] = at + 1
  }
  return distinct(baskets, width, starts, all)
}

function distinct(baskets: number, width: number, starts: Uint32Array, all: Uint32Array): Baskets {
  const offsets = new Uint32Array(baskets + 1)
  let end = 0
  for (let b = 0; b < baskets; b++) {
    const first = end
    for (const item of all.subarray(starts[b], starts[b + 1]).sort())
      if (end === first || all[end - 1] !== item) all[end++] = item
    offsets[b + 1] = end
  }
  return { baskets, width, offsets, items: all.slice(0, end) }
}

/**
 * The fewest baskets that make up a support: ⌈support · baskets⌉, at least 1.
 * @param support share of all baskets, in (0, 1]
 * @throws InvalidInputError for any other support
 */
export function minimumCount(support: number, baskets: number): number {
  if (!(support > 0 && support <= 1))
    throw new InvalidInputError('support', `must be above 0 and at most 1, not ${support}.`)
  // .07 · 100 is a hair above 7 in binary; it means 7.
  return Math.max(1, Math.ceil(support * baskets * (1 - 4 * Number.EPSILON)))
}
