import { codePointsOf } from './code-points.ts'

/** A similarity of two values by their codes, from 0 to 1. */
export type CodeSimilarity = (a: number, b: number) => number

/**
 * Jaro-Winkler similarity: how many characters agree near the same place, less for transpositions, more for a common
 * start of up to four characters (scale .1, only above .7).
 * @param a any text, compared by code points: upper and lower case differ
 * @returns from 0 (nothing in common, or one is empty) to 1 (equal)
 * Source: Winkler (1990), String comparator metrics and enhanced decision rules in the Fellegi-Sunter model.
 * @example
 * import { jaroWinkler } from '@liangti/models'
 * jaroWinkler('MARTHA', 'MARHTA') // → .9611
 * jaroWinkler('DIXON', 'DICKSONX') // → .8133
 */
export function jaroWinkler(a: string, b: string): number {
  return jaroWinklerOver([a, b])(0, 1)
}

/**
 * Jaro similarity, without the prize for a common start.
 * @returns from 0 to 1
 * Source: Jaro (1989), Advances in record-linkage methodology, JASA 84.
 * @example
 * import { jaro } from '@liangti/models'
 * jaro('DWAYNE', 'DUANE') // → .8222
 */
export function jaro(a: string, b: string): number {
  const { points, starts } = codePointsOf([a, b])
  return jaroKernel(points, starts)(0, 1)
}

/**
 * Jaro-Winkler over many values, read once.
 * @param atLeast pairs that cannot reach it are given 0 without a full comparison, default 0: none
 */
export function jaroWinklerOver(values: readonly string[], atLeast = 0): CodeSimilarity {
  const { points, starts } = codePointsOf(values)
  const exact = jaroKernel(points, starts)
  const buckets = bucketsOf(points, starts)
  return (a, b) => {
    const [fromA, fromB] = [starts[a] as number, starts[b] as number]
    const lengthA = (starts[a + 1] as number) - fromA
    const lengthB = (starts[b + 1] as number) - fromB
    const shorter = Math.min(lengthA, lengthB)
    const most = Math.min(4, shorter)
    let prefix = 0
    while (prefix < most && points[fromA + prefix] === points[fromB + prefix]) prefix++
    if (atLeast > 0 && shorter > 0) {
      const [inA, inB] = [buckets[a] as number, buckets[b] as number]
      // Characters of a kind the other value lacks can never agree.
      const matches = Math.min(lengthA - bits(inA & ~inB), lengthB - bits(inB & ~inA))
      const bound = (matches / lengthA + matches / lengthB + 1) / 3
      if (bound + prefix * 0.1 * (1 - bound) < atLeast) return 0
    }
    const similarity = exact(a, b)
    return similarity > 0.7 ? similarity + prefix * 0.1 * (1 - similarity) : similarity
  }
}

function jaroKernel(points: Uint32Array, starts: Uint32Array): CodeSimilarity {
  let longest = 0
  for (let v = 0; v + 1 < starts.length; v++)
    longest = Math.max(longest, (starts[v + 1] as number) - (starts[v] as number))
  const usedA = new Uint8Array(longest)
  const usedB = new Uint8Array(longest)
  return (a, b) => {
    const [fromA, fromB] = [starts[a] as number, starts[b] as number]
    const lengthA = (starts[a + 1] as number) - fromA
    const lengthB = (starts[b + 1] as number) - fromB
    if (lengthA === 0 || lengthB === 0) return lengthA === lengthB ? 1 : 0
    usedA.fill(0, 0, lengthA)
    usedB.fill(0, 0, lengthB)
    const reach = Math.max(0, (Math.max(lengthA, lengthB) >> 1) - 1)
    let matches = 0
    for (let i = 0; i < lengthA; i++) {
      const point = points[fromA + i]
      const end = Math.min(lengthB - 1, i + reach)
      for (let j = Math.max(0, i - reach); j <= end; j++)
        if (usedB[j] === 0 && points[fromB + j] === point) {
          usedA[i] = 1
          usedB[j] = 1
          matches += 1
          break
        }
    }
    if (matches === 0) return 0
    let outOfOrder = 0
    for (let i = 0, j = 0; i < lengthA; i++) {
      if (usedA[i] === 0) continue
      while (usedB[j] === 0) j++
      if (points[fromA + i] !== points[fromB + j]) outOfOrder += 1
      j += 1
    }
    return (matches / lengthA + matches / lengthB + (matches - (outOfOrder >> 1)) / matches) / 3
  }
}

/** Which of 32 kinds of characters a value has. */
function bucketsOf(points: Uint32Array, starts: Uint32Array): Int32Array {
  const buckets = new Int32Array(starts.length - 1)
  for (let v = 0; v < buckets.length; v++)
    for (let at = starts[v] as number; at < (starts[v + 1] as number); at++)
      buckets[v] = (buckets[v] as number) | (1 << ((points[at] as number) & 31))
  return buckets
}

function bits(mask: number): number {
  let m = mask - ((mask >>> 1) & 0x55555555)
  m = (m & 0x33333333) + ((m >>> 2) & 0x33333333)
  return Math.imul((m + (m >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
