import { missingCode } from '../data/features.ts'
import { InvalidInputError } from '../errors.ts'
import { equalityRule } from './blocking.ts'

/** How well pairs name the true ones. */
export interface LinkageQuality {
  /** All pairs of records of one entity (of different sources, where there are sources), compared or not. */
  readonly truePairs: number
  /** True ones among the pairs given. */
  readonly found: number
  /** found / pairs given; NaN where none was given. */
  readonly precision: number
  /** found / truePairs; NaN where there is no true pair. */
  readonly recall: number
  /** Harmonic mean of both, 2·found / (pairs given + truePairs). */
  readonly f1: number
}

/**
 * Precision and recall over pairs of records.
 * @param entities who each record truly is; `missingCode` is like nobody else
 * @param pairs each pair once
 * @param sources one entry a record, where pairs can only be of different sources
 * @throws InvalidInputError for columns of unequal length
 * @example
 * import { linkageQuality } from '@liangti/models'
 * const pairs = { left: Uint32Array.of(0, 0), right: Uint32Array.of(1, 3) }
 * linkageQuality(Uint32Array.of(7, 7, 7, 8), pairs) // → {"truePairs":3,"found":1,"precision":0.5,"recall":0.3333,"f1":0.4}
 */
export function linkageQuality(
  entities: Uint32Array,
  pairs: { left: Uint32Array; right: Uint32Array },
  sources?: Uint32Array,
): LinkageQuality {
  const { left, right } = pairs
  if (left.length !== right.length)
    throw new InvalidInputError('pairs', `has ${left.length} left and ${right.length} right records.`)
  if (sources && sources.length !== entities.length)
    throw new InvalidInputError('sources', `has ${sources.length} records, entities ${entities.length}.`)
  const truePairs = pairsOfOneEntity(entities, sources)
  let found = 0
  for (let k = 0; k < left.length; k++) {
    const [i, j] = [left[k] as number, right[k] as number]
    const known = entities[i] !== missingCode && entities[i] === entities[j]
    if (known && !(sources && sources[i] === sources[j])) found += 1
  }
  return {
    truePairs,
    found,
    precision: found / left.length,
    recall: found / truePairs,
    f1: (2 * found) / (left.length + truePairs),
  }
}

function pairsOfOneEntity(entities: Uint32Array, sources: Uint32Array | undefined): number {
  const pairs = pairsOfOneCode(entities)
  if (!sources) return pairs
  const inOneSource = equalityRule([
    { name: 'entities', codes: entities },
    { name: 'sources', codes: sources },
  ])
  return pairs - pairsOfOneCode(inOneSource.keys)
}

function pairsOfOneCode(codes: Uint32Array): number {
  const sizes = new Map<number, number>()
  for (const code of codes) if (code !== missingCode) sizes.set(code, (sizes.get(code) ?? 0) + 1)
  let pairs = 0
  for (const size of sizes.values()) pairs += (size * (size - 1)) / 2
  return pairs
}

/**
 * Precision and recall of clusters: a cluster stands for all pairs of its records. Works without making the pairs.
 * @param clusters one entry a record, as `clusterMatches` gives it
 * @returns with `pairs`, how many pairs the clusters stand for
 * @throws InvalidInputError for columns of unequal length
 * @example
 * import { clusterQuality } from '@liangti/models'
 * const { pairs, found, precision } = clusterQuality(Uint32Array.of(7, 7, 8, 9), Uint32Array.of(0, 0, 0, 3))
 * pairs // → 3
 * found // → 1
 */
export function clusterQuality(
  entities: Uint32Array,
  clusters: Uint32Array,
  sources?: Uint32Array,
): LinkageQuality & { readonly pairs: number } {
  if (clusters.length !== entities.length)
    throw new InvalidInputError('clusters', `has ${clusters.length} records, entities ${entities.length}.`)
  if (sources && sources.length !== entities.length)
    throw new InvalidInputError('sources', `has ${sources.length} records, entities ${entities.length}.`)
  const both = equalityRule([
    { name: 'entities', codes: entities },
    { name: 'clusters', codes: clusters },
  ])
  const pairs = pairsOfOneEntity(clusters, sources)
  const truePairs = pairsOfOneEntity(entities, sources)
  const found = pairsOfOneEntity(both.keys, sources)
  return {
    pairs,
    truePairs,
    found,
    precision: found / pairs,
    recall: found / truePairs,
    f1: (2 * found) / (pairs + truePairs),
  }
}
