import type { Baskets } from '../baskets/baskets.ts'
import { assertCount } from '../errors.ts'

export interface BoughtTogetherOptions {
  /** Companions kept for each item; default 10. */
  most?: number
  /** Least number of baskets with both; default 2. */
  leastCount?: number
}

export interface Companion {
  item: number
  /** Baskets that hold both. */
  count: number
  /** Of the baskets with the first item, the share that also hold this one. */
  confidence: number
  /** Confidence over this item's own share; above 1 for all companions. */
  lift: number
  /** Log-likelihood ratio G² against independence: how sure it is that they belong together. */
  evidence: number
}

/**
 * For each item, what is bought with it more often than chance would have it; the surest first, so that neither
 * bestsellers (high confidence with everything) nor rarities (high lift from two baskets) crowd out the rest. Equals by
 * lower code.
 * @returns by item code
 * @throws InvalidInputError unless most and leastCount are whole numbers of at least 1
 * Source: Dunning (1993), Accurate methods for the statistics of surprise and coincidence.
 * @example
 * import { basketsOf, boughtTogether } from '@liangti/models'
 * const baskets = basketsOf(4, 3, [0, 0, 1, 1, 2, 3], [0, 1, 0, 1, 2, 2])
 * boughtTogether(baskets)[0] // → [{item: 1, count: 2, confidence: 1, lift: 2, evidence: 5.545}]
 */
export function boughtTogether(baskets: Baskets, options: BoughtTogetherOptions = {}): Companion[][] {
  const { most = 10, leastCount = 2 } = options
  assertCount('most', most, 1)
  assertCount('leastCount', leastCount, 1)
  const { where, starts, own } = basketsByItem(baskets)
  const together = new Uint32Array(baskets.width)
  return Array.from(own, (count, item) => {
    const touched: number[] = []
    for (let i = starts[item] as number; i < (starts[item + 1] as number); i++) {
      const basket = where[i] as number
      const end = baskets.offsets[basket + 1] as number
      for (let e = baskets.offsets[basket] as number; e < end; e++) {
        const other = baskets.items[e] as number
        const before = together[other] as number
        if (before === 0) touched.push(other)
        together[other] = before + 1
      }
    }
    const found = touched
      .filter((other) => other !== item && (together[other] as number) >= leastCount)
      .map((other) =>
        companionOf(other, together[other] as number, count, own[other] as number, baskets.baskets),
      )
      .filter((companion) => companion.lift > 1)
      .sort((a, b) => b.evidence - a.evidence || a.item - b.item)
      .slice(0, most)
    for (const other of touched) together[other] = 0
    return found
  })
}

function basketsByItem(baskets: Baskets) {
  const own = new Uint32Array(baskets.width)
  for (const item of baskets.items) own[item] = (own[item] as number) + 1
  const starts = new Uint32Array(baskets.width + 1)
  for (let i = 0; i < baskets.width; i++) starts[i + 1] = (starts[i] as number) + (own[i] as number)
  const next = starts.slice()
  const where = new Uint32Array(baskets.items.length)
  for (let b = 0; b < baskets.baskets; b++)
    for (const item of baskets.items.subarray(baskets.offsets[b], baskets.offsets[b + 1])) {
      const at = next[item] as number
      where[at] = b
      next[item] = at + 1
    }
  return { own, starts, where }
}

function companionOf(item: number, both: number, first: number, second: number, all: number): Companion {
  const term = (seen: number, row: number, column: number) =>
    seen === 0 ? 0 : 2 * seen * Math.log((seen * all) / (row * column))
  const evidence =
    term(both, first, second) +
    term(first - both, first, all - second) +
    term(second - both, all - first, second) +
    term(all - first - second + both, all - first, all - second)
  return { item, count: both, confidence: both / first, lift: (both * all) / (first * second), evidence }
}
