import { InvalidInputError } from '../errors.ts'

/**
 * `holm` and `bonferroni` bound the chance of any false call, `benjamini-hochberg` the expected share of false calls
 * among those made.
 */
export type MultipleComparison = 'holm' | 'benjamini-hochberg' | 'bonferroni'

/**
 * p-values adjusted for having been looked at together: one is called at rate α where its adjusted value is at most α.
 * @param pValues m values in [0, 1], in any order
 * @returns m values in the order given, each at least as large as its own p and at most 1
 * @throws InvalidInputError for a value outside [0, 1]
 * Source: Holm (1979); Benjamini & Hochberg (1995); the same values as R's p.adjust.
 * @example
 * import { adjustPValues } from '@liangti/models'
 * adjustPValues([.01, .04, .03], 'holm') // → [.03, .06, .06]
 * adjustPValues([.01, .04, .03], 'benjamini-hochberg') // → [.03, .04, .04]
 */
export function adjustPValues(pValues: readonly number[], method: MultipleComparison): number[] {
  pValues.forEach((p, i) => {
    if (!(p >= 0 && p <= 1)) throw new InvalidInputError(`pValues[${i}]`, `must lie in [0, 1], not ${p}.`)
  })
  const m = pValues.length
  if (method === 'bonferroni') return pValues.map((p) => Math.min(1, p * m))
  const order = pValues.map((_, i) => i).sort((a, b) => (pValues[a] as number) - (pValues[b] as number))
  const adjusted = new Array<number>(m)
  if (method === 'holm') {
    let most = 0
    order.forEach((i, rank) => {
      most = Math.max(most, Math.min(1, (pValues[i] as number) * (m - rank)))
      adjusted[i] = most
    })
    return adjusted
  }
  let least = 1
  for (let rank = m - 1; rank >= 0; rank--) {
    const i = order[rank] as number
    least = Math.min(least, ((pValues[i] as number) * m) / (rank + 1))
    adjusted[i] = least
  }
  return adjusted
}
