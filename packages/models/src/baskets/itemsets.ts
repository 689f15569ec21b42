import { assertCount, InvalidInputError } from '../errors.ts'
import { type Baskets, minimumCount } from './baskets.ts'

export interface ItemsetOptions {
  /** Share of all baskets an itemset must be in, in (0, 1]. */
  support: number
  /** Longest itemset looked for; no limit by default. */
  maxLength?: number
  /** Stops with an error beyond this many; default 5 million (about 200 MB). */
  maxItemsets?: number
}

/**
 * Frequent itemsets as a tree: node i adds `item[i]` to the itemset of its parent (−1 for none). The children of a node
 * lie together and ascend by item, and each child's item is above its parent's.
 */
export interface FrequentItemsets {
  readonly baskets: number
  readonly minimumCount: number
  /** How many itemsets there are. */
  readonly size: number
  readonly item: Uint32Array
  /** Baskets that hold all items of the itemset. */
  readonly count: Uint32Array
  readonly parent: Int32Array
  readonly firstChild: Uint32Array
  readonly children: Uint32Array
  /** Itemsets of one item: nodes 0 … `singles` − 1. */
  readonly singles: number
}

/**
 * All itemsets in at least ⌈support · baskets⌉ baskets.
 * @throws InvalidInputError for a support outside (0, 1], or more itemsets than `maxItemsets`
 * Source: depth first over lists of baskets as Eclat (Zaki, 2000), each list dealt out to all extensions of an itemset
 *   in one pass as LCM does ("occurrence deliver": Uno, Kiyomi & Arimura, 2004); work follows the entries there are.
 * @example
 * import { basketsOf, frequentItemsets } from '@liangti/models'
 * const baskets = basketsOf(3, 3, [0, 0, 1, 1, 2], [0, 1, 0, 1, 2])
 * const found = frequentItemsets(baskets, { support: 0.5 })
 * found.size // → 3
 * Array.from(found.count) // → [2,2,2]
 */
export function frequentItemsets(baskets: Baskets, options: ItemsetOptions): FrequentItemsets {
  const least = minimumCount(options.support, baskets.baskets)
  const maxLength = options.maxLength ?? Number.MAX_SAFE_INTEGER
  assertCount('maxLength', maxLength, 1)
  const tree = growingTree(options.maxItemsets ?? 5_000_000, options.support)
  const count = new Uint32Array(baskets.width)
  // Where in a basket the item after the last one of the itemset stands, beside the basket's number.
  const everywhere: Occurrences = {
    basket: Uint32Array.from({ length: baskets.baskets }, (_, b) => b),
    next: baskets.offsets.slice(0, baskets.baskets),
  }
  function extend(parent: number, at: Occurrences, depth: number): void {
    const found = deliver(baskets, at, count, least)
    if (found === null) return
    const first = tree.add(parent, found.items, found.counts)
    if (depth === maxLength) return
    const lists = occurrencesOf(baskets, at, found, count)
    lists.forEach((list, i) => {
      extend(first + i, list, depth + 1)
    })
  }
  extend(-1, everywhere, 1)
  return { baskets: baskets.baskets, minimumCount: least, ...tree.finish() }
}

interface Occurrences {
  basket: Uint32Array
  next: Uint32Array
}

interface Extensions {
  items: number[]
  counts: number[]
}

/** Counts every item after the itemset over its baskets; `count` is all zeros before and after. */
function deliver(baskets: Baskets, at: Occurrences, count: Uint32Array, least: number): Extensions | null {
  const { offsets, items } = baskets
  const touched: number[] = []
  for (let i = 0; i < at.basket.length; i++) {
    const end = offsets[(at.basket[i] as number) + 1] as number
    for (let e = at.next[i] as number; e < end; e++) {
      const item = items[e] as number
      const before = count[item] as number
      if (before === 0) touched.push(item)
      count[item] = before + 1
    }
  }
  const found = touched.filter((item) => (count[item] as number) >= least).sort((a, b) => a - b)
  const counts = found.map((item) => count[item] as number)
  for (const item of touched) count[item] = 0
  return found.length === 0 ? null : { items: found, counts }
}

/** The baskets of each extension; `slot` is all zeros before and after. */
function occurrencesOf(
  baskets: Baskets,
  at: Occurrences,
  found: Extensions,
  slot: Uint32Array,
): Occurrences[] {
  const { offsets, items } = baskets
  const lists = found.counts.map((n) => ({ basket: new Uint32Array(n), next: new Uint32Array(n) }))
  const filled = new Uint32Array(lists.length)
  found.items.forEach((item, i) => {
    slot[item] = i + 1
  })
  for (let i = 0; i < at.basket.length; i++) {
    const b = at.basket[i] as number
    const end = offsets[b + 1] as number
    for (let e = at.next[i] as number; e < end; e++) {
      const s = slot[items[e] as number] as number
      if (s === 0) continue
      const list = lists[s - 1] as Occurrences
      const k = filled[s - 1] as number
      list.basket[k] = b
      list.next[k] = e + 1
      filled[s - 1] = k + 1
    }
  }
  for (const item of found.items) slot[item] = 0
  return lists
}

function growingTree(most: number, support: number) {
  let size = 0
  let singles = 0
  let item = new Uint32Array(1024)
  let count = new Uint32Array(1024)
  let parent = new Int32Array(1024)
  let firstChild = new Uint32Array(1024)
  let children = new Uint32Array(1024)
  function grow(): void {
    const wider = <A extends Uint32Array | Int32Array>(from: A, to: A) => {
      to.set(from)
      return to
    }
    const room = item.length * 2
    item = wider(item, new Uint32Array(room))
    count = wider(count, new Uint32Array(room))
    parent = wider(parent, new Int32Array(room))
    firstChild = wider(firstChild, new Uint32Array(room))
    children = wider(children, new Uint32Array(room))
  }
  return {
    add(above: number, items: readonly number[], counts: readonly number[]): number {
      const first = size
      if (size + items.length > most)
        throw new InvalidInputError(
          'support',
          `of ${support} gives more than ${most} itemsets; ask for a higher support or shorter itemsets.`,
        )
      while (size + items.length > item.length) grow()
      items.forEach((code, i) => {
        item[size] = code
        count[size] = counts[i] as number
        parent[size] = above
        size += 1
      })
      if (above < 0) singles = size
      else {
        firstChild[above] = first
        children[above] = items.length
      }
      return first
    },
    finish: () => ({
      size,
      singles,
      item: item.slice(0, size),
      count: count.slice(0, size),
      parent: parent.slice(0, size),
      firstChild: firstChild.slice(0, size),
      children: children.slice(0, size),
    }),
  }
}

/** Items of an itemset, ascending. @param node below `size` */
export function itemsOf(itemsets: FrequentItemsets, node: number): number[] {
  const items: number[] = []
  for (let at = node; at >= 0; at = itemsets.parent[at] as number) items.push(itemsets.item[at] as number)
  return items.reverse()
}

/** The node of an itemset. @param items ascending, at least one @returns −1 where it is not frequent */
export function nodeOf(itemsets: FrequentItemsets, items: readonly number[]): number {
  let [first, many] = [0, itemsets.singles]
  let node = -1
  for (const item of items) {
    let [low, high] = [first, first + many - 1]
    node = -1
    while (low <= high) {
      const middle = (low + high) >>> 1
      const found = itemsets.item[middle] as number
      if (found === item) {
        node = middle
        break
      }
      if (found < item) low = middle + 1
      else high = middle - 1
    }
    if (node < 0) return -1
    first = itemsets.firstChild[node] as number
    many = itemsets.children[node] as number
  }
  return node
}
