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
 * lie together; along them and down the tree items ascend by `rank`, the rarest first.
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
  /** Place of each item among the frequent ones, the rarest 0; −1 for items that are not frequent. */
  readonly rank: Int32Array
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
  const { ranked, rank, codes } = byRarity(baskets, least)
  const count = new Uint32Array(codes.length)
  // Where in a basket the item after the last one of the itemset stands, beside the basket's number.
  const everywhere: Occurrences = {
    basket: Uint32Array.from({ length: baskets.baskets }, (_, b) => b),
    next: ranked.offsets.slice(0, baskets.baskets),
  }
  function extend(parent: number, at: Occurrences, depth: number): void {
    const found = deliver(ranked, at, count, least)
    if (found === null) return
    const first = tree.add(parent, found.items, found.counts)
    if (depth === maxLength) return
    const lists = occurrencesOf(ranked, at, found, count)
    lists.forEach((list, i) => {
      extend(first + i, list, depth + 1)
    })
  }
  extend(-1, everywhere, 1)
  const found = tree.finish()
  return {
    ...found,
    baskets: baskets.baskets,
    minimumCount: least,
    item: found.item.map((place) => codes[place] as number),
    rank,
  }
}

/** Baskets of frequent items only, the rarest first: long lists then meet few items behind them. */
function byRarity(baskets: Baskets, least: number) {
  const counts = new Uint32Array(baskets.width)
  for (const item of baskets.items) counts[item] = (counts[item] as number) + 1
  const codes = Uint32Array.from(counts.keys())
    .filter((item) => (counts[item] as number) >= least)
    .sort((a, b) => (counts[a] as number) - (counts[b] as number) || a - b)
  const rank = new Int32Array(baskets.width).fill(-1)
  codes.forEach((item, place) => {
    rank[item] = place
  })
  const items = new Uint32Array(baskets.items.length)
  const offsets = new Uint32Array(baskets.baskets + 1)
  let end = 0
  for (let b = 0; b < baskets.baskets; b++) {
    const first = end
    const last = baskets.offsets[b + 1] as number
    for (let e = baskets.offsets[b] as number; e < last; e++) {
      const place = rank[baskets.items[e] as number] as number
      if (place >= 0) items[end++] = place
    }
    items.subarray(first, end).sort()
    offsets[b + 1] = end
  }
  const ranked: Baskets = {
    baskets: baskets.baskets,
    width: codes.length,
    offsets,
    items: items.slice(0, end),
  }
  return { ranked, rank, codes }
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
  return items.sort((a, b) => a - b)
}

/** The node of an itemset. @param items at least one, each once, in any order @returns −1 where it is not frequent */
export function nodeOf(itemsets: FrequentItemsets, items: readonly number[]): number {
  const { rank, item, firstChild, children } = itemsets
  const places = items.map((code) => rank[code] ?? -1).sort((a, b) => a - b)
  let [first, many] = [0, itemsets.singles]
  let node = -1
  for (const place of places) {
    let [low, high] = [first, first + many - 1]
    node = -1
    while (low <= high && node < 0) {
      const middle = (low + high) >>> 1
      const found = rank[item[middle] as number] as number
      if (found === place) node = middle
      else if (found < place) low = middle + 1
      else high = middle - 1
    }
    if (node < 0) return -1
    first = firstChild[node] as number
    many = children[node] as number
  }
  return node
}
