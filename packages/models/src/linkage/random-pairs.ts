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
  const take = (i: number, j: number): boolean => {
    if (i === j || (sources && sources[i] === sources[j])) return false
    for (let f = 0; f < digits.length; f++) outcome[f] = (digits[f] as Digit)(i, j)
    patterns.add(outcome, 0)
    return true
  }
  if (comparablePairs(records, sources) <= pairs) {
    for (let i = 0; i < records; i++) for (let j = i + 1; j < records; j++) take(i, j)
    return patterns
  }
  for (let drawn = 0; drawn < pairs; )
    if (take(Math.floor(random() * records), Math.floor(random() * records))) drawn += 1
  return patterns
}
