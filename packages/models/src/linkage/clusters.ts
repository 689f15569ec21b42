import { assertCount, InvalidInputError } from '../errors.ts'
import type { MatchedPairs } from './link-records.ts'

/** What a cluster may hold. */
export interface ClusterLimits {
  /** Most records of a cluster, default: any number. */
  largest?: number
  /** One entry a record: no two records of a cluster share a source; two files of unique people link one to one. */
  sources?: Uint32Array
}

/**
 * Groups records by their matches, the most certain first: a match joins the clusters of its two records unless the limits
 * forbid the cluster they would make. Without limits these are the connected components.
 * @param records how many there are
 * @param matches pairs, most certain first, as `linkRecords` gives them
 * @returns one entry a record: the lowest record of its cluster
 * @throws InvalidInputError for limits out of range, pairs out of order or beyond the records
 * @example
 * import { clusterMatches } from '@liangti/models'
 * const matches = { left: Uint32Array.of(0, 1), right: Uint32Array.of(2, 2), weight: Float64Array.of(9, 5) }
 * Array.from(clusterMatches(3, matches)) // → [0,0,0]
 * Array.from(clusterMatches(3, matches, { sources: Uint32Array.of(0, 0, 1) })) // → [0,1,0]
 */
export function clusterMatches(
  records: number,
  matches: Pick<MatchedPairs, 'left' | 'right' | 'weight'>,
  limits: ClusterLimits = {},
): Uint32Array {
  assertMatches(records, matches, limits)
  const { left, right } = matches
  const parent = Uint32Array.from({ length: records }, (_, i) => i)
  // Records of each cluster, kept at its root; a cluster of one needs no list.
  const members = new Map<number, number[]>()
  const root = (i: number): number => {
    let at = i
    while (parent[at] !== at) {
      parent[at] = parent[parent[at] as number] as number
      at = parent[at] as number
    }
    return at
  }
  const membersOf = (at: number) => members.get(at) ?? [at]
  for (let k = 0; k < left.length; k++) {
    const [a, b] = [root(left[k] as number), root(right[k] as number)]
    if (a === b) continue
    const [low, high] = a < b ? [a, b] : [b, a]
    if (!fits(membersOf(low), membersOf(high), limits)) continue
    parent[high] = low
    members.set(low, concatenated(membersOf(low), membersOf(high)))
    members.delete(high)
  }
  return parent.map((_, i) => root(i))
}

/** Appends the shorter to the longer, so that all joins together stay cheap. */
function concatenated(a: number[], b: number[]): number[] {
  const [into, from] = a.length < b.length ? [b, a] : [a, b]
  for (const record of from) into.push(record)
  return into
}

function fits(a: readonly number[], b: readonly number[], { largest, sources }: ClusterLimits): boolean {
  if (largest !== undefined && a.length + b.length > largest) return false
  if (!sources) return true
  // Few sources, so clusters under this limit are small.
  const seen = new Set(a.map((record) => sources[record]))
  return b.every((record) => !seen.has(sources[record]))
}

function assertMatches(
  records: number,
  { left, right, weight }: Pick<MatchedPairs, 'left' | 'right' | 'weight'>,
  { largest, sources }: ClusterLimits,
): void {
  assertCount('records', records)
  if (largest !== undefined) assertCount('limits.largest', largest, 1)
  if (sources && sources.length !== records)
    throw new InvalidInputError('limits.sources', `has ${sources.length} entries for ${records} records.`)
  if (left.length !== right.length || left.length !== weight.length)
    throw new InvalidInputError('matches', 'must have as many left and right records as weights.')
  for (let k = 0; k < left.length; k++) {
    if ((left[k] as number) >= records || (right[k] as number) >= records)
      throw new InvalidInputError(`matches[${k}]`, `names a record beyond the ${records} there are.`)
    if (k > 0 && !((weight[k] as number) <= (weight[k - 1] as number)))
      throw new InvalidInputError(`matches[${k}]`, 'weighs more than the one before; sort by falling weight.')
  }
}
