import type { RandomSource } from '../chance/random.ts'
import { assertCount, assertOpenShare, assertPositive, InvalidInputError } from '../errors.ts'
import { type BlockingRule, type CandidatePairs, candidatePairs, type DroppedBlocks } from './blocking.ts'
import { estimate } from './estimate.ts'
import { assertFields, type Digit, digitsOf, type LinkageField } from './field.ts'
import { type LinkageModel, matchProbability, modelOf } from './model.ts'
import { createPatterns, type Patterns } from './patterns.ts'
import { comparablePairs, randomPatterns } from './random-pairs.ts'
import { rarityBonus, weightsOf } from './score.ts'

/** How to link; what is left out has a default. */
export interface LinkageOptions {
  /** Draws the random pairs that say how often values agree by chance. */
  random: RandomSource
  /** One entry a record: pairs are only made of two records of different sources. */
  sources?: Uint32Array
  /** Pairs at least this probable are matches, in (0, 1), default .9. */
  threshold?: number
  /** Default a million; all pairs, where there are no more. */
  randomPairs?: number
  /** Blocks with more records are passed over, default 10,000. */
  largestBlock?: number
  /** More pairs than this are refused before any is compared, default a hundred million (four bytes each). */
  mostPairs?: number
  /** Chance that two records at random match, where it is known; else found from the matches expected. */
  prior?: number
  /** Of EM, default 500. */
  maxIterations?: number
  /** EM ends when no chance changes by more, default 1e-7. */
  tolerance?: number
}

/** Pairs judged to be the same, most certain first. */
export interface MatchedPairs {
  /** Record i of each pair, below record j. */
  readonly left: Uint32Array
  readonly right: Uint32Array
  /** log2 of the odds of a match, the prior in it. */
  readonly weight: Float64Array
  readonly probability: Float64Array
}

/** What linking found. */
export interface Linkage {
  readonly records: number
  /** Pairs that were compared. */
  readonly candidates: number
  readonly dropped: readonly DroppedBlocks[]
  readonly model: LinkageModel
  readonly matches: MatchedPairs
}

/**
 * Finds the records that are the same person, without labels: pairs come from blocking rules; each field of a pair is
 * compared in levels; Fellegi-Sunter weights the levels. How often others agree (u) is counted on random pairs, how often
 * matches do (m) is learned by EM inside each rule's blocks over the fields that rule does not fix, the prior follows
 * from the matches expected.
 * @param fields the columns to compare, one entry a record; a missing value is no evidence
 * @param rules which records are compared at all (see `equalityRule`)
 * @returns the matches, most certain first (ties by record), and the model
 * @throws InvalidInputError for fewer than two records, columns of unequal length, codes without a value, options out of
 *   range, or more pairs than `mostPairs`
 * Source: Fellegi & Sunter (1969), A theory for record linkage, JASA 64; Winkler (2000) for term frequency; u from random
 *   pairs and EM by block as in Splink.
 * @example
 * import { equalityRule, exactComparison, linkRecords, nameComparison, seededRandom } from '@liangti/models'
 * const comparison = exactComparison()
 * const name = { name: 'name', codes: Uint32Array.of(0, 1, 2, 3), values: ['chen', 'chenn', 'wu', 'li'], comparison: nameComparison() }
 * const mail = { name: 'mail', codes: Uint32Array.of(0, 0, 1, 2), values: ['c@x', 'w@x', 'l@x'], comparison }
 * const city = { name: 'city', codes: Uint32Array.of(0, 0, 0, 1), values: ['Wuhan', 'Xi’an'], comparison }
 * const linkage = linkRecords([name, mail, city], [equalityRule([mail]), equalityRule([city])], { random: seededRandom(1), threshold: 0.5 })
 * linkage.candidates // → 3
 * Array.from(linkage.matches.left) // → [0]
 * Array.from(linkage.matches.right) // → [1]
 */
export function linkRecords(
  fields: readonly LinkageField[],
  rules: readonly BlockingRule[],
  options: LinkageOptions,
): Linkage {
  assertFields(fields)
  const settings = checked(options)
  const { sources } = settings
  const records = (fields[0] as LinkageField).codes.length
  const pairs = candidatePairs(rules, settings)
  assertWork(rules, records, pairs, settings.mostPairs)
  if (comparablePairs(records, sources) === 0)
    throw new InvalidInputError('sources', 'are all the same, so that no two records may be compared.')
  const digits = fields.map(digitsOf)
  const radices = fields.map(({ comparison }) => comparison.levels.length + 1)
  const compared = compareAll(pairs, digits, radices, rules.length)
  const estimated = estimate({
    ...settings,
    candidates: compared.patterns,
    random: randomPatterns(digits, radices, records, sources, settings.randomPairs, settings.random),
    fixedFields: rules.map((rule) =>
      fields.flatMap(({ name }, f) => (rule.fields.includes(name) ? [f] : [])),
    ),
    radices,
    comparablePairs: comparablePairs(records, sources),
  })
  const model = modelOf(fields, estimated)
  return {
    records,
    candidates: compared.count,
    dropped: pairs.dropped,
    model,
    matches: matchesOf(pairs, compared, fields, model, settings.threshold),
  }
}

function checked(options: LinkageOptions) {
  const settings = {
    threshold: 0.9,
    randomPairs: 1_000_000,
    largestBlock: 10_000,
    mostPairs: 100_000_000,
    maxIterations: 500,
    tolerance: 1e-7,
    ...options,
  }
  assertOpenShare('threshold', settings.threshold)
  assertCount('randomPairs', settings.randomPairs, 1)
  assertCount('mostPairs', settings.mostPairs, 1)
  assertCount('maxIterations', settings.maxIterations, 1)
  assertPositive('tolerance', settings.tolerance)
  if (settings.prior !== undefined) assertOpenShare('prior', settings.prior)
  return settings
}

function assertWork(
  rules: readonly BlockingRule[],
  records: number,
  { meetings }: CandidatePairs,
  mostPairs: number,
): void {
  const first = rules[0] as BlockingRule
  if (first.keys.length !== records)
    throw new InvalidInputError(
      `rules.${first.name}`,
      `has ${first.keys.length} records, the fields ${records}.`,
    )
  const total = meetings.reduce((sum, count) => sum + count, 0)
  if (total <= mostPairs) return
  const worst = meetings.indexOf(Math.max(...meetings))
  throw new InvalidInputError(
    'rules',
    `would compare ${total} pairs, more than ${mostPairs}; make "${rules[worst]?.name}" (${meetings[worst]} pairs) narrower, or pass over large blocks.`,
  )
}

interface Compared {
  patterns: Patterns
  /** The outcome of each pair in the order of the candidates, in pieces of `pieceSize`. */
  pieces: readonly Uint32Array[]
  count: number
}

const pieceSize = 1 << 20

function compareAll(
  pairs: CandidatePairs,
  digits: readonly Digit[],
  radices: readonly number[],
  rules: number,
): Compared {
  const patterns = createPatterns(radices, rules)
  const outcome = new Uint8Array(digits.length)
  const pieces: Uint32Array[] = []
  let piece = new Uint32Array(0)
  let count = 0
  pairs.each((i, j, satisfied) => {
    for (let f = 0; f < digits.length; f++) outcome[f] = (digits[f] as Digit)(i, j)
    const at = count % pieceSize
    if (at === 0) {
      piece = new Uint32Array(pieceSize)
      pieces.push(piece)
    }
    piece[at] = patterns.add(outcome, satisfied)
    count += 1
  })
  return { patterns, pieces, count }
}

function matchesOf(
  pairs: CandidatePairs,
  { patterns, pieces }: Compared,
  fields: readonly LinkageField[],
  model: LinkageModel,
  threshold: number,
): MatchedPairs {
  const weights = weightsOf(patterns, model)
  const bonus = rarityBonus(fields, model)
  const least = Math.log2(threshold / (1 - threshold))
  const found: { left: number[]; right: number[]; weight: number[] } = { left: [], right: [], weight: [] }
  let at = 0
  pairs.each((i, j) => {
    const pattern = (pieces[Math.floor(at / pieceSize)] as Uint32Array)[at % pieceSize] as number
    at += 1
    const plain = weights[pattern] as number
    if (plain + bonus.most < least) return
    const weight = plain + bonus.of(i, j)
    if (weight < least) return
    found.left.push(i)
    found.right.push(j)
    found.weight.push(weight)
  })
  const { left, right, weight } = found
  const order = Uint32Array.from(left, (_, k) => k).sort(
    (a, b) =>
      (weight[b] as number) - (weight[a] as number) ||
      (left[a] as number) - (left[b] as number) ||
      (right[a] as number) - (right[b] as number),
  )
  const sorted = Float64Array.from(order, (k) => weight[k] as number)
  return {
    left: Uint32Array.from(order, (k) => left[k] as number),
    right: Uint32Array.from(order, (k) => right[k] as number),
    weight: sorted,
    probability: sorted.map(matchProbability),
  }
}
