/** What figures of groups of people become where nobody is to be told of fewer than `k`. */

/** Counts in whole steps of `k`, rounded down: whichever two are subtracted, nobody is told of fewer. */
export const inSteps = (count: number, k: number): number => count - (count % k)

export const isFew = (count: number, k: number): boolean => count > 0 && count < k

/**
 * A share of `people` in steps of at least `k` of them, rounded down.
 * @param people how many the share is of; where it is not known, no more than there are
 */
export function shareInSteps(share: number, people: number, k: number): number {
  const step = Math.max(0.01, people > 0 ? k / people : 1)
  // A step that is met exactly stays, though the division falls a little short of it.
  return step >= 1 ? 0 : Math.min(1, Math.floor(share / step + 1e-9) * step)
}

const people =
  /(\d[\d,]*)\s*(?:people|persons?|customers?|buyers?|recipients?|e-mails?|messages?|人|位|名|封)/giu

/** Whether a sentence names a number of people below `k`. */
export function tellsOfFew(text: string, k: number): boolean {
  return [...text.matchAll(people)].some((match) => isFew(Number(match[1]?.replaceAll(',', '')), k))
}

/**
 * Which rows of a partition of sums of money are left out: those of few, and the smallest of the others with them, so
 * that a sum of all less those shown is never of few. One row of many is enough however people repeat between rows.
 * @param counts people by row
 * @returns null where nobody is left to stand with the few: then the sum itself must not be shown
 */
export function hiddenRows(counts: readonly number[], k: number): ReadonlySet<number> | null {
  const hidden = new Set(counts.flatMap((count, i) => (isFew(count, k) ? [i] : [])))
  if (hidden.size === 0) return hidden
  let least = -1
  for (const [i, count] of counts.entries())
    if (count >= k && (least < 0 || count < (counts[least] ?? 0))) least = i
  return least < 0 ? null : hidden.add(least)
}
