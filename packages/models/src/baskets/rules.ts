import { InvalidInputError } from '../errors.ts'
import { type FrequentItemsets, itemsOf, nodeOf } from './itemsets.ts'

/** Rules "who has all of `if` also has `then`", one entry each. */
export interface AssociationRules {
  readonly size: number
  /** Node of the antecedent among the itemsets; −1 for the empty one. */
  readonly antecedent: Int32Array
  readonly consequent: Uint32Array
  /** Share of all baskets that hold both sides. */
  readonly support: Float64Array
  /** Of the baskets with the antecedent, the share that also hold the consequent. */
  readonly confidence: Float64Array
  /** Confidence over the consequent's own share: 1 where they have nothing to do with each other. */
  readonly lift: Float64Array
}

/** One rule in words the caller can use. */
export interface AssociationRule {
  /** Ascending; empty for "everybody". */
  antecedent: number[]
  consequent: number
  support: number
  confidence: number
  lift: number
}

/**
 * Rules with a single consequent from frequent itemsets; those without an antecedent are counted where the item alone
 * reaches the confidence.
 * @param itemsets all frequent ones, of any length
 * @param confidence least share, in [0, 1]
 * @throws InvalidInputError for a confidence outside [0, 1]
 * Source: Agrawal & Srikant (1994); defaults of R's arules.
 * @example
 * import { associationRules, basketsOf, frequentItemsets, topRules } from '@liangti/models'
 * const baskets = basketsOf(4, 2, [0, 0, 1, 1, 2, 3], [0, 1, 0, 1, 1, 1])
 * const itemsets = frequentItemsets(baskets, { support: 0.5 })
 * const rules = associationRules(itemsets, 0.9)
 * topRules(itemsets, rules, 2) // → [{antecedent: [], consequent: 1, support: 1, confidence: 1, lift: 1}, {antecedent: [0], consequent: 1, support: .5, confidence: 1, lift: 1}]
 */
export function associationRules(itemsets: FrequentItemsets, confidence: number): AssociationRules {
  if (!(confidence >= 0 && confidence <= 1))
    throw new InvalidInputError('confidence', `must lie between 0 and 1, not ${confidence}.`)
  const n = itemsets.baskets
  const antecedent: number[] = []
  const consequent: number[] = []
  const measures: [number[], number[], number[]] = [[], [], []]
  const share: number[] = []
  for (let i = 0; i < itemsets.singles; i++)
    share[itemsets.item[i] as number] = (itemsets.count[i] as number) / n
  for (let node = 0; node < itemsets.size; node++) {
    const items = itemsOf(itemsets, node)
    const count = itemsets.count[node] as number
    for (let leave = 0; leave < items.length; leave++) {
      const then = items[leave] as number
      const left = items.filter((_, i) => i !== leave)
      const from = left.length === 0 ? -1 : nodeOf(itemsets, left)
      const reached = count / (from < 0 ? n : (itemsets.count[from] as number))
      if (reached < confidence) continue
      antecedent.push(from)
      consequent.push(then)
      measures[0].push(count / n)
      measures[1].push(reached)
      measures[2].push(reached / (share[then] as number))
    }
  }
  return {
    size: antecedent.length,
    antecedent: Int32Array.from(antecedent),
    consequent: Uint32Array.from(consequent),
    support: Float64Array.from(measures[0]),
    confidence: Float64Array.from(measures[1]),
    lift: Float64Array.from(measures[2]),
  }
}

/** The first `count` rules by lift, then confidence, then support; equals keep the order of the itemsets. */
export function topRules(
  itemsets: FrequentItemsets,
  rules: AssociationRules,
  count: number,
): AssociationRule[] {
  const at = (values: Float64Array, i: number) => values[i] as number
  return Uint32Array.from({ length: rules.size }, (_, i) => i)
    .sort(
      (a, b) =>
        at(rules.lift, b) - at(rules.lift, a) ||
        at(rules.confidence, b) - at(rules.confidence, a) ||
        at(rules.support, b) - at(rules.support, a) ||
        a - b,
    )
    .subarray(0, Math.max(0, count))
    .reduce<AssociationRule[]>((top, i) => {
      const node = rules.antecedent[i] as number
      top.push({
        antecedent: node < 0 ? [] : itemsOf(itemsets, node),
        consequent: rules.consequent[i] as number,
        support: at(rules.support, i),
        confidence: at(rules.confidence, i),
        lift: at(rules.lift, i),
      })
      return top
    }, [])
}
