import type { RandomSource } from '../chance/random.ts'
import type { Digit } from './field.ts'
import { createPatterns, type Patterns } from './patterns.ts'

/** How many pairs of records there are at all: of different sources where there are sources. */
export function comparablePairs(records: number, sources: Uint32Array | undefined): number {
  let pairs = (records * (records - 1)) / 2
  if (!sources) return pairs
  const sizes = new Map<number, number>()
  for (const source of sources) sizes.set(source, (sizes.get(source) ?? 0) + 1)
  for (const size of sizes.values()) pairs -= (size * (size - 1)) / 2
  return pairs
}

/**
 * Outcomes of comparing pairs drawn at random, of which next to none are matches; of every pair where there are no more
 * than asked for.
 */
export function randomPatterns(
  digits: readonly Digit[],
  radices: readonly number[],
  records: number,
  sources: Uint32Array | undefined,
  pairs: number,
  random: RandomSource,
): Patterns {
  const patterns = createPatterns(radices, 0)
  const outcome = new Uint8Array(digits.length)
  const take = (i: number, j: number) => {
    for (let f = 0; f < digits.length; f++) outcome[f] = (digits[f] as Digit)(i, j)
    patterns.add(outcome, 0)
  }
  // Each record alone is a source of its own where there are none.
  const groups = groupsOf(records, sources)
  if (comparablePairs(records, sources) <= pairs) eachPair(groups, take)
  else drawPairs(groups, pairs, random, take)
  return patterns
}

interface Groups {
  /** Records ordered by source. */
  members: Uint32Array
  /** Source s is `members[starts[s]] … members[starts[s + 1] - 1]`. */
  starts: Uint32Array
}

function groupsOf(records: number, sources: Uint32Array | undefined): Groups {
  const members = Uint32Array.from({ length: records }, (_, i) => i)
  if (!sources) return { members, starts: Uint32Array.from({ length: records + 1 }, (_, i) => i) }
  members.sort((a, b) => (sources[a] as number) - (sources[b] as number) || a - b)
  const starts = [0]
  for (let at = 1; at < records; at++)
    if (sources[members[at] as number] !== sources[members[at - 1] as number]) starts.push(at)
  return { members, starts: Uint32Array.from([...starts, records]) }
}

function eachPair({ members, starts }: Groups, take: (i: number, j: number) => void): void {
  for (let s = 0; s + 1 < starts.length; s++)
    for (let a = starts[s] as number; a < (starts[s + 1] as number); a++)
      for (let b = starts[s + 1] as number; b < members.length; b++)
        take(members[a] as number, members[b] as number)
}

function drawPairs(
  { members, starts }: Groups,
  pairs: number,
  random: RandomSource,
  take: (i: number, j: number) => void,
): void {
  const records = members.length
  // A source is drawn as often as its records have partners elsewhere.
  const ends = new Float64Array(starts.length - 1)
  let total = 0
  for (let s = 0; s < ends.length; s++) {
    const size = (starts[s + 1] as number) - (starts[s] as number)
    total += size * (records - size)
    ends[s] = total
  }
  for (let drawn = 0; drawn < pairs; drawn++) {
    const s = firstAbove(ends, random() * total)
    const [from, to] = [starts[s] as number, starts[s + 1] as number]
    const other = Math.floor(random() * (records - (to - from)))
    const own = from + Math.floor(random() * (to - from))
    take(members[own] as number, members[other < from ? other : other + (to - from)] as number)
  }
}

function firstAbove(ends: Float64Array, value: number): number {
  let [low, high] = [0, ends.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ends[middle] as number) > value) high = middle
    else low = middle + 1
  }
  return low
}
