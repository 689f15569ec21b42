import {
  associationRules,
  type Baskets,
  basketsOf,
  frequentItemsets,
  InvalidInputError,
  itemsOf,
  minimumCount,
  nodeOf,
  seededRandom,
  topRules,
} from '@liangti/models'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { realTable } from '../real-table.ts'

const groceries = await realTable('groceries/groceries.csv.gz')

describe.skipIf(groceries === null)('reference: groceries of R’s arules (9,835 baskets, 169 items)', () => {
  let baskets: Baskets
  let names: string[]
  beforeAll(() => {
    if (groceries === null) return
    const item = groceries.table.text('item')
    names = item.levels
    baskets = basketsOf(
      9_835,
      169,
      groceries.table.numbers('transaction_id').map((id) => id - 1),
      item.codes,
    )
  })
  it.each([
    [
      0.001,
      13_492,
      [
        [0.8, 410],
        [0.5, 5_668],
        [0.9, 129],
      ],
    ],
    [
      0.005,
      1_001,
      [
        [0.2, 873],
        [0.25, 663],
        [0.5, 120],
      ],
    ],
    [
      0.01,
      333,
      [
        [0.2, 232],
        [0.5, 15],
      ],
    ],
  ] as const)('support %d: %d itemsets and their rules, exactly', (support, count, rules) => {
    const itemsets = frequentItemsets(baskets, { support })
    expect(itemsets.size).toBe(count)
    for (const [confidence, expected] of rules)
      expect(associationRules(itemsets, confidence).size).toBe(expected)
  })
  it('the strongest rule', () => {
    const itemsets = frequentItemsets(baskets, { support: 0.001 })
    const [best] = topRules(itemsets, associationRules(itemsets, 0.8), 1)
    expect(best?.antecedent.map((code) => names[code]).sort()).toEqual(['liquor', 'red/blush wine'])
    expect(names[best?.consequent ?? -1]).toBe('bottled beer')
    expect(best?.confidence).toBeCloseTo(0.9048, 4)
    expect(best?.lift).toBeCloseTo(11.2353, 4)
  })
})

/** Every subset of every basket, counted in a map. */
function bruteForce(rows: number[][], least: number): Map<string, number> {
  const counts = new Map<string, number>()
  for (const row of rows.map((r) => [...new Set(r)].sort((a, b) => a - b)))
    for (let mask = 1; mask < 1 << row.length; mask++) {
      const key = row.filter((_, i) => mask & (1 << i)).join(' ')
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
  return new Map([...counts].filter(([, count]) => count >= least))
}

function made(rows: number[][], width: number): Baskets {
  const basket = rows.flatMap((row, b) => row.map(() => b))
  return basketsOf(rows.length, width, basket, rows.flat())
}

describe('second implementation: every subset counted', () => {
  const rows = fc.array(fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 9 }), {
    minLength: 1,
    maxLength: 40,
  })
  it('finds the same itemsets, counts and rules', () => {
    fc.assert(
      fc.property(
        rows,
        fc.double({ min: 0.02, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (given, support, confidence) => {
          const itemsets = frequentItemsets(made(given, 8), { support })
          const expected = bruteForce(given, minimumCount(support, given.length))
          const found = new Map(
            Array.from(itemsets.count, (count, node) => [itemsOf(itemsets, node).join(' '), count]),
          )
          expect(new Map([...found].sort())).toEqual(new Map([...expected].sort()))
          for (let node = 0; node < itemsets.size; node++)
            expect(nodeOf(itemsets, itemsOf(itemsets, node).reverse())).toBe(node)
          let rules = 0
          for (const [key, count] of expected) {
            const items = key.split(' ')
            for (const item of items) {
              const rest = items.filter((other) => other !== item).join(' ')
              if (count / (rest === '' ? given.length : (expected.get(rest) ?? 0)) >= confidence) rules += 1
            }
          }
          const seen = associationRules(itemsets, confidence)
          expect(seen.size).toBe(rules)
          topRules(itemsets, seen, rules).forEach((rule, i, all) => {
            expect(rule.confidence).toBeGreaterThanOrEqual(confidence)
            expect(rule.lift).toBeLessThanOrEqual(all[i - 1]?.lift ?? Infinity)
          })
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('recovery', () => {
  it('a planted pair stands out of independent items', () => {
    const random = seededRandom(3)
    const rows = Array.from({ length: 4_000 }, () => {
      const row = [2, 3, 4, 5, 6].filter(() => random() < 0.2)
      if (random() < 0.1) row.push(0, ...(random() < 0.8 ? [1] : []))
      return row
    })
    const itemsets = frequentItemsets(made(rows, 7), { support: 0.02 })
    const [best] = topRules(itemsets, associationRules(itemsets, 0.5), 1)
    expect([...(best?.antecedent ?? []), best?.consequent]).toEqual(expect.arrayContaining([0, 1]))
    expect(itemsets.count[nodeOf(itemsets, [0, 1])]).toBeGreaterThan(280)
    expect(best?.lift).toBeGreaterThan(8)
  })
})

describe('extremes', () => {
  it('one basket, support 1, what binary fractions do to a minimum count', () => {
    const one = frequentItemsets(made([[0, 1]], 2), { support: 1 })
    expect(one.size).toBe(3)
    expect(associationRules(one, 1).size).toBe(4)
    expect(minimumCount(0.07, 100)).toBe(7)
    expect(minimumCount(0.001, 9_835)).toBe(10)
    expect(minimumCount(1e-12, 5)).toBe(1)
    expect(minimumCount(1, 3)).toBe(3)
  })
  it('empty baskets count as baskets; nothing frequent is no error', () => {
    const itemsets = frequentItemsets(basketsOf(10, 3, [0], [1]), { support: 0.2 })
    expect(itemsets.size).toBe(0)
    expect(associationRules(itemsets, 0).size).toBe(0)
  })
  it('limits of length and number', () => {
    const all = made([[0, 1, 2, 3]], 4)
    expect(frequentItemsets(all, { support: 1, maxLength: 2 }).size).toBe(10)
    expect(() => frequentItemsets(all, { support: 1, maxItemsets: 14 })).toThrow(/more than 14 itemsets/)
  })
  it('refuses what it cannot use, by name', () => {
    expect(() => basketsOf(0, 1, [], [])).toThrow(InvalidInputError)
    expect(() => basketsOf(1, 1, [0, 0], [0])).toThrow(/item has 1 entries, basket 2/)
    expect(() => basketsOf(1, 1, [1], [0])).toThrow(/basket\[0\] is 1/)
    expect(() => basketsOf(1, 2, [0, 0], [0, Number.NaN])).toThrow(/item\[1\] is NaN/)
    expect(() => minimumCount(0, 5)).toThrow(/support must be above 0/)
    expect(() => minimumCount(Number.NaN, 5)).toThrow(/support/)
    const none = frequentItemsets(made([[0]], 1), { support: 1 })
    expect(() => associationRules(none, 1.1)).toThrow(/confidence must lie/)
  })
})
