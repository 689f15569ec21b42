/** People who carry one value, as they were when the values were listed; ascending. */
export type Sharing = readonly number[]

/** What is true of the people concerned at this moment. */
export interface PeopleNow {
  /** Who each of the listed is today; those left out are still themselves. */
  current: ReadonlyMap<number, number>
  /** Of today's people, those who are an account. */
  accounts: ReadonlySet<number>
  /** Pairs of today's people a merge of whom was taken back. */
  parted: readonly (readonly [number, number])[]
}

export interface SettledPair {
  /** The place among the values of the one that said so. */
  value: number
  keep: number
  merge: number
}

export interface Settled {
  /** In their order: each joins two people nobody of whom is merged into another at that moment. */
  merges: SettledPair[]
  /** Pairs of accounts, `left` below `right`; each once. */
  proposals: { value: number; left: number; right: number }[]
  /** Who everybody that was merged belongs to after all of it. */
  person: Map<number, number>
}

/**
 * Applies one rule to values in their order: the first of those who share a value with each of the others, as they are at
 * that moment. Where at most one of two is an account they become one, the account keeping its number, else the lower; two
 * accounts are proposed. Two that somebody took apart stay so, and so does whoever was merged with one of them.
 */
export function settleShared(values: readonly Sharing[], now: PeopleNow): Settled {
  const parents = new Map<number, number>()
  const rootOf = (key: number): number => {
    let root = key
    for (let up = parents.get(root); up !== undefined; up = parents.get(root)) root = up
    for (let at = key; at !== root; ) {
      const up = parents.get(at) ?? root
      parents.set(at, root)
      at = up
    }
    return root
  }
  const accounts = new Set(now.accounts)
  const apart = partedOf(now.parted)
  const settled: Settled = { merges: [], proposals: [], person: new Map() }
  const proposed = new Set<string>()
  for (const [value, people] of values.entries()) {
    const [first, ...others] = people
    if (first === undefined) continue
    for (const other of others) {
      const [a, b] = [first, other].map((key) => rootOf(now.current.get(key) ?? key)) as [number, number]
      if (a === b || apart.get(a)?.has(b)) continue
      const [one, two] = a < b ? [a, b] : [b, a]
      if (accounts.has(one) && accounts.has(two)) {
        const pair = `${one} ${two}`
        if (!proposed.has(pair)) settled.proposals.push({ value, left: one, right: two })
        proposed.add(pair)
        continue
      }
      const [keep, merge] = accounts.has(two) ? [two, one] : [one, two]
      parents.set(merge, keep)
      inherit(apart, keep, merge)
      settled.merges.push({ value, keep, merge })
    }
  }
  for (const { merge } of settled.merges) settled.person.set(merge, rootOf(merge))
  return settled
}

function partedOf(pairs: PeopleNow['parted']): Map<number, Set<number>> {
  const apart = new Map<number, Set<number>>()
  const note = (one: number, other: number) => {
    const known = apart.get(one)
    if (known) known.add(other)
    else apart.set(one, new Set([other]))
  }
  for (const [one, other] of pairs)
    if (one !== other) {
      note(one, other)
      note(other, one)
    }
  return apart
}

/** Who was apart from the one that is merged is now apart from the one that is kept. */
function inherit(apart: Map<number, Set<number>>, keep: number, merge: number): void {
  const others = apart.get(merge)
  if (!others) return
  apart.delete(merge)
  const own = apart.get(keep) ?? new Set<number>()
  for (const other of others) {
    const theirs = apart.get(other)
    theirs?.delete(merge)
    if (other === keep) continue
    theirs?.add(keep)
    own.add(other)
  }
  apart.set(keep, own)
}
