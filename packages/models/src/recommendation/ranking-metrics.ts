import { InvalidInputError } from '../errors.ts'
import { type Interactions, type Recommender, topItems } from './recommender.ts'

export interface RankingMetrics {
  /** People with something to find; the means are over them. */
  users: number
  /** Of those, people without a history, who get what the model gives to a stranger. */
  strangers: number
  /** Found among the first 20, of min(20, to find). */
  recall20: number
  /** Discounted gain of the first 100 against the best order there could be. */
  ndcg100: number
  /** Share of people with at least one hit among the first 10. */
  hr10: number
  ndcg10: number
  /** Items that came among anybody's first 10. */
  itemsShown10: number
}

/**
 * How well a recommender finds what was held out: all items are ranked for each person, those of their history left
 * out; among equal scores the lower item comes first.
 * @param history what each person had, a row each
 * @param wanted what is to be found, same shape; entries that are in the history too are passed over, as nobody could
 *   find them
 * @throws InvalidInputError when shapes disagree, nobody has anything to find, or a score is not a number
 * Source: the measures of Liang et al. (2018), as most comparisons since; ranking over all items, not a sample of them
 *   (Krichene & Rendle, 2020).
 * @example
 * import { evaluateRanking, fitPopularity, sparseMatrix } from '@liangti/models'
 * const history = sparseMatrix(2, 3, Uint32Array.of(0, 0, 1), Uint32Array.of(0, 1, 0))
 * const wanted = sparseMatrix(2, 3, Uint32Array.of(1), Uint32Array.of(2))
 * evaluateRanking(fitPopularity(history), history, wanted).ndcg10 // → .6309
 */
export function evaluateRanking(
  model: Recommender,
  history: Interactions,
  wanted: Interactions,
): RankingMetrics {
  const items = model.items
  if (history.width !== items || wanted.width !== items || history.rows !== wanted.rows)
    throw new InvalidInputError(
      'wanted',
      `is ${wanted.rows} × ${wanted.width}, the history ${history.rows} × ${history.width}, the model knows ${items} items.`,
    )
  const sums = { users: 0, strangers: 0, recall20: 0, ndcg100: 0, hr10: 0, ndcg10: 0 }
  const scores = new Float64Array(items)
  const masked = new Uint8Array(items)
  const relevant = new Uint8Array(items)
  const shown = new Uint8Array(items)
  for (let user = 0; user < history.rows; user++) {
    const had = history.columns.subarray(history.offsets[user], history.offsets[user + 1])
    for (const item of had) masked[item] = 1
    const sought = wanted.columns
      .subarray(wanted.offsets[user], wanted.offsets[user + 1])
      .filter((item) => masked[item] === 0)
    if (sought.length > 0) {
      model.score(had, scores)
      if (scores.some(Number.isNaN))
        throw new InvalidInputError('model', `gave a score that is not a number, in row ${user}.`)
      for (const item of sought) relevant[item] = 1
      const top = topItems(scores, 100, masked)
      for (const item of top.subarray(0, 10)) shown[item] = 1
      addUser(sums, top, relevant, sought.length)
      if (had.length === 0) sums.strangers += 1
      for (const item of sought) relevant[item] = 0
    }
    for (const item of had) masked[item] = 0
  }
  if (sums.users === 0)
    throw new InvalidInputError(
      'wanted',
      'holds nothing that its users did not have before: there is nothing to find.',
    )
  return {
    ...sums,
    recall20: sums.recall20 / sums.users,
    ndcg100: sums.ndcg100 / sums.users,
    hr10: sums.hr10 / sums.users,
    ndcg10: sums.ndcg10 / sums.users,
    itemsShown10: shown.reduce((sum, s) => sum + s, 0),
  }
}

function addUser(
  sums: Omit<RankingMetrics, 'itemsShown10'>,
  top: Uint32Array,
  relevant: Uint8Array,
  sought: number,
): void {
  let [hits, hits20, hits10, gain, gain10] = [0, 0, 0, 0, 0]
  top.forEach((item, at) => {
    if (relevant[item] === 0) return
    hits += 1
    gain += 1 / Math.log2(at + 2)
    if (at < 20) hits20 = hits
    if (at < 10) {
      hits10 = hits
      gain10 = gain
    }
  })
  sums.users += 1
  sums.recall20 += hits20 / Math.min(20, sought)
  sums.hr10 += hits10 > 0 ? 1 : 0
  sums.ndcg100 += gain / bestGain(Math.min(100, sought))
  sums.ndcg10 += gain10 / bestGain(Math.min(10, sought))
}

function bestGain(hits: number): number {
  let sum = 0
  for (let at = 0; at < hits; at++) sum += 1 / Math.log2(at + 2)
  return sum
}
