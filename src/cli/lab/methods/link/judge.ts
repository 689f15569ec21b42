import {
  clusterMatches,
  clusterQuality,
  type LinkageQuality,
  linkageQuality,
  type MatchedPairs,
} from '@liangti/models'
import type { LabOptions } from '../../options.ts'

export const clusterings = ['none', 'grouped', 'one-to-one'] as const
export type Clustering = (typeof clusterings)[number]

/** Pairs at least as probable as the threshold; pairs come most certain first. */
export function cut(pairs: MatchedPairs, threshold: number): MatchedPairs {
  const after = pairs.probability.findIndex((p) => p < threshold)
  const end = after < 0 ? pairs.probability.length : after
  return {
    left: pairs.left.subarray(0, end),
    right: pairs.right.subarray(0, end),
    weight: pairs.weight.subarray(0, end),
    probability: pairs.probability.subarray(0, end),
  }
}

export function clustersOf(
  records: number,
  matches: MatchedPairs,
  clustering: Clustering,
  sources: Uint32Array | undefined,
  options: LabOptions,
): Uint32Array {
  return clusterMatches(records, matches, {
    support: options.number('support', 'a number from 0 to 1', (n) => n >= 0 && n <= 1),
    ...(options.has('largest-cluster') ? { largest: options.integer('largest-cluster', 2) } : {}),
    ...(clustering === 'one-to-one' && sources ? { sources } : {}),
  })
}

export interface Figures {
  matches: number
  precision: number
  recall: number
  f1: number
}

export function figuresOfPairs(
  entities: Uint32Array,
  pairs: MatchedPairs,
  sources: Uint32Array | undefined,
): Figures {
  return figures(linkageQuality(entities, pairs, sources), pairs.left.length)
}

export function figuresOfClusters(
  entities: Uint32Array,
  clusters: Uint32Array,
  sources: Uint32Array | undefined,
): Figures {
  const quality = clusterQuality(entities, clusters, sources)
  return figures(quality, quality.pairs)
}

function figures({ precision, recall, f1 }: LinkageQuality, matches: number): Figures {
  return { matches, precision, recall, f1 }
}

/** Clusters of at least two records. */
export function clusterSizes(clusters: Uint32Array): { clusters: number; records: number; largest: number } {
  const sizes = new Uint32Array(clusters.length)
  for (const cluster of clusters) sizes[cluster] = (sizes[cluster] as number) + 1
  const result = { clusters: 0, records: 0, largest: 0 }
  for (const size of sizes) {
    if (size < 2) continue
    result.clusters += 1
    result.records += size
    result.largest = Math.max(result.largest, size)
  }
  return result
}
