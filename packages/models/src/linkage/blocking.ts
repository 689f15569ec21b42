import { missingCode } from '../data/features.ts'
import { assertCount, InvalidInputError } from '../errors.ts'

/** Records with the same key are compared. */
export interface BlockingRule {
  readonly name: string
  /** One entry a record; `missingCode` meets nobody. */
  readonly keys: Uint32Array
  /** The fields that two records of one block are known to agree on, by name: nothing is learned of them inside it. */
  readonly fields: readonly string[]
}

/** A coded column, as blocking needs it. */
export interface BlockingColumn {
  readonly name: string
  readonly codes: Uint32Array
}

/**
 * A rule for records that are equal in every column named; a record with a missing value meets nobody.
 * @param columns at least one, of equal length
 * @throws InvalidInputError for no column, or columns of unequal length
 * @example
 * import { equalityRule } from '@liangti/models'
 * const name = { name: 'name', codes: Uint32Array.of(4, 4, 4, 9) }
 * const city = { name: 'city', codes: Uint32Array.of(1, 1, 0, 1) }
 * Array.from(equalityRule([name, city]).keys) // → [0,0,1,2]
 */
export function equalityRule(columns: readonly BlockingColumn[]): BlockingRule {
  const [first] = columns
  if (first === undefined) throw new InvalidInputError('columns', 'is empty; a rule needs at least one.')
  let keys: Uint32Array = Uint32Array.from(first.codes)
  const name = columns.map((column) => column.name).join('+')
  for (const { name: column, codes } of columns.slice(1)) {
    if (codes.length !== keys.length)
      throw new InvalidInputError(
        `columns.${column}`,
        `has ${codes.length} records, the first ${keys.length}.`,
      )
    keys = joined(dense(keys), dense(codes))
  }
  return { name, keys, fields: columns.map((column) => column.name) }
}

/** Keys from 0 on, so that two of them fit one number. */
function dense(keys: Uint32Array): Uint32Array {
  const seen = new Map<number, number>()
  return keys.map((key) => {
    if (key === missingCode) return missingCode
    const known = seen.get(key) ?? seen.size
    seen.set(key, known)
    return known
  })
}

function joined(left: Uint32Array, right: Uint32Array): Uint32Array {
  const seen = new Map<number, number>()
  return left.map((key, i) => {
    const other = right[i] as number
    if (key === missingCode || other === missingCode) return missingCode
    const both = key * left.length + other
    const known = seen.get(both) ?? seen.size
    seen.set(both, known)
    return known
  })
}

/** Blocks of a rule that were passed over because they are too large. */
export interface DroppedBlocks {
  readonly rule: string
  readonly blocks: number
  readonly records: number
  /** Records of the largest. */
  readonly largest: number
}

/** The pairs that at least one rule brings together, each once. */
export interface CandidatePairs {
  /** Pairs of each rule before doubles are left out: what the work is bounded by. */
  readonly meetings: readonly number[]
  readonly dropped: readonly DroppedBlocks[]
  /** Calls back with i < j and the rules the pair satisfies, bit r for rule r; always in the same order. */
  each(visit: (i: number, j: number, rules: number) => void): void
}

/**
 * Pairs of records that share a block of at least one rule.
 * @param rules from 1 to 30, over the same records
 * @param options `sources`: pairs are only made of two records of different sources; `largestBlock`: blocks with more
 *   records are passed over and counted in `dropped`, default: none is
 * @throws InvalidInputError for no rule, too many, or unequal lengths
 * @example
 * import { candidatePairs } from '@liangti/models'
 * const name = { name: 'name', keys: Uint32Array.of(7, 7, 8), fields: ['name'] }
 * const city = { name: 'city', keys: Uint32Array.of(1, 1, 1), fields: ['city'] }
 * const pairs: number[][] = []
 * candidatePairs([name, city]).each((i, j) => pairs.push([i, j]))
 * pairs // → [[0,1],[0,2],[1,2]]
 */
export function candidatePairs(
  rules: readonly BlockingRule[],
  options: { sources?: Uint32Array; largestBlock?: number } = {},
): CandidatePairs {
  const { sources } = options
  const largestBlock = options.largestBlock ?? Number.MAX_SAFE_INTEGER
  assertCount('largestBlock', largestBlock, 2)
  assertRules(rules, sources)
  const blocks = rules.map((rule) => blocksOf(rule.keys, largestBlock))
  const meetings = blocks.map((of) => (sources ? meetingsAcross(of, sources) : meetingsWithin(of)))
  return {
    meetings,
    dropped: blocks.flatMap(({ dropped }, r) =>
      dropped.blocks === 0 ? [] : [{ rule: (rules[r] as BlockingRule).name, ...dropped }],
    ),
    each(visit) {
      const keys = blocks.map((of) => of.keys)
      blocks.forEach((of, rule) => {
        eachOfRule(of, rule, keys, sources, visit)
      })
    },
  }
}

interface Blocks {
  /** Keys of dropped blocks are missing, so that other rules still bring their records together. */
  keys: Uint32Array
  /** Records ordered by block, each block in the order of the records. */
  members: Uint32Array
  /** Block b is `members[starts[b]] … members[starts[b + 1] - 1]`; none has fewer than two. */
  starts: Uint32Array
  dropped: { blocks: number; records: number; largest: number }
}

function blocksOf(given: Uint32Array, largestBlock: number): Blocks {
  const sizes = new Map<number, number>()
  for (const key of given) if (key !== missingCode) sizes.set(key, (sizes.get(key) ?? 0) + 1)
  const dropped = { blocks: 0, records: 0, largest: 0 }
  const places = new Map<number, number>()
  const starts = [0]
  for (const [key, size] of sizes) {
    if (size > largestBlock) {
      dropped.blocks += 1
      dropped.records += size
      dropped.largest = Math.max(dropped.largest, size)
    } else if (size > 1) {
      places.set(key, starts.length - 1)
      starts.push((starts.at(-1) as number) + size)
    }
  }
  const keys = given.map((key) => ((sizes.get(key) ?? 0) > largestBlock ? missingCode : key))
  const members = new Uint32Array(starts.at(-1) as number)
  const next = Uint32Array.from(starts)
  keys.forEach((key, i) => {
    const place = key === missingCode ? undefined : places.get(key)
    if (place === undefined) return
    members[next[place] as number] = i
    next[place] = (next[place] as number) + 1
  })
  return { keys, members, starts: Uint32Array.from(starts), dropped }
}

function eachOfRule(
  { members, starts }: Blocks,
  rule: number,
  keys: readonly Uint32Array[],
  sources: Uint32Array | undefined,
  visit: (i: number, j: number, rules: number) => void,
): void {
  for (let block = 0; block + 1 < starts.length; block++) {
    const [from, to] = [starts[block] as number, starts[block + 1] as number]
    for (let a = from; a < to; a++) {
      const i = members[a] as number
      for (let b = a + 1; b < to; b++) {
        const j = members[b] as number
        if (sources && sources[i] === sources[j]) continue
        const satisfied = rulesOf(keys, i, j)
        // The first rule that brings a pair together makes it.
        if ((satisfied & -satisfied) === 1 << rule) visit(i, j, satisfied)
      }
    }
  }
}

function rulesOf(keys: readonly Uint32Array[], i: number, j: number): number {
  let satisfied = 0
  for (let r = 0; r < keys.length; r++) {
    const of = keys[r] as Uint32Array
    const key = of[i]
    if (key === of[j] && key !== missingCode) satisfied |= 1 << r
  }
  return satisfied
}

function meetingsWithin({ starts }: Blocks): number {
  let pairs = 0
  for (let block = 0; block + 1 < starts.length; block++) {
    const size = (starts[block + 1] as number) - (starts[block] as number)
    pairs += (size * (size - 1)) / 2
  }
  return pairs
}

function meetingsAcross({ members, starts }: Blocks, sources: Uint32Array): number {
  let pairs = 0
  for (let block = 0; block + 1 < starts.length; block++) {
    const counts = new Map<number, number>()
    let before = 0
    for (let at = starts[block] as number; at < (starts[block + 1] as number); at++) {
      const source = sources[members[at] as number] as number
      pairs += before - (counts.get(source) ?? 0)
      counts.set(source, (counts.get(source) ?? 0) + 1)
      before += 1
    }
  }
  return pairs
}

function assertRules(rules: readonly BlockingRule[], sources: Uint32Array | undefined): void {
  if (rules.length === 0 || rules.length > 30)
    throw new InvalidInputError('rules', `must be from 1 to 30 blocking rules, not ${rules.length}.`)
  const records = (rules[0] as BlockingRule).keys.length
  for (const { name, keys } of rules)
    if (keys.length !== records)
      throw new InvalidInputError(`rules.${name}`, `has ${keys.length} records, the first rule ${records}.`)
  if (sources && sources.length !== records)
    throw new InvalidInputError('sources', `has ${sources.length} records, the rules ${records}.`)
}
