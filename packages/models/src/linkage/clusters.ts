import { assertCount, InvalidInputError } from '../errors.ts'
import type { MatchedPairs } from './link-records.ts'

/** What a cluster may hold. */
export interface ClusterLimits {
  /** Most records of a cluster, default: any number. */
  largest?: number
  /** One entry a record: no two records of a cluster share a source; two files of unique people link one to one. */
  sources?: Uint32Array
  /**
   * Two clusters only join when at least this share of the pairs across them match, from 0 to 1, default 0: one match is
   * enough, and a chain of doubtful ones can tie strangers together.
   */
  support?: number
}

/**
 * Groups records by their matches, the most certain first: a match joins the clusters of its two records unless the limits
 * forbid the cluster they would make. Without limits these are the connected components.
 * @param records how many there are
 * @param matches pairs, each once, most certain first, as `linkRecords` gives them
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
  const support = limits.support ?? 0
  const parent = Uint32Array.from({ length: records }, (_, i) => i)
  // Records of each cluster, kept at its root; a cluster of one needs no list.
  const members = new Map<number, number[]>()
  const membersOf = (at: number) => members.get(at) ?? [at]
  const between = createLinks()
  for (let k = 0; k < left.length; k++) {
    const [a, b] = [rootOf(parent, left[k] as number), rootOf(parent, right[k] as number)]
    if (a === b) continue
    const [low, high] = a < b ? [a, b] : [b, a]
    const [these, those] = [membersOf(low), membersOf(high)]
    if (support > 0 && between.count(low, high) < support * these.length * those.length) continue
    if (!fits(these, those, limits)) continue
    parent[high] = low
    members.set(low, concatenated(these, those))
    members.delete(high)
    between.join(low, high)
  }
  return parent.map((_, i) => rootOf(parent, i))
}

function rootOf(parent: Uint32Array, record: number): number {
  let at = record
  while (parent[at] !== at) {
    parent[at] = parent[parent[at] as number] as number
    at = parent[at] as number
  }
  return at
}

/** How many matches were seen across each two clusters. */
function createLinks() {
  const links = new Map<number, Map<number, number>>()
  const of = (cluster: number) => {
    const known = links.get(cluster) ?? new Map<number, number>()
    links.set(cluster, known)
    return known
  }
  return {
    /** Counts one more match; returns how many there are now. */
    count(a: number, b: number): number {
      const now = (of(a).get(b) ?? 0) + 1
      of(a).set(b, now)
      of(b).set(a, now)
      return now
    },
    /** `gone` becomes part of `kept`. */
    join(kept: number, gone: number): void {
      for (const [other, count] of links.get(gone) ?? []) {
        of(other).delete(gone)
        if (other === kept) continue
        const now = (of(kept).get(other) ?? 0) + count
        of(kept).set(other, now)
        of(other).set(kept, now)
      }
      links.delete(gone)
    },
  }
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
  { largest, sources, support }: ClusterLimits,
): void {
  assertCount('records', records)
  if (largest !== undefined) assertCount('limits.largest', largest, 1)
  if (support !== undefined && !(support >= 0 && support <= 1))
    throw new InvalidInputError('limits.support', `must be from 0 to 1, not ${support}.`)
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
