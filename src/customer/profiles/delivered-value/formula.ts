import { costKeys, type DeliveredComponent, valueKeys } from './api.ts'

/** Of the weight of each side at least so much must be known of a customer, or nothing is said. */
export const leastKnownShare = 0.5

/** 0 … 100: where a figure lies between none and all of it. */
export function scoreOf({ low, high }: Pick<DeliveredComponent, 'low' | 'high'>, raw: number): number {
  return 100 * Math.min(1, Math.max(0, (raw - low) / (high - low)))
}

export function sideOf(components: readonly DeliveredComponent[], side: 'value' | 'cost') {
  const keys: readonly string[] = side === 'value' ? valueKeys : costKeys
  return components.filter(({ key }) => keys.includes(key))
}

export interface SideTotal {
  /** Weighted mean of the known components, 0 … 100; null where too little is known. */
  total: number | null
  /** Share of the weight that is known, 0 … 1. */
  knownShare: number
  /** What each known component adds to the total. */
  shares: Map<string, number>
}

/**
 * One side of customer delivered value = total customer value − total customer cost (Kotler, Marketing Management).
 * @param raw figure of each component by key; null: unknown
 */
export function totalOf(
  components: readonly DeliveredComponent[],
  raw: ReadonlyMap<string, number | null>,
): SideTotal {
  const all = components.reduce((sum, { weight }) => sum + weight, 0)
  const known = components.flatMap((one) => {
    const value = raw.get(one.key) ?? null
    return value === null ? [] : [{ key: one.key, weight: one.weight, score: scoreOf(one, value) }]
  })
  const weight = known.reduce((sum, one) => sum + one.weight, 0)
  const knownShare = all === 0 ? 0 : weight / all
  if (all === 0 || weight === 0 || knownShare < leastKnownShare)
    return { total: null, knownShare, shares: new Map() }
  const shares = new Map(known.map((one) => [one.key, (one.weight * one.score) / weight]))
  return { total: [...shares.values()].reduce((sum, one) => sum + one, 0), knownShare, shares }
}
