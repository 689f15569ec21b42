import { InvalidInputError } from '../errors.ts'
import { binOf, quantileEdges } from './bins.ts'
import { type RfmMeasures, type RfmOptions, type RfmScores, rfmScores } from './rfm.ts'

/** One entry a customer, all five of the same length. */
export interface RfmclMeasures extends RfmMeasures {
  /** C, category breadth (cross-buying): distinct product categories bought from. */
  categories: ArrayLike<number>
  /** L, length of the relationship: days from the first order to the cut-off. */
  lengthDays: ArrayLike<number>
}

export interface RfmclOptions extends RfmOptions {
  /** Cuts of C and L set by hand: inclusive upper edges, ascending, bins − 1 of them; `cuts` holds those of R, F, M. */
  categoryCuts?: readonly number[]
  lengthCuts?: readonly number[]
}

export interface RfmclScores extends RfmScores {
  /** More categories score higher. */
  c: Uint8Array
  /** A longer relationship scores higher. */
  l: Uint8Array
  categoryCuts: number[]
  lengthCuts: number[]
}

/**
 * RFM extended by C, the breadth of categories bought, and L, the length of the relationship. Both are cut over all
 * customers, also where R, F and M are nested; the tie rule is that of `rfmScores`: equal values, equal scores.
 * @returns scores in the order of the input, `bins` best
 * @throws InvalidInputError as `rfmScores`
 * Source: RFM as `rfmScores`; L after Chang & Tsay (2004), LRFM; C as the number of categories of Reinartz & Kumar
 *   (2003), cross-buying. Other firms use the letters otherwise (Yeh et al., 2009, C as churn), so reports say which.
 * @example
 * import { rfmclScores } from '@liangti/models'
 * const measures = { recencyDays: [1, 40], frequency: [9, 1], monetary: [500, 20], categories: [4, 1], lengthDays: [300, 40] }
 * const scores = rfmclScores(measures, { bins: 2 })
 * Array.from(scores.c) // → [2,1]
 * Array.from(scores.l) // → [2,1]
 */
export function rfmclScores(measures: RfmclMeasures, options: RfmclOptions = {}): RfmclScores {
  const { categoryCuts, lengthCuts, ...rest } = options
  const bins = options.bins ?? 5
  const scores = rfmScores(measures, rest)
  const c = scored('categories', measures.categories, scores.r.length, bins, categoryCuts)
  const l = scored('lengthDays', measures.lengthDays, scores.r.length, bins, lengthCuts)
  return { ...scores, c: c.scores, l: l.scores, categoryCuts: c.cuts, lengthCuts: l.cuts }
}

function scored(
  name: string,
  values: ArrayLike<number>,
  customers: number,
  bins: number,
  given: readonly number[] | undefined,
): { scores: Uint8Array; cuts: number[] } {
  if (values.length !== customers)
    throw new InvalidInputError(name, `has ${values.length} entries, recencyDays ${customers}.`)
  if (given && (given.length !== bins - 1 || given.some((cut, i) => !(cut > (given[i - 1] ?? -Infinity)))))
    throw new InvalidInputError(`${name} cuts`, `must be ${bins - 1} ascending numbers for ${bins} groups.`)
  const missing = Array.prototype.findIndex.call(values, (value: number) => !Number.isFinite(value))
  if (missing >= 0) throw new InvalidInputError(`${name}[${missing}]`, 'must be a finite number.')
  const cuts = given ? [...given] : customers === 0 ? [] : quantileEdges(values, bins)
  return { scores: Uint8Array.from(values, (value) => binOf(value, cuts) + 1), cuts }
}
