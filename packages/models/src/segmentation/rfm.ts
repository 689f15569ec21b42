import { InvalidInputError } from '../errors.ts'
import { binOf, quantileEdges } from './bins.ts'

/** One entry a customer, all three of the same length. */
export interface RfmMeasures {
  /** Days from the last order to the cut-off; fewer is better. */
  recencyDays: ArrayLike<number>
  /** Orders. */
  frequency: ArrayLike<number>
  /** Money, any one unit; may be negative where returns exceed sales. */
  monetary: ArrayLike<number>
}

export interface RfmCuts {
  /** Inclusive upper edges, ascending, bins − 1 of them. */
  recencyDays: number[]
  frequency: number[]
  monetary: number[]
}

export interface RfmOptions {
  /** Scores run from 1 to `bins`, 2 … 9; default 5. */
  bins?: number
  /**
   * `independent`: each measure is cut over all customers. `nested`: recency over all, frequency within each recency
   * score, monetary within each recency × frequency score. Default independent. With `cuts` there is nothing to nest.
   */
  scheme?: 'independent' | 'nested'
  /** Cuts set by hand, instead of equal-sized groups. */
  cuts?: RfmCuts
}

export interface RfmScores {
  r: Uint8Array
  f: Uint8Array
  m: Uint8Array
  /** The cuts in force; in the nested scheme only recency has cuts that hold for everybody, the others are empty. */
  cuts: RfmCuts
}

/**
 * RFM scores, `bins` best. Tie rule: a score is decided by value alone (upper edges inclusive), so equal values never
 * get different scores, and groups may differ in size where values repeat.
 * @returns scores in the order of the input
 * @throws InvalidInputError for unequal lengths, values that are not finite, cuts that do not ascend or of wrong number
 * Source: Hughes (1994), "Strategic Database Marketing" (nested quintiles); independent quintiles: Miglautsch (2000).
 */
export function rfmScores(measures: RfmMeasures, options: RfmOptions = {}): RfmScores {
  const bins = options.bins ?? 5
  if (!Number.isInteger(bins) || bins < 2 || bins > 9)
    throw new InvalidInputError('bins', `must be a whole number from 2 to 9, not ${bins}.`)
  const n = measures.recencyDays.length
  for (const name of ['frequency', 'monetary'] as const)
    if (measures[name].length !== n)
      throw new InvalidInputError(name, `has ${measures[name].length} entries, recencyDays ${n}.`)
  if (options.cuts) assertCuts(options.cuts, bins)
  if (n === 0) return empty(options.cuts)
  if (options.scheme === 'nested' && !options.cuts) return nested(measures, bins)
  const cuts = options.cuts ?? {
    recencyDays: quantileEdges(measures.recencyDays, bins),
    frequency: quantileEdges(measures.frequency, bins),
    monetary: quantileEdges(measures.monetary, bins),
  }
  const everybody = Array.from({ length: n }, (_, i) => i)
  const scores = empty(cuts, n)
  score(scores.r, measures.recencyDays, everybody, cuts.recencyDays, bins, true)
  score(scores.f, measures.frequency, everybody, cuts.frequency, bins, false)
  score(scores.m, measures.monetary, everybody, cuts.monetary, bins, false)
  return scores
}

function nested(measures: RfmMeasures, bins: number): RfmScores {
  const n = measures.recencyDays.length
  const recencyDays = quantileEdges(measures.recencyDays, bins)
  const scores = empty({ recencyDays, frequency: [], monetary: [] }, n)
  const everybody = Array.from({ length: n }, (_, i) => i)
  score(scores.r, measures.recencyDays, everybody, recencyDays, bins, true)
  for (const byR of groupsOf(everybody, scores.r)) {
    score(scores.f, measures.frequency, byR, edgesOf(measures.frequency, byR, bins), bins, false)
    for (const byF of groupsOf(byR, scores.f))
      score(scores.m, measures.monetary, byF, edgesOf(measures.monetary, byF, bins), bins, false)
  }
  return scores
}

function score(
  into: Uint8Array,
  values: ArrayLike<number>,
  members: readonly number[],
  edges: readonly number[],
  bins: number,
  lowIsBest: boolean,
): void {
  for (const i of members) {
    const bin = binOf(values[i] ?? 0, edges)
    into[i] = lowIsBest ? bins - bin : bin + 1
  }
}

function edgesOf(values: ArrayLike<number>, members: readonly number[], bins: number): number[] {
  return quantileEdges(
    members.map((i) => values[i] ?? Number.NaN),
    bins,
  )
}

function groupsOf(members: readonly number[], scores: Uint8Array): number[][] {
  const groups = new Map<number, number[]>()
  for (const i of members) {
    const key = scores[i] ?? 0
    const group = groups.get(key)
    if (group) group.push(i)
    else groups.set(key, [i])
  }
  return [...groups.values()]
}

function empty(cuts: RfmCuts | undefined, n = 0): RfmScores {
  return {
    r: new Uint8Array(n),
    f: new Uint8Array(n),
    m: new Uint8Array(n),
    cuts: cuts ?? { recencyDays: [], frequency: [], monetary: [] },
  }
}

function assertCuts(cuts: RfmCuts, bins: number): void {
  for (const name of ['recencyDays', 'frequency', 'monetary'] as const) {
    const edges = cuts[name]
    if (edges.length !== bins - 1)
      throw new InvalidInputError(
        `cuts.${name}`,
        `needs ${bins - 1} edges for ${bins} groups, not ${edges.length}.`,
      )
    edges.forEach((edge, i) => {
      if (!Number.isFinite(edge))
        throw new InvalidInputError(`cuts.${name}[${i}]`, 'must be a finite number.')
      if (i > 0 && edge <= (edges[i - 1] ?? edge))
        throw new InvalidInputError(`cuts.${name}[${i}]`, 'must be above the edge before it.')
    })
  }
}
